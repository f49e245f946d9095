/** Weights as layers declare them, and how alike two configurations' networks are. */
import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { openEngine } from '../../src/main/engine/engines'
import { build } from '../../src/main/engine/step/build'
import { findModel, models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { compareNetworks, weightsOf } from '../../src/main/models/weights'

await openEngine('tensorflow')

const configured = (id: string, given: Settings = {}) => ({
  name: 'clothes',
  model: findModel(id),
  settings: completeSettings(findModel(id), given)
})

test.each([...models.keys()])('%s: declared is what the engine makes', id => {
  const narrow: Settings = configured(id).settings.width === undefined ? {} : { width: 8 }
  const { model, settings } = configured(id, narrow)
  const built = build({ model, settings, seed: 1, batchSize: 4, sampleCount: 2, table: null })
  for (const { name, weights } of built.networks.values()) {
    expect(weightsOf({ model, settings }, name).map(({ name, shape }) => [name, shape])).toEqual(
      weights.map(({ name, variable }) => [name, variable.shape])
    )
  }
  built.dispose()
})

test('the learned layers of DCGAN 28: a kernel, its bias and the norm after it are one', () => {
  const of = (network: string) =>
    weightsOf(configured('dcgan-28'), network).map(({ learned, role }) => `${learned} ${role}`)
  expect(of('discriminator')).toEqual([
    '1 conv.kernel',
    '1 conv.bias',
    '2 conv.kernel',
    '2 conv.bias',
    '3 dense.kernel',
    '3 dense.bias'
  ])
  expect(of('generator').filter(word => word.endsWith('kernel') || word.endsWith('gamma'))).toEqual([
    '1 dense.kernel',
    '1 batchNorm.gamma',
    '2 transposedConv.kernel',
    '2 batchNorm.gamma',
    '3 transposedConv.kernel'
  ])
})

test('the same settings fit whole, also where dropout or the number of epochs differ', () => {
  for (const [id, settings] of [
    ['dcgan-28', { epochs: 3 }],
    ['small-data', { augment: 'none' }],
    ['vae', {}]
  ] as const) {
    const likenesses = compareNetworks(configured(id, settings), configured(id))
    expect(likenesses.map(({ fits, layers, differences }) => [fits === layers && layers > 0, differences])).toEqual(
      likenesses.map(() => [true, []])
    )
  }
})

test('another width: nothing fits, and the setting behind it is named', () => {
  const [generator] = compareNetworks(configured('dcgan-28', { width: 32 }), configured('dcgan-28'))
  expect(generator).toMatchObject({ network: 'generator', layers: 3, fits: 0 })
  expect(generator?.differences[0]).toBe('dense.kernel of layer 1 is [100, 3136] in "clothes" and [100, 6272] here')
  expect(generator?.differences.at(-1)).toBe('Width (width) is 32 there and 64 here')
})

test('colour instead of grey: all of G but its last layer fits, nothing of D', () => {
  const [generator, discriminator] = compareNetworks(
    configured('dcgan-28', { channels: 'colour' }),
    configured('dcgan-28')
  )
  expect(generator).toMatchObject({
    network: 'generator',
    layers: 3,
    fits: 2,
    differences: [
      'transposedConv.kernel of layer 3 is [5, 5, 3, 64] in "clothes" and [5, 5, 1, 64] here',
      'transposedConv.bias of layer 3 is [3] in "clothes" and [1] here',
      'Colour (channels) is colour there and grey here'
    ]
  })
  expect(discriminator).toMatchObject({ layers: 3, fits: 0 })
})

test('another model: what it does not have is said; layers that agree fit', () => {
  expect(compareNetworks(configured('vae'), configured('dcgan-28'))).toMatchObject([
    { network: 'generator', layers: 3, fits: 0, differences: ['"clothes" (Variational autoencoder) has no generator'] },
    {
      network: 'discriminator',
      layers: 3,
      fits: 0,
      differences: ['"clothes" (Variational autoencoder) has no discriminator']
    }
  ])
  // The norm that conv-small's D has after its first convolution is in the way.
  const [, discriminator] = compareNetworks(configured('conv-small'), configured('dcgan-28', { channels: 'colour' }))
  expect(discriminator?.fits).toBe(0)
  expect(discriminator?.differences).toContain('batchNorm.gamma of layer 1 is only in "clothes"')
})

test('another number of classes stands in the way of a network that is told them', () => {
  const [generator] = compareNetworks(configured('cgan', { classes: 5 }), configured('cgan'))
  expect(generator?.fits).toBe(0)
  expect(generator?.differences.join()).toContain('Classes (classes) is 5 there and 10 here')
})

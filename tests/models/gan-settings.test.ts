import { expect, test } from 'vitest'
import { classes, ganSettings, samples } from '../../src/main/models/settings'
import { pictureSize } from '../../src/main/models/families/picture-size'

const paper = { epochs: 7, batchSize: 16, channels: 'grey', learningRate: 2e-4, beta1: 0.5, latent: 64 } as const

test('the numbers of the paper are the defaults, and what it does not name is not asked for', () => {
  const defaults = Object.fromEntries(ganSettings(paper).map(setting => [setting.key, setting.default]))
  expect(defaults).toMatchObject({
    ...paper,
    passes: 1,
    loss: 'non-saturating',
    optimiser: 'adam',
    precision: 'float32'
  })
  expect(defaults).not.toHaveProperty('width')
  expect(defaults).not.toHaveProperty('samples')
  const more = ganSettings({ ...paper, width: 32, samples: 9, loss: 'hinge' })
  expect(Object.fromEntries(more.map(setting => [setting.key, setting.default]))).toMatchObject({
    width: 32,
    samples: 9,
    loss: 'hinge'
  })
})

test(
  "a model's own settings: plain ones behind the batch size, advanced ones before the precision, others " + 'replaced',
  () => {
    const own = { ...samples(12), label: 'Gallery pairs' }
    const found = ganSettings({ ...paper, samples: 25 }, [pictureSize(28, 64), classes, own])
    const keys = found.map(({ key }) => key)
    expect(keys.slice(0, 10)).toEqual([
      'epochs',
      'passes',
      'batchSize',
      'size',
      'channels',
      'learningRate',
      'beta1',
      'latent',
      'samples',
      'classes'
    ])
    expect(keys[10]).toBe('precision')
    expect(new Set(keys).size).toBe(keys.length)
    expect(found.find(({ key }) => key === 'samples')).toEqual(own)
  }
)

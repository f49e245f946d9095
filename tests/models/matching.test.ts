/** What sizes of one model have in common by name. */
import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { matching } from '../../src/main/models/transfer/matching'

const configured = (id: string, given: Settings) => ({
  model: findModel(id),
  settings: completeSettings(findModel(id), given)
})
const between = (id: string, from: Settings, to: Settings, network: string) =>
  matching(configured(id, from), configured(id, to), network)

test('progan: every level that both have goes over, also what early levels alone need', () => {
  const found = between('progan', { size: '16' }, { size: '32' }, 'generator')
  expect(found.fresh).toEqual(['b32', 'toPicture32'])
  expect(found.parts.toSorted()).toEqual(['b16', 'b4', 'b8', 'toPicture16', 'toPicture4', 'toPicture8'])
  expect(found.weights).toContain('generator/toPicture4/equalisedConv/kernel')
  expect(found.weights).not.toContain('generator/b32/equalisedConv/kernel')
  expect(between('progan', { size: '32' }, { size: '16' }, 'discriminator').fresh).toEqual([])
})

test(
  'stylegan: mapping and constant too; D has its last level anew, because what looks at pictures is of ' +
    'another size',
  () => {
    const [small, large] = [{ size: '32' }, { size: '64' }]
    expect(between('stylegan', small, large, 'mapping').fresh).toEqual([])
    expect(between('stylegan', small, large, 'synthesis')).toMatchObject({
      fresh: ['b64'],
      parts: ['b4', 'b8', 'b16', 'b32']
    })
    // At 32 pixels b32 looks at the picture; at 64 it comes after b64.
    expect(between('stylegan', small, large, 'discriminator')).toMatchObject({ fresh: ['b64'] })
  }
)

test('biggan: sizes have other tables of channels; what is left is said', () => {
  const found = between('biggan', { size: '64', width: 8 }, { size: '128', width: 8 }, 'generator')
  expect(found.parts).toContain('shared')
  expect(found.fresh).toContain('b128')
  expect(found.taken).toBeGreaterThan(0)
  expect(found.taken).toBeLessThan(found.layers)
})

test('dcgan: layers of another width have nothing in common, whatever their names', () => {
  expect(between('dcgan-64', { width: 16 }, { width: 32 }, 'generator').taken).toBe(0)
  const { taken, layers, fresh } = between('dcgan-64', { width: 16 }, { width: 16 }, 'generator')
  expect([taken, fresh]).toEqual([layers, []])
})

test('a layer of which one weight is of another shape is new as a whole', () => {
  const { weights, fresh } = between('dcgan-28', { channels: 'colour' }, {}, 'discriminator')
  expect(fresh).toContain('conv')
  expect(weights.filter(name => name.startsWith('discriminator/conv/'))).toEqual([])
  expect(weights).toContain('discriminator/conv2/kernel')
})

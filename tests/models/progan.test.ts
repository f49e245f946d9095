/** The sizes of progressive growing, by shapes alone (Karras et al. 2018), and its stages. */
import { describe, expect, test } from 'vitest'
import { planNetwork } from '../../src/main/layers/plan'
import { completeSettings } from '../../src/main/models/definition'
import model from '../../src/main/models/progan'
import { fadeAt, stageAfter, stageAt, stageWords } from '../../src/shared/run/stages'
import type { Settings } from '../../src/shared/domain'

/** Weights of all stages together: those of ToRGB and FromRGB at every level are counted. */
function counts(given: Settings): Record<string, number> {
  const settings = completeSettings(model, given)
  const sizes = new Map<string, Map<string, number>>()
  for (const stage of (model.stages?.(settings) ?? []).keys()) {
    for (const [name, definition] of Object.entries(model.networks(settings, stage))) {
      const own = sizes.get(name) ?? new Map<string, number>()
      for (const weight of planNetwork(name, definition).weights)
        own.set(
          weight.name,
          weight.shape.reduce((a, b) => a * b, 1)
        )
      sizes.set(name, own)
    }
  }
  return Object.fromEntries([...sizes].map(([name, own]) => [name, [...own.values()].reduce((a, b) => a + b, 0)]))
}

const paper = { base: 8192, most: 512, latent: 512 }
test.each<[string, number, number]>([
  ['4', 6_556_163, 6_561_793],
  ['8', 11_277_318, 11_283_457],
  ['16', 15_998_473, 16_005_121],
  ['32', 20_719_628, 20_726_785],
  ['64', 22_490_383, 22_498_049],
  ['128', 22_933_394, 22_941_313],
  ['256', 23_044_309, 23_052_353],
  ['512', 23_072_120, 23_080_225],
  ['1024', 23_079_115, 23_087_249]
])('%s pixels, as wide as the paper: %i and %i parameters', (size, generator, discriminator) => {
  expect(counts({ ...paper, size })).toEqual({ generator, discriminator })
})
test.each<[Settings, number, number]>([
  [{ size: '32', base: 512 }, 278_636, 279_521],
  [{ size: '64' }, 352_687, 353_633],
  [{ size: '64', most: 128, latent: 128 }, 1_140_079, 1_141_921]
])('%o: %i and %i parameters', (given, generator, discriminator) => {
  expect(counts(given)).toEqual({ generator, discriminator })
})

describe('stages', () => {
  const settings = completeSettings(model, { size: '16', phasePictures: 160, batchSize: 16 })
  const stages = model.stages?.(settings) ?? []
  test('each level is faded in over as many pictures as it is then trained on', () => {
    expect(stages).toEqual([
      { from: 0, label: '4×4', fade: 0 },
      { from: 10, label: '8×8', fade: 10 },
      { from: 30, label: '16×16', fade: 10 }
    ])
    expect([0, 9, 10, 29, 30, 1000].map(done => stageAt(stages, done))).toEqual([0, 0, 1, 1, 2, 2])
    const [, second = { from: 0, label: '', fade: 0 }] = stages
    expect([10, 14, 19, 25].map(done => fadeAt(second, done))).toEqual([0.1, 0.5, 1, 1])
  })
  test('what a run is at is said of the step before', () => {
    expect(stageAfter(stages, 0)).toEqual({ index: 0, label: '4×4', fade: 1 })
    expect(stageAfter(undefined, 5)).toBeNull()
    expect([0, 10, 11, 15, 20, 30, 31].map(steps => stageWords(stages, steps))).toEqual([
      '4×4',
      '4×4',
      '8×8, 10 % faded in',
      '8×8, 50 % faded in',
      '8×8',
      '8×8',
      '16×16, 10 % faded in'
    ])
  })
  test('large levels have the smaller batches of the paper, and phases the same pictures', () => {
    const large = { size: '1024', phasePictures: 8400, batchSize: 16 }
    const from = (given: Settings) =>
      (model.stages?.(completeSettings(model, given)) ?? []).slice(5).map(({ from, fade, batchSize }) => ({
        from,
        fade,
        batchSize
      }))
    expect(from(large)).toEqual([
      { from: 9 * 525, fade: 525, batchSize: undefined },
      { from: 11 * 525, fade: 600, batchSize: 14 },
      { from: 11 * 525 + 1200, fade: 1400, batchSize: 6 },
      { from: 11 * 525 + 1200 + 2800, fade: 2800, batchSize: 3 }
    ])
    expect(from({ ...large, smallerBatches: false }).at(-1)).toEqual({
      from: 15 * 525,
      fade: 525,
      batchSize: undefined
    })
    expect(from({ ...large, batchSize: 4 }).map(({ batchSize }) => batchSize)).toEqual([
      undefined,
      undefined,
      undefined,
      3
    ])
  })
  test('one size is one stage', () => {
    expect(model.stages?.(completeSettings(model, { size: '4' }))).toEqual([{ from: 0, label: '4×4', fade: 0 }])
  })
})

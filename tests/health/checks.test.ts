/** What each check makes of numbers given by hand: where it speaks, where it must not, and when it is over. */
import { expect, test } from 'vitest'
import type { WatchedRun } from '../../src/main/health/check'
import discriminatorWins from '../../src/main/health/discriminator-wins'
import explodingLoss from '../../src/main/health/exploding-loss'
import modeCollapse from '../../src/main/health/mode-collapse'
import { compare, spreadOf } from '../../src/main/health/tools/variety'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'

const model = findModel('dcgan-28')
const run = (over: Partial<WatchedRun> = {}): WatchedRun => ({
  settings: completeSettings(model, {}),
  definitions: model.settings,
  losses: model.losses,
  stepsPerEpoch: 100,
  past: { step: [], losses: [] },
  found: false,
  ...over
})
const steps = (firstStep: number, count: number, loss: number, measures = {}) => ({
  firstStep,
  losses: [new Float32Array(count).fill(loss), new Float32Array(count).fill(0.7)],
  measures
})

test(
  'exploding: a hundred times the median of late; a spike of one step, or coming back from nearly nothing, ' +
    'is none',
  () => {
    const watcher = explodingLoss.watch(run())
    expect(watcher?.steps?.(steps(1, 128, 0.7))).toBeNull()
    const spiked = steps(129, 32, 0.7)
    spiked.losses[0]?.fill(1e6, 5, 6)
    expect(watcher?.steps?.(spiked)).toBeNull()
    expect(watcher?.steps?.(steps(161, 512, 1e-5))).toBeNull()
    expect(watcher?.steps?.(steps(673, 32, 0.7))).toBeNull()
    expect(watcher?.steps?.(steps(705, 20, 90))).toMatchObject({
      since: 705,
      message: expect.stringMatching(/discriminator loss has exploded in epoch 8/),
      remedy: { rollBack: true }
    })
    expect(watcher?.steps?.(steps(725, 20, 1e9))).toBeNull()
    expect(watcher?.steps?.(steps(745, 20, 0.2))).toBe('over')
  }
)

test('exploding goes by what an earlier session left', () => {
  const past = { step: [1], losses: [Array.from({ length: 100 }, () => 0.01), Array.from({ length: 100 }, () => 0.7)] }
  expect(explodingLoss.watch(run({ past }))?.steps?.(steps(101, 16, 1.5))).toMatchObject({ since: 101 })
})

test('winning: sustained and sure, not for a moment; a critic never; over when it errs again', () => {
  const [sure, unsure] = [
    { accuracy: 1, fakeScore: 0.001 },
    { accuracy: 0.9, fakeScore: 0.1 }
  ]
  const watcher = discriminatorWins.watch(run())
  expect(watcher?.steps?.(steps(1, 150, 0.1, sure))).toBeNull()
  expect(watcher?.steps?.(steps(151, 100, 0.1, unsure))).toBeNull()
  expect(watcher?.steps?.(steps(251, 100, 0.1, sure))).toBeNull()
  expect(watcher?.steps?.(steps(351, 100, 0.1, sure))).toMatchObject({
    since: 251,
    message: expect.stringMatching(/since epoch 3: it tells 100 %/)
  })
  expect(watcher?.steps?.(steps(451, 100, 0.1, sure))).toBeNull()
  expect(watcher?.steps?.(steps(551, 200, 0.1, unsure))).toBe('over')
  expect(discriminatorWins.watch(run({ settings: { ...run().settings, loss: 'wasserstein' } }))).toBeNull()
})

test(
  'collapse: three epochs alike with contrast; grey samples at the start are none; over when they differ ' + 'again',
  () => {
    const watcher = modeCollapse.watch(run())
    const look = (epoch: number, spread: number, contrast: number) =>
      watcher?.epoch?.({ epoch, step: 100 * epoch, losses: [], variety: { spread, contrast } })
    for (const epoch of [1, 2, 3, 4, 5]) expect(look(epoch, 0.01, 0.05)).toBeNull()
    expect([look(6, 0.02, 0.9), look(7, 0.02, 0.9)]).toEqual([null, null])
    expect(look(8, 0.02, 0.9)).toMatchObject({ since: 501, message: expect.stringMatching(/since epoch 6/) })
    expect(look(9, 0.02, 0.9)).toBeNull()
    expect(look(10, 0.5, 0.9)).toBe('over')
  }
)

test(
  'variety: the same pictures again are alike; pictures that are all alike are no measure; classes are ' +
    'looked at one by one',
  () => {
    const random = uniformStream('variety')
    const shape: [number, number, number] = [8, 8, 1]
    const each = (make: (picture: number, at: number) => number): Uint8Array =>
      Uint8Array.from({ length: 8 * 64 }, (_, i) => make(Math.floor(i / 64), i % 64))
    const real = spreadOf({ shape, pixels: each(() => Math.floor(random() * 256)) })
    const same = spreadOf({ shape, pixels: each((_, at) => at * 4) })
    const two = each((picture, at) => (picture % 2 === 0 ? at * 4 : 255 - at * 4))
    if (!real || !same) throw new Error('There are eight pictures of each.')
    expect(compare(same, real)?.spread).toBe(0)
    expect(compare(same, real)?.contrast).toBeGreaterThan(0.5)
    expect(compare(real, real)).toEqual({ spread: 1, contrast: 1 })
    expect(compare(real, same)).toBeNull()
    expect(spreadOf({ shape, pixels: two, groups: [0, 1, 0, 1, 0, 1, 0, 1] })?.nearest).toBe(0)
    expect(spreadOf({ shape, pixels: two.subarray(0, 128) })?.nearest).toBeGreaterThan(50)
    expect(spreadOf({ shape, pixels: two.subarray(0, 64) })).toBeNull()
  }
)

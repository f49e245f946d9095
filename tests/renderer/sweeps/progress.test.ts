/** What a sweep says of itself: how far it is, how long it goes on, what it is going to take. */
import { expect, test } from 'vitest'
import { estimateWords } from '../../../src/renderer/state/sweeps/estimate'
import { progressOf, sweepWords } from '../../../src/renderer/state/sweeps/progress'
import { configurationWords, lastScoreWords } from '../../../src/renderer/state/sweeps/words'
import type { Model } from '../../../src/shared/domain'
import { sweepDefaults } from '../../../src/shared/sweeps/defaults'
import type { Sweep, Trial } from '../../../src/shared/sweeps/sweep'
import { places } from '../../../src/shared/sweeps/words'

const trial = (configuration: number, aim: number, ...values: number[]): Trial => ({
  ...{ configuration, seed: 0, aim, run: `r${configuration}`, out: null },
  scores: values.map((value, rung) => ({ step: [100, 300][rung] ?? 0, value, rank: value }))
})
const sweep = (status: Sweep['status'], trials: Trial[]): Sweep => ({
  ...{ id: 's', name: 'Rates', error: null, createdAt: 0, status, trials },
  plan: { ...sweepDefaults, seeds: 1, steps: 300, model: 'm', dataset: 'd', settings: {}, metric: 'swd' },
  configurations: [{ rate: 1e-4 }, { rate: 1e-3 }, { rate: 1e-2 }],
  rungs: [100, 300]
})
const runs = new Map([
  ['r0', { step: 100, seconds: 10 }],
  ['r1', { step: 40, seconds: 4 }]
])

test('of three configurations one is compared and one trains: what is left, and how long at its own speed', () => {
  const now = sweep('running', [trial(0, 0, 0.5), trial(1, 0)])
  const progress = progressOf(now, runs, run => (run === 'r1' ? 60 : 0), 1)
  // 60 and 100 to compare all three after 100 steps, and 200 for whoever is best.
  expect(progress).toEqual({ trained: 160, left: 340, fraction: 160 / 500, secondsLeft: 34 })
  expect(progressOf(now, runs, () => 0, 2).secondsLeft).toBe(18)
  expect(sweepWords(now, progress)).toBe('Under way, 1 of 3 configurations compared, about 35 s left')
})

test('what has begun nothing knows no time; what has ended has none left', () => {
  expect(progressOf(sweep('running', []), new Map(), () => 0, 1)).toMatchObject({ fraction: 0, secondsLeft: null })
  const done = sweep('finished', [trial(0, 1, 0.5, 0.4), trial(1, 0, 0.6), trial(2, 0, 0.7)])
  const progress = progressOf(done, runs, () => 0, 1)
  expect(progress).toMatchObject({ left: 0, fraction: 1, secondsLeft: null })
  expect(sweepWords(done, progress)).toBe('Finished, 3 configurations')
})

test('what it takes is said with both counts of steps and where its time is from', () => {
  const estimate = {
    ...{ configurations: 9, rungs: [200, 600, 1800], steps: 1800, stepsPerEpoch: 50, metrics: [], metric: '' },
    ...{ most: 32_400, expected: 11_640, seconds: 700, rough: false }
  }
  expect(estimateWords(estimate, false)).toBe(
    '9 configurations, compared after 200, 600 and 1,800 steps. All of them to the end would take 32,400 steps; this ' +
      'is expected to take about 12,000 (36 %): about 12 min of training on this machine, one after another.'
  )
  expect(estimateWords({ ...estimate, rough: true }, false)).toContain('roughly 12 min of training on this machine')
  expect(estimateWords(estimate, true)).toContain('not known before')
})

test('a configuration is named by the labels of its settings, with its last score', () => {
  const model = {
    settings: [{ key: 'rate', label: 'Learning rate', type: 'float', min: 0, max: 1, default: 0.1 }]
  } as unknown as Model
  const [best, , last] = places(sweep('running', [trial(0, 1, 0.5, 0.4), trial(1, 0, 0.6)]))
  expect(configurationWords(model, best?.settings ?? {})).toBe('Learning rate 0.0001')
  expect(best && lastScoreWords(best)).toBe('0.400 after 300 steps')
  expect(last && lastScoreWords(last)).toBe('')
})

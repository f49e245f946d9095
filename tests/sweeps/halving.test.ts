/** Which configuration is trained next, and how far: the course of whole sweeps with known scores. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextTarget, rungsOf, type Target } from '../../src/main/sweeps/halving'
import { isBusy, ranking, type Ladder } from '../../src/shared/sweeps/ladder'
import type { Trial } from '../../src/shared/sweeps/sweep'

interface Course {
  ladder: Ladder
  /** What a trial comes to on a rung; null: it is out. */
  score: (target: Target) => number | null
  atOnce?: number
  /** Which of those under way ends next. */
  ends?: (busy: number) => number
}

/** Runs a sweep to its end. @returns its trials, what was trained in this order, and all steps */
function course({ ladder, score, atOnce = 1, ends = () => 0 }: Course) {
  const trials: Trial[] = []
  const sent: Target[] = []
  const busy: Target[] = []
  let steps = 0
  for (;;) {
    for (let target = nextTarget(ladder, trials); target && busy.length < atOnce; target = nextTarget(ladder, trials)) {
      const { configuration, seed, rung } = target
      const known = trials.find(each => each.configuration === configuration && each.seed === seed)
      steps += (ladder.rungs[rung] ?? 0) - (known ? (ladder.rungs[known.aim] ?? 0) : 0)
      if (known) known.aim = rung
      else trials.push({ configuration, seed, aim: rung, run: `${configuration}.${seed}`, scores: [], out: null })
      expect(trials.filter(isBusy)).toHaveLength(busy.length + 1)
      sent.push(target)
      busy.push(target)
    }
    if (busy.length === 0) return { trials, sent, steps }
    const [ended] = busy.splice(ends(busy.length), 1)
    if (!ended) throw new Error('Nothing ended.')
    const trial = trials.find(each => each.configuration === ended.configuration && each.seed === ended.seed)
    if (!trial) throw new Error('No trial.')
    const value = score(ended)
    if (value === null) trial.out = 'Its loss exploded.'
    else {
      const before = Array.from({ length: ended.rung }, (_, rung) => trial.scores[rung] ?? null)
      trial.scores = [...before, { step: ladder.rungs[ended.rung] ?? 0, value, rank: value }]
    }
  }
}

const nine: Ladder = { configurations: 9, rungs: [100, 300, 900], seeds: 2, reduction: 3 }

test('rungs are as many as it takes to thin configurations out to one, three below the last at most', () => {
  expect(rungsOf(9, 900, 3)).toEqual([100, 300, 900])
  expect(rungsOf(8, 900, 3)).toEqual([300, 900])
  expect(rungsOf(2, 900, 3)).toEqual([900])
  expect(rungsOf(100_000, 2700, 3)).toEqual([100, 300, 900, 2700])
  expect(rungsOf(81, 2, 3)).toEqual([1, 2])
})

test('nine configurations of two seeds: the best wins in less than half of the steps of all', () => {
  const order = [5, 2, 8, 1, 7, 0, 6, 3, 4]
  const { trials, sent, steps } = course({ ladder: nine, score: ({ configuration }) => order[configuration] ?? 0 })
  expect(ranking(nine, trials)[0]).toEqual({ configuration: 5, rung: 2 })
  expect(steps).toBeLessThan((9 * 2 * 900) / 2)
  // Whoever comes to the rung before the last has both seeds there; so has whoever comes to the last.
  for (const { configuration } of sent.filter(({ rung }) => rung > 0))
    expect(trials.filter(trial => trial.configuration === configuration).map(trial => trial.seed)).toEqual([0, 1])
  expect(sent.slice(0, 4)).toEqual([
    { configuration: 0, seed: 0, rung: 0 },
    { configuration: 1, seed: 0, rung: 0 },
    { configuration: 2, seed: 0, rung: 0 },
    { configuration: 1, seed: 0, rung: 1 }
  ])
})

test('a seed that was lucky is found out by the second one', () => {
  const score = ({ configuration, seed }: Target): number =>
    configuration === 3 ? (seed === 0 ? 0.1 : 9) : configuration === 4 ? 1 : 2 + configuration
  const { trials } = course({ ladder: nine, score })
  expect(ranking(nine, trials)[0]).toEqual({ configuration: 4, rung: 2 })
})

test('whoever is out leaves the place to the next; where all are, it ends', () => {
  const { trials } = course({
    ladder: nine,
    score: ({ configuration, rung }) => (configuration === 0 && rung === 2 ? null : configuration)
  })
  expect(ranking(nine, trials)[0]).toEqual({ configuration: 1, rung: 2 })
  const none = course({ ladder: nine, score: () => null })
  expect(none.sent).toHaveLength(9)
  expect(ranking(nine, none.trials).every(({ rung }) => rung === null)).toBe(true)
})

test('one rung is a grid: every configuration with every seed', () => {
  const { sent, steps } = course({ ladder: { ...nine, rungs: [900] }, score: ({ configuration }) => configuration })
  expect(sent).toHaveLength(18)
  expect(steps).toBe(18 * 900)
})

test('whatever ends first or is out: nothing is trained twice, and it ends with a winner or with none left', () => {
  fc.assert(
    fc.property(
      fc.record({
        configurations: fc.integer({ min: 1, max: 30 }),
        seeds: fc.integer({ min: 1, max: 3 }),
        reduction: fc.integer({ min: 2, max: 4 }),
        atOnce: fc.integer({ min: 1, max: 6 }),
        seed: fc.integer()
      }),
      ({ configurations, seeds, reduction, atOnce, seed }) => {
        const rungs = rungsOf(configurations, 1000, reduction)
        const ladder = { configurations, seeds, reduction, rungs }
        let state = seed
        const next = (count: number): number => {
          state = (Math.imul(state, 1664525) + 1013904223) | 0
          return (state >>> 8) % count
        }
        const { trials, sent } = course({
          ladder,
          atOnce,
          ends: next,
          score: () => (next(10) === 0 ? null : next(5))
        })
        const keys = sent.map(target => JSON.stringify(target))
        expect(new Set(keys).size).toBe(keys.length)
        const begun = new Set(trials.map(({ configuration }) => configuration))
        expect(begun.size).toBe(configurations)
        const alive = [...begun].filter(each => trials.every(trial => trial.configuration !== each || !trial.out))
        if (alive.length > 0) expect(ranking(ladder, trials)[0]?.rung).toBe(rungs.length - 1)
      }
    ),
    { numRuns: 300 }
  )
})

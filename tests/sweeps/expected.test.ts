/** How many steps a sweep is said to take, beside the courses that it really takes. */
import { expect, test } from 'vitest'
import { nextTarget, rungsOf } from '../../src/main/sweeps/halving'
import { permutation } from '../../src/shared/random'
import { stepsLeft, stepsOfAll, stepsToCome } from '../../src/shared/sweeps/expected'
import { isBusy, type Ladder } from '../../src/shared/sweeps/ladder'
import { sweepDefaults } from '../../src/shared/sweeps/defaults'
import type { Sweep, Trial } from '../../src/shared/sweeps/sweep'

/** Trains what is next, one after another, as long as `goesOn`. @returns its steps */
function course(ladder: Ladder, quality: readonly number[], trials: Trial[], goesOn: () => boolean): number {
  let steps = 0
  for (let next = nextTarget(ladder, trials); next && goesOn(); next = nextTarget(ladder, trials)) {
    const { configuration, seed, rung } = next
    const rank = quality[configuration] ?? 0
    const known = trials.find(each => each.configuration === configuration && each.seed === seed)
    const trial = known ?? { configuration, seed, aim: rung, run: `${configuration}.${seed}`, scores: [], out: null }
    const before = trial.scores.at(-1)?.step ?? 0
    if (!known) trials.push(trial)
    trial.aim = rung
    while (trial.scores.length < rung) trial.scores.push(null)
    trial.scores.push({ step: ladder.rungs[rung] ?? 0, value: rank, rank })
    steps += (ladder.rungs[rung] ?? 0) - before
    expect(trials.some(isBusy)).toBe(false)
  }
  return steps
}

const done = ({ scores }: Trial): number => scores.at(-1)?.step ?? 0

test.each([
  { configurations: 9, seeds: 2, reduction: 3 },
  { configurations: 27, seeds: 1, reduction: 3 },
  { configurations: 5, seeds: 3, reduction: 2 },
  { configurations: 2, seeds: 2, reduction: 3 }
])('$configurations configurations of $seeds seeds: near the mean of real courses', ({ ...space }) => {
  const ladder = { ...space, rungs: rungsOf(space.configurations, 2700, space.reduction) }
  const real = Array.from({ length: 40 }, (_, i) =>
    course(ladder, [...permutation(ladder.configurations, 'quality', i)], [], () => true)
  )
  const mean = real.reduce((sum, steps) => sum + steps, 0) / real.length
  expect(stepsToCome(ladder)).toBeGreaterThan(0.85 * mean)
  expect(stepsToCome(ladder)).toBeLessThan(1.15 * mean)
})

test('on the way to its end there is ever less to come, and at its end nothing', () => {
  const ladder = { configurations: 9, seeds: 2, reduction: 3, rungs: [100, 300, 900] }
  const quality = [...permutation(9, 'quality', 3)]
  const trials: Trial[] = []
  const total = course(ladder, quality, [], () => true)
  let [steps, before] = [0, Infinity]
  for (;;) {
    let once = true
    const more = course(ladder, quality, trials, () => once && !(once = false))
    const left = stepsToCome(ladder, trials, done)
    if (more === 0) break
    steps += more
    expect(left).toBeLessThanOrEqual(before + 900)
    before = left
    // Once everything has begun, nothing is left to chance.
    if (trials.filter(({ seed }) => seed === 0).length === 9) expect(steps + left).toBe(total)
  }
  expect(stepsToCome(ladder, trials, done)).toBe(0)
})

test('what is out takes nothing more; a budget is not gone over; five hundred are told at once', () => {
  const out = { configuration: 0, seed: 0, aim: 0, run: '', scores: [], out: 'Its loss exploded.' }
  const ladder = { configurations: 1, seeds: 1, reduction: 3, rungs: [90] }
  expect(stepsToCome(ladder, [out])).toBe(0)
  const sweep = {
    configurations: [{ width: 8 }, { width: 16 }],
    rungs: [900],
    plan: { ...sweepDefaults, steps: 900, budget: 1000 },
    trials: [],
    status: 'running'
  } as unknown as Sweep
  expect(stepsOfAll(sweep)).toBe(2 * 2 * 900)
  expect(stepsLeft(sweep, () => 0)).toBe(1000)
  expect(stepsLeft({ ...sweep, status: 'finished' }, () => 0)).toBe(0)
  // Within the time that a test may take.
  expect(stepsToCome({ configurations: 500, seeds: 2, reduction: 3, rungs: rungsOf(500, 2700, 3) })).toBeGreaterThan(0)
})

/** How far the trials of a sweep have come, and which configuration is best. */
import type { Sweep, SweepPlan, Trial } from './sweep'

export interface Ladder extends Pick<SweepPlan, 'seeds' | 'reduction'> {
  /** Steps, ascending. */
  rungs: readonly number[]
  /** How many configurations there are. */
  configurations: number
}

export const ladderOf = ({ plan, rungs, configurations }: Sweep): Ladder => ({
  ...plan,
  rungs,
  configurations: configurations.length
})

/** Trained to where it was sent, and not looked at yet. */
export const isBusy = ({ aim, scores, out }: Trial): boolean => out === null && scores.length <= aim

/** How many seeds count on a rung. */
export const seedsOn = ({ rungs, seeds }: Pick<Ladder, 'rungs' | 'seeds'>, rung: number): number =>
  rung >= rungs.length - 2 ? seeds : 1

/**
 * What a configuration is ranked by on a rung: the mean of its seeds; Infinity where a metric does not apply; null
 * where a seed is missing.
 */
export function rankOn(ladder: Ladder, trials: readonly Trial[], configuration: number, rung: number): number | null {
  const ranks = Array.from({ length: seedsOn(ladder, rung) }, (_, seed) => {
    const score = trialOf(trials, configuration, seed)?.scores[rung]
    return score ? (score.rank ?? Infinity) : null
  })
  if (ranks.some(rank => rank === null)) return null
  return ranks.reduce<number>((sum, rank) => sum + (rank ?? 0) / ranks.length, 0)
}

/** The configurations of a sweep, best first: who came further, then who ranks better there. */
export function ranking(ladder: Ladder, trials: readonly Trial[]): { configuration: number; rung: number | null }[] {
  return Array.from({ length: ladder.configurations }, (_, configuration) => {
    const rung = ladder.rungs.findLastIndex((_, at) => rankOn(ladder, trials, configuration, at) !== null)
    return { configuration, rung: rung < 0 ? null : rung }
  }).toSorted(
    (a, b) =>
      (b.rung ?? -1) - (a.rung ?? -1) ||
      difference(rankAt(ladder, trials, a), rankAt(ladder, trials, b)) ||
      a.configuration - b.configuration
  )
}

const rankAt = (ladder: Ladder, trials: readonly Trial[], at: { configuration: number; rung: number | null }): number =>
  at.rung === null ? Infinity : (rankOn(ladder, trials, at.configuration, at.rung) ?? Infinity)

/** Infinity from Infinity is nothing. */
export const difference = (a: number, b: number): number => (a === b ? 0 : a - b)

export const trialOf = (trials: readonly Trial[], configuration: number, seed: number): Trial | undefined =>
  trials.find(trial => trial.configuration === configuration && trial.seed === seed)

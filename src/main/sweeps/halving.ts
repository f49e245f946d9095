/**
 * Asynchronous successive halving (Li et al. 2020, arXiv:1810.05934): configurations begin on the lowest rung; whenever
 * there is room, the best of a rung that is not yet promoted goes on to the next, and else the next one begins. As
 * scores of GANs are noisy, whoever comes to the rung before the last is trained with all seeds there, and means count.
 */
import { difference, isBusy, rankOn, seedsOn, trialOf, type Ladder } from '../../shared/sweeps/ladder'
import type { Trial } from '../../shared/sweeps/sweep'

export interface Target {
  configuration: number
  /** 0 for the first. */
  seed: number
  rung: number
}

/** Rungs below the last at most: beyond that the lowest are too short to say anything. */
const mostBelow = 3

/**
 * Steps at which so many configurations are compared, ascending: the last is `steps`, each one before it a `reduction`
 * of the next; as many as it takes to thin the configurations out to one.
 */
export function rungsOf(configurations: number, steps: number, reduction: number): number[] {
  const wanted = Math.floor(Math.log(configurations) / Math.log(reduction) + 1e-9)
  const below = Math.min(mostBelow, wanted)
  const all = Array.from({ length: below + 1 }, (_, i) => Math.round(steps / reduction ** (below - i)))
  return [...new Set(all.filter(each => each > 0))]
}

/** What is to be trained next; null where nothing is, as long as nothing else ends. */
export function nextTarget(ladder: Ladder, trials: readonly Trial[]): Target | null {
  const all = Array.from({ length: ladder.configurations }, (_, i) => i)
  const top = ladder.rungs.length - 1
  for (let rung = top; rung >= 0; rung--) {
    const promoted = rung < top ? promotion(ladder, trials, all, rung) : null
    if (promoted !== null) return { configuration: promoted, seed: 0, rung: rung + 1 }
    const missing = missingSeed(ladder, trials, all, rung)
    if (missing) return missing
  }
  const next = all.find(configuration => !trialOf(trials, configuration, 0))
  return next === undefined ? null : { configuration: next, seed: 0, rung: 0 }
}

const isOut = (trials: readonly Trial[], configuration: number): boolean =>
  trials.some(trial => trial.configuration === configuration && trial.out !== null)

/** Nothing more can come to a rung: all that begin have come or are out, and so below. */
function isClosed(ladder: Ladder, trials: readonly Trial[], all: readonly number[], rung: number): boolean {
  const comers =
    rung === 0 ? all : isClosed(ladder, trials, all, rung - 1) ? leaders(ladder, trials, all, rung - 1) : null
  return comers !== null && comers.every(each => isOut(trials, each) || rankOn(ladder, trials, each, rung) !== null)
}

/**
 * Those of a rung that may go on, best first: one in so many, and one at least where nothing more can come. Whoever is
 * out leaves its place to the next.
 */
function leaders(ladder: Ladder, trials: readonly Trial[], all: readonly number[], rung: number): number[] {
  const ranked = all
    .flatMap(configuration => {
      const rank = rankOn(ladder, trials, configuration, rung)
      return rank === null ? [] : [{ configuration, rank }]
    })
    .toSorted((a, b) => difference(a.rank, b.rank) || a.configuration - b.configuration)
  const share = Math.floor(ranked.length / ladder.reduction)
  const nothingComes = isClosed(ladder, trials, all, rung)
  return ranked
    .map(({ configuration }) => configuration)
    .filter(configuration => !isOut(trials, configuration))
    .slice(0, nothingComes ? Math.max(1, share) : share)
}

function promotion(ladder: Ladder, trials: readonly Trial[], all: readonly number[], rung: number): number | null {
  return (
    leaders(ladder, trials, all, rung).find(configuration => (trialOf(trials, configuration, 0)?.aim ?? 0) <= rung) ??
    null
  )
}

/** Of a configuration whose first seed stands on a rung where more count. */
function missingSeed(ladder: Ladder, trials: readonly Trial[], all: readonly number[], rung: number): Target | null {
  for (const configuration of all) {
    if (isOut(trials, configuration) || !trialOf(trials, configuration, 0)?.scores[rung]) continue
    for (let seed = 1; seed < seedsOn(ladder, rung); seed++) {
      const trial = trialOf(trials, configuration, seed)
      if (!trial || (trial.aim < rung && !isBusy(trial))) return { configuration, seed, rung }
    }
  }
  return null
}

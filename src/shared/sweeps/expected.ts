/**
 * How many steps a sweep is still going to take, as far as that can be told: it depends on which configurations win.
 */
import { uniformStream } from '../random'
import { ladderOf, rankOn, ranking, seedsOn, trialOf, type Ladder } from './ladder'
import type { Sweep, Trial } from './sweep'

/** Courses that are played through; their mean is told. */
const courses = 8

/** What every configuration takes with every seed, all to the end. */
export const stepsOfAll = ({ configurations, plan }: Pick<Sweep, 'configurations' | 'plan'>): number =>
  configurations.length * plan.seeds * plan.steps

/**
 * Steps to come: the mean of a few courses in which configurations that have not been compared yet come out anywhere
 * among the others, and stay there on every rung.
 * @param done steps that a trial's run has trained
 */
export function stepsToCome(
  ladder: Ladder,
  trials: readonly Trial[] = [],
  done: (trial: Trial) => number = () => 0
): number {
  const known = knownOf(ladder, trials, done)
  const all = Array.from({ length: courses }, (_, i) => course(ladder, known, uniformStream('expected steps', i)))
  return Math.round(all.reduce((sum, steps) => sum + steps, 0) / courses)
}

/** Of a sweep under way; nothing of one that has finished. Never beyond its budget. */
export function stepsLeft(sweep: Sweep, done: (trial: Trial) => number): number {
  if (sweep.status === 'finished') return 0
  const left = stepsToCome(ladderOf(sweep), sweep.trials, done)
  if (sweep.plan.budget === null) return left
  return Math.max(0, Math.min(left, sweep.plan.budget - sweep.trials.reduce((sum, trial) => sum + done(trial), 0)))
}

interface Known {
  /** By configuration: where it stands among those that were compared, from 0 to 1, lower is better. */
  quality: (number | null)[]
  /** By rung: configurations that were compared there. */
  compared: number[][]
  /** By configuration: the rung that its first seed was sent to; −1 where it has not begun. */
  aim: number[]
  out: boolean[]
  /** By configuration and seed. */
  steps: number[][]
}

function knownOf(ladder: Ladder, trials: readonly Trial[], done: (trial: Trial) => number): Known {
  const all = Array.from({ length: ladder.configurations }, (_, i) => i)
  const quality: Known['quality'] = all.map(() => null)
  const ranked = ranking(ladder, trials).filter(({ rung }) => rung !== null)
  for (const [at, { configuration }] of ranked.entries()) quality[configuration] = (at + 0.5) / ranked.length
  const own = all.map(each => trials.filter(({ configuration }) => configuration === each))
  return {
    quality,
    compared: ladder.rungs.map((_, rung) => all.filter(each => rankOn(ladder, trials, each, rung) !== null)),
    aim: all.map(each => trialOf(trials, each, 0)?.aim ?? -1),
    out: own.map(each => each.some(({ out }) => out !== null)),
    steps: own.map(each =>
      Array.from({ length: ladder.seeds }, (_, seed) => {
        const trial = each.find(found => found.seed === seed)
        return trial ? done(trial) : 0
      })
    )
  }
}

/** Steps of one course to its end. The rules are those of asynchronous successive halving, one training at a time. */
function course(ladder: Ladder, known: Known, uniform: () => number): number {
  const { rungs, reduction } = ladder
  const top = rungs.length - 1
  const quality = known.quality.map(each => each ?? uniform())
  const compared = known.compared.map(each => [...each])
  const aim = [...known.aim]
  const trained = known.steps.map(each => [...each])
  let steps = 0

  /** Trains a configuration's seeds up to a rung, where it is compared: what is best there goes on. */
  const send = (configuration: number, rung: number): void => {
    const own = trained[configuration] ?? []
    const target = rungs[rung] ?? 0
    for (let seed = 0; seed < seedsOn(ladder, rung); seed++) {
      steps += Math.max(0, target - (own[seed] ?? 0))
      own[seed] = Math.max(target, own[seed] ?? 0)
    }
    aim[configuration] = rung
    compared[rung]?.push(configuration)
    promote(rung, Math.floor((compared[rung]?.length ?? 0) / reduction))
  }

  const promote = (rung: number, share: number): void => {
    if (rung >= top) return
    const leaders = (compared[rung] ?? [])
      .filter(each => known.out[each] !== true)
      .toSorted((a, b) => (quality[a] ?? 0) - (quality[b] ?? 0))
      .slice(0, share)
    for (const each of leaders) if ((aim[each] ?? 0) <= rung) send(each, rung + 1)
  }

  for (const [configuration, rung] of known.aim.entries()) {
    const isThere = rung >= 0 && compared[rung]?.includes(configuration) === true
    if (rung >= 0 && !isThere && known.out[configuration] !== true) send(configuration, rung)
  }
  for (const rung of rungs.keys()) promote(rung, Math.floor((compared[rung]?.length ?? 0) / reduction))
  for (const [configuration, rung] of known.aim.entries()) if (rung < 0) send(configuration, 0)
  // Nothing more comes to a rung: its best goes on all the same.
  for (const rung of rungs.keys()) promote(rung, Math.max(1, Math.floor((compared[rung]?.length ?? 0) / reduction)))
  return steps
}

/** What people are told of sweeps, in the window, on the command line and in reports. */
import type { Settings } from '../settings'
import { counted } from '../counted'
import type { Run } from '../domain'
import { stepsOfAll } from './expected'
import { ladderOf, ranking, trialOf } from './ladder'
import type { Sweep, Trial, TrialScore } from './sweep'

/** "learningRate=0.001 width=16". */
export const settingsWords = (settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ')

/** Settings that are tried: those that any configuration has of its own. */
export const triedKeys = ({ configurations }: Pick<Sweep, 'configurations'>): string[] => [
  ...new Set(configurations.flatMap(settings => Object.keys(settings)))
]

export interface Place {
  /** From 1; null where it has no score. */
  place: number | null
  configuration: number
  settings: Settings
  /** By seed. */
  trials: Trial[]
  /** By rung, of each seed that has one. */
  scores: TrialScore[][]
  /** How it stands: "trained to the end", "behind after 300 steps", why it is out, … */
  fate: string
}

/** Every configuration, best first. */
export function places(sweep: Sweep): Place[] {
  const { trials, rungs, plan } = sweep
  const ladder = ladderOf(sweep)
  return ranking(ladder, trials).map(({ configuration, rung }, at) => {
    const own = Array.from({ length: plan.seeds }, (_, seed) => trialOf(trials, configuration, seed) ?? []).flat()
    return {
      place: rung === null ? null : at + 1,
      configuration,
      settings: sweep.configurations[configuration] ?? {},
      trials: own,
      scores: rungs.map((_, each) => own.flatMap(({ scores }) => scores[each] ?? [])),
      fate: fateWords(sweep, own, rung)
    }
  })
}

function fateWords({ rungs, status }: Sweep, trials: readonly Trial[], rung: number | null): string {
  const out = trials.find(trial => trial.out !== null)
  if (out) return `Out: ${out.out ?? ''}`
  if (trials.length === 0) return status === 'finished' ? 'Not begun: nothing was left for it.' : 'Not begun yet.'
  if (trials.some(({ scores, aim }) => scores.length <= aim)) return 'Under way.'
  if (rung === rungs.length - 1) return 'Trained to the end.'
  const last = trials[0]?.scores.at(-1)?.step ?? 0
  return status === 'running'
    ? `Compared after ${counted(last, 'step')}.`
    : `Others were better after ${counted(last, 'step')}.`
}

/** How each configuration stands, best first, as a table: a column for each setting and each comparison. */
export function standings(sweep: Sweep): { head: string[]; rows: { cells: string[]; trials: Trial[] }[] } {
  const keys = triedKeys(sweep)
  return {
    head: ['Place', ...keys, ...sweep.rungs.map(step => `After ${step}`), 'How it stands'],
    rows: places(sweep).map(({ place, settings, scores, fate, trials }) => ({
      cells: [
        place === null ? '–' : String(place),
        ...keys.map(key => String(settings[key] ?? '')),
        ...scores.map(scoreWords),
        fate
      ],
      trials
    }))
  }
}

/** Steps of its runs that are still there, and what a whole grid would take. */
export function trainedSteps(
  sweep: Sweep,
  runs: readonly Pick<Run, 'id' | 'step'>[]
): { trained: number; all: number } {
  const own = new Set(sweep.trials.map(({ run }) => run))
  const trained = runs.filter(({ id }) => own.has(id)).reduce((sum, { step }) => sum + step, 0)
  return { trained, all: stepsOfAll(sweep) }
}

/** "0.0640 0.0671", in the order of the seeds; a dash where nothing was measured. */
export const scoreWords = (scores: readonly TrialScore[]): string =>
  scores.map(({ value }) => (value === null ? '–' : value.toFixed(4))).join(' ')

/** How far a sweep is and what it says of itself. Pure. */
import { counted } from '../../../shared/counted'
import type { Run } from '../../../shared/domain'
import { stepsLeft } from '../../../shared/sweeps/expected'
import type { Sweep, SweepStatus } from '../../../shared/sweeps/sweep'
import { about } from '../words'

export const sweepStatusWords: Record<SweepStatus, string> = {
  running: 'Under way',
  stopped: 'Stopped',
  finished: 'Finished',
  failed: 'Failed'
}

/** The run's status that its dot has the colour of. */
export const dotOf: Record<SweepStatus, Run['status']> = {
  running: 'training',
  stopped: 'stopped',
  finished: 'finished',
  failed: 'failed'
}

export interface SweepProgress {
  /** Steps of all its runs, and about how many are to come. */
  trained: number
  left: number
  /** 0…1 */
  fraction: number
  /** Null where it does not run, or nothing was trained yet. */
  secondsLeft: number | null
}

/**
 * @param live steps trained since a run's record was told, by run
 * @param atOnce how many of its runs train beside each other
 */
export function progressOf(
  sweep: Sweep,
  runs: ReadonlyMap<string, Pick<Run, 'step' | 'seconds'>>,
  live: (run: string) => number,
  atOnce: number
): SweepProgress {
  const own = sweep.trials.flatMap(({ run }) => runs.get(run) ?? [])
  const ahead = sweep.trials.reduce((sum, { run }) => sum + Math.max(0, live(run) - (runs.get(run)?.step ?? 0)), 0)
  const recorded = own.reduce((sum, { step }) => sum + step, 0)
  const seconds = own.reduce((sum, run) => sum + run.seconds, 0)
  const left = Math.max(0, stepsLeft(sweep, ({ run }) => runs.get(run)?.step ?? 0) - ahead)
  const trained = recorded + ahead
  return {
    trained,
    left,
    fraction: trained + left === 0 ? (sweep.status === 'finished' ? 1 : 0) : trained / (trained + left),
    secondsLeft:
      sweep.status === 'running' && recorded > 0 && seconds > 0
        ? (left * seconds) / recorded / Math.max(1, atOnce)
        : null
  }
}

/** Configurations that were compared at least once. */
export const comparedCount = ({ trials }: Pick<Sweep, 'trials'>): number =>
  new Set(trials.flatMap(({ scores, configuration }) => (scores.length > 0 ? [configuration] : []))).size

/** "Under way, 5 of 9 configurations compared, about 2 min left" */
export function sweepWords(sweep: Sweep, { secondsLeft }: Pick<SweepProgress, 'secondsLeft'>): string {
  const { status, configurations } = sweep
  const all = counted(configurations.length, 'configuration')
  const compared = comparedCount(sweep)
  return [
    sweepStatusWords[status],
    compared === configurations.length ? all : `${compared} of ${all} compared`,
    ...(secondsLeft === null ? [] : [`${about(secondsLeft)} left`])
  ].join(', ')
}

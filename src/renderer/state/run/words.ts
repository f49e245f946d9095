/** A run's progress in plain words and fractions. Pure. */
import type { LiveProgress, Measure, Metric, Run } from '../../../shared/domain'
import { lengthWords, totalSteps } from '../../../shared/run-length'
import { stageWords } from '../../../shared/run/stages'
import { count, counted, duration, howFar, lasted, minus, percent } from '../words'

/** Three significant digits, however large or small; thousands whole, as people read them. */
export function lossWords(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 999.5 && size < 1e5) return minus(count(Math.round(value)))
  return minus(size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toPrecision(3))
}

export const speedWords = (stepsPerSecond: number): string =>
  `${stepsPerSecond < 10 ? stepsPerSecond.toFixed(1) : count(Math.round(stepsPerSecond))} steps/s`

/** "TensorFlow 2.21.0 CPU float32" without the version, which Details shows. */
export const engineWords = (engine: string): string => engine.replace(/\s+\d+(\.\d+)+\S*/, '')

/** The newest step known: the run's record changes once per epoch, live progress a few times per second. */
export const stepNow = (run: Run, live: LiveProgress | null): number => Math.max(run.step, live?.step ?? 0)

/** The epoch being trained, counted from 1. */
export function epochNow(run: Run, live: LiveProgress | null): number {
  if (run.stepsPerEpoch <= 0) return Math.min(run.epochs, run.epoch + 1)
  return Math.min(run.epochs, Math.floor(stepNow(run, live) / run.stepsPerEpoch) + 1)
}

/** Done so far, 0…1. */
export function fractionDone(run: Run, live: LiveProgress | null): number {
  if (run.status === 'finished') return 1
  const steps = totalSteps(run)
  return steps > 0 ? Math.min(1, stepNow(run, live) / steps) : Math.min(1, run.epoch / Math.max(1, run.epochs))
}

/** How far the epoch being trained has come, 0…1. */
export function epochFraction(run: Run, live: LiveProgress | null): number {
  if (run.stepsPerEpoch <= 0) return 0
  const epochs = stepNow(run, live) / run.stepsPerEpoch
  return epochs >= run.epochs ? 1 : epochs - Math.floor(epochs)
}

export interface Preparation {
  label: string
  done: number
  total: number | null
  unit?: 'bytes' | undefined
}

/** "Preparing pictures, 120 of 1,000" */
export const preparationWords = (preparation: Preparation): string =>
  [preparation.label, howFar(preparation)].filter(Boolean).join(', ')

/**
 * The run's state as a person would say it. What failed is in `run.error`, shown by itself.
 * @param ahead how many wait before it, where it waits
 */
export function runWords(
  run: Run,
  live: LiveProgress | null,
  preparation: Preparation | null = null,
  ahead = 0
): string {
  const of = `epoch ${count(epochNow(run, live))} of ${count(run.epochs)}`
  const engine = run.engine ? [engineWords(run.engine)] : []
  const stage = stageWords(run.stages, stepNow(run, live)) ?? []
  switch (run.status) {
    case 'waiting':
      return `Waiting for its turn, ${ahead > 0 ? `${counted(ahead, 'run')} before it` : 'the next to train'}`
    case 'preparing':
      return preparation ? preparationWords(preparation) : 'Getting ready'
    case 'training': {
      const left = live?.secondsLeft != null ? [`${duration(live.secondsLeft)} left`] : []
      // Between two levels of a model that grows nothing is trained, and something else is at work.
      const doing = preparation
        ? [minuscule(preparationWords(preparation))]
        : live && live.stepsPerSecond > 0
          ? [speedWords(live.stepsPerSecond)]
          : []
      return ['Training', of].concat(stage, left, doing, engine).join(', ')
    }
    case 'paused':
      return [`Paused in ${of}`].concat(stage, engine).join(', ')
    case 'stopped':
      return `Stopped after ${afterWords(run)}`
    case 'interrupted':
      return `Interrupted after ${afterWords(run)}`
    case 'failed':
      return `Failed after ${afterWords(run)}`
    case 'finished':
      return ['Finished', `${lengthWords(run)} in ${lasted(run.seconds)}`, ...engine].join(', ')
  }
}

const minuscule = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)

const afterWords = (run: Run): string =>
  run.epoch > 0
    ? `epoch ${count(run.epoch)} of ${count(run.epochs)}`
    : run.step > 0
      ? counted(run.step, 'step')
      : 'no steps'

/** What a screen reader hears: changes with the status and every tenth of the way, not with every step. */
export function spokenWords(run: Run, live: LiveProgress | null, ahead = 0): string {
  if (run.status !== 'training')
    return `${run.name}: ${runWords(run, null, null, ahead)}${run.error ? `. ${run.error}` : ''}`
  const tenths = Math.floor(fractionDone(run, live) * 10)
  return `${run.name}: training, ${tenths === 0 ? 'begun' : `${tenths * 10} percent done`}`
}

/** What a metric found, as people read it. */
export const metricWords = ({ share }: Pick<Metric, 'share'>, value: number): string =>
  share ? percent(value) : lossWords(value)

/** Within a sentence: a name that begins with a word begins small, one that begins with letters does not. */
export const lowered = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? `${label.charAt(0).toLowerCase()}${label.slice(1)}` : label

/** A measure as people read it; a dash where it was not taken. */
export const measureWords = ({ share }: Measure, value: number | undefined): string =>
  value === undefined ? '–' : share ? `${Math.round(100 * value)} %` : lossWords(value)

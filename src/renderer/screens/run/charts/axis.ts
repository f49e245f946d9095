/** How the axis along the bottom counts: places on it are epochs all the same. */
import type { Span } from '../../../state/run/zoomed'
import { count, shortTime } from '../../../state/words'
import type { LossChart } from './chart'

export type AxisUnit = 'epoch' | 'step' | 'time'
export interface Axis {
  title: string
  /** @param epochs from the beginning */
  words: (epochs: number) => string
}

/** Seconds of training up to each epoch. */
type Epochs = readonly { epoch: number; seconds: number }[]

export function axisOf(unit: AxisUnit, stepsPerEpoch: number, epochs: Epochs): Axis {
  if (unit === 'step') return { title: 'Step', words: at => count(Math.round(at * stepsPerEpoch)) }
  if (unit === 'epoch' || epochs.length === 0) return { title: 'Epoch', words: at => String(Number(at.toPrecision(4))) }
  let seconds = 0
  const ends = [
    { epoch: 0, seconds },
    ...epochs.map(entry => ({ epoch: entry.epoch, seconds: (seconds += entry.seconds) }))
  ]
  return { title: 'Time', words: at => shortTime(secondsAt(ends, at)) }
}

/** Between two epochs' ends in proportion, past the last one at its pace. */
function secondsAt(ends: Epochs, at: number): number {
  const found = ends.findIndex(({ epoch }) => epoch >= at)
  const i = found === -1 ? ends.length - 1 : Math.max(1, found)
  const [before, after] = [ends[i - 1], ends[i]]
  if (!before || !after) return 0
  return before.seconds + ((at - before.epoch) / (after.epoch - before.epoch)) * (after.seconds - before.seconds)
}

/** `update` afterwards. @param span what is in sight; null: all of it */
export function showAxis(chart: LossChart, { title, words }: Axis, span: Span | null): void {
  const { x } = chart.options.scales ?? {}
  if (!x) return
  Object.assign(x, { min: span?.from ?? 0, max: span?.to })
  if ('title' in x && x.title) Object.assign(x.title, { text: title })
  Object.assign(x.ticks ?? {}, { callback: (value: number | string) => words(Number(value)) })
}

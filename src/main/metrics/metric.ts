/** What a file of a metric declares: one number per checkpoint, how it is computed, and what is to be said of it. */
import type { Metric as MetricWords, MetricReport, Run } from '../../shared/domain'
import type { Json } from '../../shared/json'
import type { ClassPictures } from './subjects/classes'
import type { CycleSamples } from './subjects/cycles'
import type { PictureSamples } from './subjects/pictures'
import type { PointSamples } from './subjects/points'
import type { TargetSamples } from './subjects/targets'

/** What metrics are measured on: a file of subjects/ each. */
export interface Subjects {
  targets: TargetSamples
  cycles: CycleSamples
  pictures: PictureSamples
  points: PointSamples
  classes: ClassPictures
}
export type SubjectId = keyof Subjects

/** Pictures to be shown with a value. */
export interface Tiles {
  count: number
  columns: number
  /** Height, width, channels. */
  shape: [number, number, number]
  /** count × height × width × channels. */
  pixels: Uint8Array
}

export interface Found {
  /** Null: the metric does not apply. */
  value: number | null
  /** What the value is to be seen beside. */
  reference?: number | null
  /** What else was found: kept with the value, for `report`. */
  detail?: Json
  tiles?: Tiles
}

export interface Measuring {
  seed: number
  /**
   * What it found of another checkpoint of the same run with the same settings: what does not depend on the checkpoint
   * is there.
   */
  known: Pick<Found, 'value' | 'reference' | 'detail'> | null
  /** To be called with 0 to 1. */
  share: (share: number) => void
}

/** A stored value about to be shown. */
export interface Shown {
  run: Run
  epoch: number
  value: number | null
  reference: number | null
  settings: Readonly<Record<string, number>>
  detail: Json | null
}

/** Where tiles were kept, their title and caption belong to `figure`. */
export interface Report extends Partial<Pick<MetricReport, 'notes' | 'table'>> {
  figure?: { title: string; caption: string; label: string; band: number }
}

export interface Metric extends Pick<MetricWords, 'id' | 'label' | 'short' | 'help' | 'better'> {
  /** From 0 to 1, shown in percent. */
  share?: true
  reference?: { label: string; short: string }
  /** Worked out of the newest epoch asked for alone. */
  newestOnly?: true
  /** On each subject that it can be measured on; runs in the thread of metrics. */
  measure: { [S in SubjectId]?: (samples: Subjects[S], how: Measuring) => Found | Promise<Found> }
  /** What is to be said and shown of the newest value beside its number. */
  report?: (shown: Shown) => Report
}

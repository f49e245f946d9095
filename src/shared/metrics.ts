/** Numbers that say how good a run's checkpoints are: which there are, and what was found of which epoch. */
import { z } from 'zod'
import type { Json } from './json'
import { sheet } from './pictures'

const json = z.json() as z.ZodType<Json>

/** A metric as the window and the command line list it. */
export const metric = z.object({
  id: z.string(),
  /** What it is measured on: one of the subjects. */
  subject: z.string(),
  label: z.string(),
  /** Heading of its column. */
  short: z.string(),
  /** One plain sentence. */
  help: z.string(),
  /** What is best; `reference`: to be near that of the training examples. */
  better: z.enum(['lower', 'higher', 'reference']),
  /** From 0 to 1, to be shown in percent. */
  share: z.boolean(),
  /** Beside each value stands another: what it is, and the heading of its column. */
  reference: z.object({ label: z.string(), short: z.string() }).nullable(),
  /** Worked out of the newest epoch asked for alone: it has no curve. */
  newestOnly: z.boolean()
})

/** A number that somebody chooses before metrics are worked out. */
export const metricOption = z.object({
  key: z.string(),
  label: z.string(),
  /** Heading of its column. */
  short: z.string(),
  default: z.int(),
  min: z.int(),
  max: z.int(),
  /** What the window offers. */
  choices: z.array(z.object({ value: z.int(), label: z.string() }))
})

/** What metrics of a run are measured on, and what the window says of it. */
export const metricSubject = z.object({
  id: z.string(),
  /** Heading of its part of the window; its metrics follow. */
  title: z.string(),
  intro: z.string(),
  /** What its button says. */
  action: z.string(),
  /** Worked out only when it is asked for by name. */
  onRequest: z.boolean(),
  options: z.array(metricOption),
  /** Why it cannot be worked out just now; null where it can. */
  refusal: z.string().nullable()
})

/** What one metric found of one checkpoint. */
export const metricValue = z.object({
  metric: z.string(),
  epoch: z.int(),
  /** Null: it does not apply. */
  value: z.number().nullable(),
  /** What stands beside it; null where nothing does. */
  reference: z.number().nullable(),
  /** The seed and options it was worked out with. */
  settings: z.record(z.string(), z.number()),
  /** What else it found, in a form of its own. */
  detail: json.nullable()
})

/** What there is to be said and shown of a metric's newest value. */
export const metricReport = z.object({
  metric: z.string(),
  epoch: z.int(),
  notes: z.array(z.object({ level: z.enum(['info', 'warning']), text: z.string() })),
  table: z
    .object({
      title: z.string(),
      help: z.string(),
      columns: z.array(z.string()),
      rows: z.array(z.object({ label: z.string(), values: z.array(z.number()) }))
    })
    .nullable(),
  figure: z
    .object({
      title: z.string(),
      caption: z.string(),
      /** For those who cannot see it. */
      label: z.string(),
      sheet,
      /** So many rows of the sheet belong together. */
      band: z.int().positive()
    })
    .nullable()
})

/** Everything known of how good a run is. */
export const evaluation = z.object({
  subjects: z.array(metricSubject),
  /** Those that apply to the run, subject by subject. */
  metrics: z.array(metric),
  /** Ascending by epoch; within an epoch in the order of the metrics. */
  values: z.array(metricValue),
  /** In the order of the metrics: of each that has something to say. */
  reports: z.array(metricReport)
})

export type Metric = z.infer<typeof metric>
export type MetricOption = z.infer<typeof metricOption>
export type MetricSubject = z.infer<typeof metricSubject>
export type MetricValue = z.infer<typeof metricValue>
export type MetricReport = z.infer<typeof metricReport>
export type Evaluation = z.infer<typeof evaluation>

/** Parallel columns, one entry a step (or a mean over a bucket of steps where thinned). */
export const stepColumns = z.object({
  step: z.array(z.number()),
  /** A column for each of the run's losses, in their order. */
  losses: z.array(z.array(z.number()))
})

/** Where training stands right now; lost when the process ends. */
export const liveProgress = z.object({
  step: z.int(),
  /** The epoch being trained, from 1. */
  epoch: z.int(),
  epochs: z.int(),
  stepsPerEpoch: z.int(),
  stepsPerSecond: z.number(),
  secondsLeft: z.number().nullable()
})

export type StepColumns = z.infer<typeof stepColumns>
export type LiveProgress = z.infer<typeof liveProgress>

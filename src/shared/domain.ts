/**
 * The studio's nouns, as schemas: what is stored, sent and shown. No Node, no DOM.
 * The renderer imports the types only; the main process parses with the schemas at its borders.
 */
import { z } from 'zod'
import { exampleKind, id } from './datasets/dataset'
import { exampleTraits, sheetTraits } from './examples'
import { machineName } from './remote/machines'
import { purposeIds } from './run/purposes'
import { samplingInput } from './sampling-inputs'
import { settingDefinition, settings } from './settings'

export * from './datasets/change'
export * from './datasets/dataset'
export * from './datasets/report'
export * from './engines'
export * from './examples'
export * from './exports'
export * from './metrics'
export * from './pictures'
export * from './sampling-inputs'
export * from './settings'

/** Height, width, channels: the order of an image's axes everywhere in Atelier. */
export const imageShape = z.tuple([z.int().positive(), z.int().positive(), z.int().positive()])

/** Which way a model of two domains translates: 0 from the first to the second, 1 back. 0 for every other. */
export const direction = z.union([z.literal(0), z.literal(1)])

/** One of the losses that a model reports: its name, in words, and as short as it can be. */
export const lossCurve = z.object({
  key: z.string(),
  label: z.string(),
  short: z.string(),
  /** What it is once nothing is left to be learnt, where that is known and training is meant to get there. */
  equilibrium: z.number().optional()
})
/** What else is known of an epoch. `share`: 0 to 1, to be shown in percent. */
export const measure = z.object({ key: z.string(), label: z.string(), help: z.string(), share: z.boolean() })

/** Among what a model is listed. */
export const purpose = z.enum(purposeIds)

/** A preset as the window and the command line list it. */
export const model = z.object({
  id: z.string(),
  name: z.string(),
  /** One plain sentence for somebody who has never trained anything. */
  summary: z.string(),
  purpose,
  paper: z.string(),
  exampleKind,
  /** As its definition declares it. */
  examples: exampleTraits,
  settings: z.array(settingDefinition),
  /** Keys of those that change its training pictures. */
  alters: z.array(z.string()),
  /** Pictures it makes with default settings. */
  image: imageShape
})

/** What the sheets of a run's epochs show: the id of one of the main process's definitions (`models/sheets`). */
export const sheetKind = z.string().min(1).max(40)

/** In place of a number of layers: those whose weights have the same names and shapes in both. */
export const byName = 'names'

/** How much of another run's network is taken over. */
export const networkStart = z.object({
  network: z.string(),
  /** So many of its learned layers from the input on; all of them where null; or what has the same name and shape. */
  layers: z.union([z.int().min(1), z.literal(byName)]).nullable(),
  /** So many of those stay as they are, or these parts (levels): a feature extractor. */
  frozen: z.union([z.int().min(0), z.array(z.string()).min(1)]),
  /** Parts that are new, in whole or in part, where what has the same name is taken. */
  fresh: z.array(z.string()).optional()
})

/** What a run began with instead of weights drawn from its seed: some of another run's. */
export const start = z.object({
  run: id,
  /** What that run was called then. */
  name: z.string(),
  epoch: z.int(),
  step: z.int(),
  networks: z.array(networkStart)
})

/** waiting: for its turn, until another one has ended. */
export const runStatus = z.enum([
  'waiting',
  'preparing',
  'training',
  'paused',
  'stopped',
  'interrupted',
  'finished',
  'failed'
])

/**
 * When a run begins or goes on. in-turn (the default): once as few train as may, and nobody waits before it. now:
 * beside whatever trains. if-free: now or not at all.
 */
export const turn = z.enum(['in-turn', 'now', 'if-free'])

/** Runs that wait for their turn to train, the next one first; and how many train at once. */
export const trainingQueue = z.object({ atOnce: z.int().min(1).max(8), waiting: z.array(id) })

/** A run that waits or trains, here or elsewhere. */
export const trainingJob = z.object({
  run: id,
  /** Null: this one. */
  machine: machineName.nullable(),
  state: z.enum(['waiting', 'training', 'sending', 'submitted']),
  /** Milliseconds since 1970: when it was put into the queue, begun here or given to a machine; null: not known. */
  since: z.number().nullable(),
  /** Whether a living process of this machine trains it, or is told of it. */
  watched: z.boolean()
})

/** Numbers in a network's weights, moving statistics included. */
export const parameters = z.array(z.object({ network: z.string(), count: z.int() }))

/** A part of a run of a model that grows: shared/run/stages.ts has what it means. */
export const stage = z.object({
  from: z.int().min(0),
  label: z.string().max(40),
  fade: z.int().min(0),
  batchSize: z.int().min(1).optional()
})

export const run = z.object({
  id,
  name: z.string(),
  model: z.string(),
  /** Null once the dataset was deleted; its name stays. */
  dataset: id.nullable(),
  datasetName: z.string(),
  /** How many of the dataset's pictures it is trained without: those excluded when it began, and those held out. */
  excludedCount: z.int(),
  heldOutCount: z.int(),
  /** Which version of the dataset it is trained on; null where that is not known. */
  datasetVersion: z.int().nullable(),
  /** Every setting, defaults written out: the whole configuration. */
  settings,
  seed: z.int(),
  status: runStatus,
  /** A sentence, when status is failed or interrupted. */
  error: z.string().nullable(),
  /** Last finished epoch, 0 before the first. */
  epoch: z.int(),
  epochs: z.int(),
  step: z.int(),
  /** It ends after so many, which may be in the middle of its last epoch; null: at that one's end. */
  steps: z.int().nullable(),
  stepsPerEpoch: z.int(),
  exampleKind,
  /** As its definition declares it. */
  examples: exampleTraits,
  /** Of its pictures; of points, the scatter's. */
  image: imageShape,
  latent: z.int(),
  /** How many pictures each epoch shows: one for each fixed latent, or one scatter of them all. */
  sampleCount: z.int(),
  /** How many of them stand in a row of a sheet. */
  sampleColumns: z.int(),
  sheetKind,
  /** As its definition declares it. */
  sheet: sheetTraits,
  /** Of a model that grows, one after another; none of others. */
  stages: z.array(stage).max(32),
  /** It has an encoder: training pictures can be reconstructed, and explored from. */
  encodes: z.boolean(),
  /** Null where its weights were drawn from the seed. */
  start: start.nullable(),
  /** Of each of its networks; null before training has begun. */
  parameters: parameters.nullable(),
  /** What its steps report, in this order. */
  losses: z.array(lossCurve),
  measures: z.array(measure),
  /** What its pictures are drawn from, the first latent first. */
  inputs: z.array(samplingInput),
  /** e.g. "TensorFlow 2.21.0 CPU float32"; null before the trainer has said. */
  engine: z.string().nullable(),
  /** Seconds of training so far, pauses not counted. */
  seconds: z.number(),
  /** The machine that trains it or did last, by its name; null: this one. */
  machine: machineName.nullable(),
  /** In the order in which runs were made: the newest has the highest, whatever the clock said. */
  place: z.int(),
  createdAt: z.number(),
  updatedAt: z.number()
})

export const epochMetrics = z.object({
  epoch: z.int(),
  step: z.int(),
  /** Means over the epoch's steps, in the order of the run's losses. */
  losses: z.array(z.number()),
  /** Means of the run's measures, by key; none in epochs of runs from before they were taken. */
  measures: z.record(z.string(), z.number()),
  seconds: z.number(),
  stepsPerSecond: z.number()
})

/** What a button does about a finding. */
export const remedy = z.object({
  /** What the button says. */
  label: z.string(),
  /** Settings that differ from the run's. */
  settings,
  /** Goes on from the last good checkpoint before it began, instead of from the newest. */
  rollBack: z.boolean()
})

/** Something that happened to a run: what a check of its health found, or what was changed. */
export const runEvent = z.object({
  id: z.int(),
  /** Where it began: the epoch being trained, from 1, and the step. */
  epoch: z.int(),
  step: z.int(),
  /** The check that found it, or what was done. */
  kind: z.string(),
  /** info: done by somebody. warning: a finding. error: a finding that ended the training. */
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  /** What to try; empty where there is nothing to do. */
  advice: z.string(),
  remedy: remedy.nullable(),
  at: z.number(),
  /** When it was over; null while it stands. */
  resolvedAt: z.number().nullable(),
  /** When somebody put it aside; null where nobody did. */
  dismissedAt: z.number().nullable()
})

/** What takes room on a disk. */
export const diskSize = z.object({ files: z.int(), bytes: z.number() })

export type Direction = z.infer<typeof direction>
export type LossCurve = z.infer<typeof lossCurve>
export type Measure = z.infer<typeof measure>
export type Model = z.infer<typeof model>
export type Turn = z.infer<typeof turn>
export type TrainingJob = z.infer<typeof trainingJob>
export type TrainingQueue = z.infer<typeof trainingQueue>
export type RunStatus = z.infer<typeof runStatus>
export type Run = z.infer<typeof run>
export type EpochMetrics = z.infer<typeof epochMetrics>
export type Remedy = z.infer<typeof remedy>
export type Start = z.infer<typeof start>
export type NetworkStart = z.infer<typeof networkStart>
export type RunEvent = z.infer<typeof runEvent>
export type DiskSize = z.infer<typeof diskSize>
export type ImageShape = z.infer<typeof imageShape>

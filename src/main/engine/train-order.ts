/** An order to train as it reaches the engine, as a schema. */
import { z } from 'zod'
import { exampleKind, imageShape, settings } from '../../shared/domain'
import { inputRows } from './calls/shapes'
import type { TrainOrder } from './protocol'

const dataset = z.object({
  path: z.string(),
  count: z.int().positive(),
  exampleKind: exampleKind.optional(),
  shape: imageShape,
  labels: z.instanceof(Int32Array).optional()
})

const start = z.object({ file: z.string(), frozen: z.record(z.string(), z.union([z.int(), z.array(z.string())])) })

export const trainOrder: z.ZodType<TrainOrder> = z.object({
  type: z.literal('train'),
  model: z.string(),
  settings,
  seed: z.int(),
  epochs: z.int().positive(),
  steps: z.int().positive().optional(),
  dataset,
  checkpoints: z.string(),
  paused: z.boolean().optional(),
  resumeFrom: z.string().nullable(),
  start: start.nullable().optional(),
  sampleInputs: inputRows,
  sampleColumns: z.int().positive().optional(),
  samplePictures: z.int().min(0).optional(),
  sampleCount: z.int().positive()
})

/** What several calls take or answer, as schemas. */
import { z } from 'zod'
import { imageShape, settings } from '../../../shared/domain'
import type { SamplePixels } from '../protocol'

export const bytes = z.instanceof(Uint8Array)
export const floats = z.instanceof(Float32Array)
/** Any number: losses may be NaN. */
export const anyNumber = z.custom<number>(value => typeof value === 'number')

/** By the keys of what a model declares to be sampled from: a row for each picture, one after another. */
export const inputRows = z.record(z.string(), z.union([floats, z.instanceof(Int32Array), bytes]))

/** A run's network at a checkpoint. */
export const network = { model: z.string(), settings, checkpoint: z.string() }

export const samplePixels: z.ZodType<SamplePixels> = z.object({
  columns: z.int().positive().optional(),
  count: z.int().min(0),
  shape: imageShape,
  pixels: bytes,
  points: floats.optional(),
  plane: z.object({ real: floats, pull: floats }).optional()
})

/** Requests about what a checkpoint draws, and encodes. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { epoch, seed } from '../bounds'
import * as d from '../domain'
import { job, type Request } from './request'
import { spread } from './wall'

export const explore = {
  /** Latents drawn from the model's own distribution by seed; `fixed` gives the run's own gallery latents. */
  drawLatents: {
    input: z.object({
      run: d.id,
      seed: z.union([seed, z.literal('fixed')]),
      count: z.int().min(1).max(256),
      /** Otherwise than in training; the gallery's stay as they are. */
      spread: spread.optional()
    }),
    output: z.array(z.array(z.number()))
  },
  /** What a checkpoint (default: the newest) draws from these values of the run's declared inputs. */
  generate: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      /**
       * A value for each of the run's `inputs`, by key; as many pictures as the longest list has entries. Numbers and
       * choices may be left out.
       */
      inputs: d.samplingValues
    }),
    output: d.pixels
  },
  /**
   * Training pictures in rows, and below each row what becomes of them when a checkpoint (default: the newest) encodes
   * and decodes them; for runs with an encoder. Which: from `offset` on, drawn by `seed`, or else evenly from first to
   * last, as the run's own sheets show them where they show reconstructions.
   */
  reconstruct: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      count: z.int().min(1).max(256).default(8),
      offset: bounds.place.optional(),
      seed: seed.optional(),
      /** Pictures in a row; by default near a square. What is left over of the last row is black. */
      columns: z.int().min(1).max(256).optional()
    }),
    output: z.object({
      epoch: z.int(),
      sheet: d.sheet,
      /** Places of the pictures in the dataset, from 0, in the sheet's order. */
      pictures: z.array(z.int()),
      columns: z.int()
    })
  },
  /** Latents of training pictures, by their places in the dataset; for runs with an encoder. */
  encode: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      pictures: z.array(bounds.place).min(1).max(256)
    }),
    output: z.array(z.array(z.number()))
  }
} satisfies Record<string, Request>

/** Requests about runs that translate pictures. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { epoch, seed } from '../bounds'
import * as d from '../domain'
import { direction, job, type Request } from './request'

export const translation = {
  /**
   * What a run that translates would be conditioned on, framed as its pairs are, and the target where that is known.
   * `pixels`: as `generate` takes them.
   */
  readInput: {
    input: z.object({ run: d.id, job: job.optional(), of: d.condition, direction }),
    output: z.object({ pixels: z.instanceof(Uint8Array), input: d.pixels, target: d.pixels.nullable() })
  },
  /**
   * Inputs in rows, below each row what a checkpoint (default: the newest) makes of them, and below that the targets
   * where they are known; for runs of pairs. Of training pairs: from `offset` on, drawn by `seed`, or else evenly from
   * first to last, as the run's own sheets show them. Or of picture files of any format.
   */
  translate: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      of: z.union([
        z.object({
          files: z
            .array(z.object({ name: z.string().max(1000), bytes: bounds.fileBytes }))
            .min(1)
            .max(256)
        }),
        z.object({ count: z.int().min(1).max(1024).default(8), offset: bounds.place.optional(), seed: seed.optional() })
      ]),
      direction,
      /** Of the latents; by default the run's own. */
      seed: seed.optional(),
      columns: z.int().min(1).max(256).optional(),
      gap: z.int().min(0).max(64).optional()
    }),
    output: z.object({
      epoch: z.int(),
      sheet: d.sheet,
      /** Places of the pairs in the dataset, from 0, in the sheet's order; none of files. */
      pairs: z.array(z.int()),
      columns: z.int()
    })
  },
  /**
   * One picture file translated whole, as a PNG: at its own size where the run's model takes pictures of any size, else
   * cut as the run's pictures are.
   */
  translateWhole: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      file: z.object({ name: z.string().max(1000), bytes: bounds.fileBytes }),
      /** Of the noise, where there is such; by default the run's own. */
      seed: seed.optional(),
      direction,
      /**
       * Pixels of its longer side at most: larger pictures are shrunk to them first. Where left out, to 8,192, or to
       * what there is memory for.
       */
      longest: z.int().min(16).max(8192).optional()
    }),
    output: z.object({
      epoch: z.int(),
      png: z.instanceof(Uint8Array),
      width: z.int(),
      height: z.int(),
      /** Its size before, and why it was shrunk, in words after a colon; null where it was not, or somebody asked. */
      shrunkFrom: z.object({ width: z.int(), height: z.int(), why: z.string() }).nullable()
    })
  }
} satisfies Record<string, Request>

/** Requests about finding a picture among what a run can draw. */
import { z } from 'zod'
import { epoch, fileBytes, latent, place, record, seed } from '../bounds'
import * as d from '../domain'
import { starts, usualSteps } from '../explore/projection'
import { job, type Request } from './request'

/** What one piece leaves for the next: bytes of the studio's own. */
const state = z.object({
  places: z.array(place).min(starts).max(starts),
  done: place,
  toAverage: z.number().min(0).max(255),
  numbers: fileBytes
})

export const projection = {
  /**
   * The latent whose picture is nearest to a given one, in pieces: with `state` it goes on where the last answer ended,
   * until `done` is `steps`. The first answer is what was drawn nearest.
   */
  findLatent: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      picture: z.union([
        z.object({ file: fileBytes, name: z.string().max(1000).default('The picture') }),
        /** As the first answer gave it. */
        z.object({ pixels: fileBytes }),
        /** One of those that the run's dataset holds out, from 0. */
        z.object({ heldOut: place })
      ]),
      /** Numbers and choices that are settled; others are as nobody has set them, choices what is nearest. */
      knobs: record(z.number().min(-1e9).max(1e9), 32).default({}),
      seed: seed.default(1),
      steps: z.int().min(1).max(2000).default(usualSteps),
      state: state.optional()
    }),
    output: z.object({
      epoch: z.int(),
      state,
      done: z.int(),
      steps: z.int(),
      latent,
      /** What numbers and choices have to be beside it. */
      knobs: record(z.number(), 64),
      /** What was looked for, as the run's pictures are framed: height × width × channels; and both, it first. */
      target: fileBytes,
      pixels: d.pixels,
      /** Root mean square difference of the two, of 255; and what it is to the average of what the run draws. */
      distance: z.number(),
      toAverage: z.number()
    })
  }
} satisfies Record<string, Request>

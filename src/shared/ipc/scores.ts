/** Requests about what a run's discriminator makes of pictures. */
import { z } from 'zod'
import { epoch } from '../bounds'
import * as d from '../domain'
import { job, type Request } from './request'

export const scores = {
  /**
   * What a checkpoint draws of these values, how real it looks to the run's own discriminator, and where that looks:
   * red where a brighter pixel would look more real, blue where a darker one would, black where none matters.
   */
  seeWhy: {
    input: z.object({ run: d.id, job: job.optional(), epoch: epoch.optional(), inputs: d.samplingValues }),
    output: z.object({
      epoch: z.int(),
      /** The pictures, and as many maps of where is looked. */
      pixels: d.pixels,
      maps: d.pixels,
      /** Of each, the higher the more real it looks. */
      scores: z.array(z.number())
    })
  }
} satisfies Record<string, Request>

/** Requests about where exported pictures come from. */
import { z } from 'zod'
import { epoch, fileBytes, latent, record, seed, word } from '../bounds'
import * as d from '../domain'
import { exportStage } from '../exports'
import type { Request } from './request'

export const origins = {
  /**
   * What a picture file carries of the run that drew it, and where Explore's controls stood; null where it carries
   * nothing of the kind. What it says is checked, and looked for in this workspace.
   */
  readOrigin: {
    input: z.object({ file: fileBytes }),
    output: z
      .object({
        /** Null where that run is not here. */
        run: d.id.nullable(),
        name: z.string(),
        model: z.string(),
        /** Null where its checkpoint is not here. */
        epoch: epoch.nullable(),
        /** What its first picture was drawn from: a latent, or the one of a seed. */
        latent: latent.nullable(),
        seed: seed.nullable(),
        knobs: record(z.number(), 64),
        /** What is not as it was, in a sentence; null where everything is. */
        problem: z.string().nullable(),
        /** The export that made it. */
        again: z.object({ format: word, options: d.settings, stage: exportStage.optional() })
      })
      .nullable()
  }
} satisfies Record<string, Request>

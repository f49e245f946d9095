/** Requests about directions in a run's latents. */
import { z } from 'zod'
import { epoch, record, seed, word } from '../bounds'
import * as d from '../domain'
import { directionMethod, latentDirection, mostDirections } from '../explore/directions'
import { job, type Request } from './request'

/** Of the inputs that are numbers and choices, by key. */
const knobs = record(z.number().min(-1e9).max(1e9), 32)

const asked = {
  run: d.id,
  job: job.optional(),
  epoch: epoch.optional(),
  method: word.default('pca'),
  count: z.int().min(1).max(mostDirections).default(8),
  /** Of the latents that are drawn to find them. */
  seed: seed.default(1),
  /** What pictures are of meanwhile; as nobody has set it where left out. */
  knobs: knobs.default({})
}

export const directions = {
  /**
   * Those that are kept with the run, in somebody's order; ways to find others; and what the run's choices have to be
   * for latents to lie where directions do.
   */
  listDirections: {
    input: z.object({ run: d.id }),
    output: z.object({ directions: z.array(latentDirection), methods: z.array(directionMethod), knobs })
  },
  /** These instead of those that were kept: in this order, by these names. */
  keepDirections: {
    input: z.object({ run: d.id, directions: z.array(latentDirection).max(mostDirections) }),
    output: z.array(latentDirection)
  },
  /** Finds directions in a checkpoint (default: the newest), the strongest first. Keeps nothing. */
  findDirections: { input: z.object(asked), output: z.array(latentDirection) },
  /** Directions as rows of pictures: of one latent, moved along each from one end to the other. */
  directionSheet: {
    input: z.object({
      ...asked,
      columns: z.int().min(3).max(15).default(7),
      reach: z.number().min(0.1).max(10).default(3)
    }),
    output: z.object({ sheet: d.sheet, epoch: z.int(), directions: z.array(latentDirection) })
  },
  /** Latents as they are where the run's directions lie, the same pictures. */
  latentsInSpace: {
    input: z.object({ run: d.id, job: job.optional(), epoch: epoch.optional(), inputs: d.samplingValues }),
    output: z.array(z.array(z.number()))
  }
} satisfies Record<string, Request>

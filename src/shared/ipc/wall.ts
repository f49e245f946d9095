/** Requests about many samples at once. */
import { z } from 'zod'
import { epoch, fileBytes, latent, record, seed } from '../bounds'
import * as d from '../domain'
import { shapes, withinBounds } from '../explore/spread'
import { mostLiked } from '../explore/wall'
import { job, type Request } from './request'

export const spread = z.object({
  shape: z.enum(shapes).default('own'),
  within: z.number().min(withinBounds.least).max(withinBounds.most).nullable().default(null)
})

/** See explore/wall. */
export const wall = z.object({
  seed: seed.default(1),
  spread: spread.default({ shape: 'own', within: null }),
  more: z.array(latent).max(mostLiked).default([]),
  fewer: z.array(latent).max(mostLiked).default([])
})

/** Samples that are compared with one another. */
export const mostArranged = 512

export const walls = {
  /**
   * The first samples of a wall, compared by what the run's own discriminator finds in their pictures; where it has
   * none, by their pixels.
   */
  arrangeSamples: {
    input: z.object({
      run: d.id,
      job: job.optional(),
      epoch: epoch.optional(),
      wall: wall.default({ seed: 1, spread: { shape: 'own', within: null }, more: [], fewer: [] }),
      count: z.int().min(2).max(mostArranged).default(256),
      /** Of the inputs that are numbers and choices; as nobody has set them where left out. */
      knobs: record(z.number().min(-1e9).max(1e9), 32).default({}),
      /** A picture whose nearest are wanted. */
      near: z.object({ file: fileBytes, name: z.string().max(1000).default('The picture') }).optional()
    }),
    output: z.object({
      epoch: z.int(),
      /** The higher the more real it looks; null where the run has no discriminator of whole pictures. */
      scores: z.array(z.number()).nullable(),
      /** How far from the three most like it, in what the wall has for a usual distance. */
      novelty: z.array(z.number()),
      nearness: z.array(z.number()).nullable(),
      /** Where pictures that look alike stand near each other: across and down, from 0 to 1. */
      map: z.array(z.tuple([z.number(), z.number()]))
    })
  }
} satisfies Record<string, Request>

/** What can be changed about a dataset's pictures without touching a file: each change makes a version of it. */
import { z } from 'zod'
import { mostPlaces } from './most-places'

/** What a picture is for. Those that are not for training are held out: runs are evaluated on them. */
export const splits = ['train', 'validation', 'test'] as const
export const split = z.enum(splits)

/** Of a class, as people write it: space around and between its words does not count. */
export const className = z.string().regex(/\S/, 'must have a letter').max(200)

/** Places of pictures in a dataset. */
const places = z.array(z.int().min(0).max(1e9)).min(1).max(mostPlaces)

export const datasetChange = z.discriminatedUnion('what', [
  /** New runs are trained without those that are excluded. */
  z.object({ what: z.literal('exclude'), places, excluded: z.boolean() }),
  /** Into the class of that name, which is made where there is none; a class that loses its last picture goes. */
  z.object({ what: z.literal('label'), places, name: className }),
  /** Where another class has the name, both become one. */
  z.object({ what: z.literal('rename'), label: z.int().min(0).max(1e9), name: className }),
  z.object({ what: z.literal('split'), places, split }),
  /** A share of what is trained on, of every class alike, drawn by the seed; 0: everything is trained on again. */
  z.object({
    what: z.literal('hold-out'),
    share: z.number().min(0).max(0.5),
    split: z.enum(['validation', 'test']),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
  }),
  /** As it was in an earlier version: a version of its own, nothing is lost. */
  z.object({ what: z.literal('restore'), number: z.int().min(1).max(1e9) })
])

export const datasetVersion = z.object({
  /** From 1, which is as it was imported. */
  number: z.int(),
  /** What was changed, without a full stop. */
  words: z.string(),
  createdAt: z.number(),
  /** How many runs are trained on it. */
  runs: z.int()
})

export type Split = z.infer<typeof split>
export type DatasetChange = z.infer<typeof datasetChange>
export type DatasetVersion = z.infer<typeof datasetVersion>

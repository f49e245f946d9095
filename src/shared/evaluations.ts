/** What is found of a run's checkpoints, beside what it learns from. */
import { z } from 'zod'
import { sheet } from './pictures'

/** Of a cloud of points: its mean, and of its covariance xx, xy and yy. */
export const moments = z.object({
  mean: z.tuple([z.number(), z.number()]),
  covariance: z.tuple([z.number(), z.number(), z.number()])
})

/**
 * What one checkpoint's samples are like, beside the training pictures or points. What does not apply to either is
 * null.
 */
export const evaluation = z.object({
  epoch: z.int(),
  /** How many pictures were drawn, and the seed of their latents. */
  samples: z.int(),
  seed: z.int(),
  /**
   * Sliced Wasserstein distance to as many training pictures, pixels taken as −1 to 1, or to all points: 0 for the
   * same.
   */
  slicedWasserstein: z.number(),
  /**
   * Multi-scale structural similarity between samples, 0 (diverse) to 1 (all the same); null below 11 pixels, and of
   * points.
   */
  msSsim: z.number().nullable(),
  /** The same between training pictures: what it should be near. */
  msSsimReal: z.number().nullable(),
  /** Distance between the normal distributions that have these moments, of points; in their units, 0 for the same. */
  gaussianDistance: z.number().nullable().default(null),
  moments: z.object({ made: moments, real: moments }).nullable().default(null)
})

/**
 * How well a linear support vector machine tells the classes of held-out pictures by what a checkpoint's network finds
 * in them.
 */
export const classification = z.object({
  epoch: z.int(),
  /** How many pictures it learnt from, how many others it was asked about, and the seed that chose them. */
  training: z.int(),
  heldOut: z.int(),
  seed: z.int(),
  classes: z.int(),
  /** Numbers that the network's convolutions found in each picture, 0 where it has none. */
  size: z.int(),
  /** Share it got right by these; null where there are none. */
  features: z.number().nullable(),
  /**
   * The same by the network as it was before its first step: convolutions that have learnt nothing find something too.
   */
  untrained: z.number().nullable(),
  /** Share it got right by the pictures' pixels alone. */
  pixels: z.number()
})

/** A sample's nearest training picture. */
export const nearestPair = z.object({
  /** Its place in the dataset, from 0, and its file as the dataset lists it. */
  picture: z.int(),
  path: z.string(),
  /** Root mean square difference of their pixels, 0 to 255. */
  distance: z.number()
})

/** Whether a checkpoint's samples are copies of training pictures. */
export const nearestPictures = z.object({
  epoch: z.int(),
  /** Rows in pairs: samples, and below each its nearest training picture. */
  sheet,
  /** One for each sample of the sheet, in its order. */
  pairs: z.array(nearestPair),
  /** Median distance of samples to their nearest training picture; of training pictures to the nearest other one. */
  medianSample: z.number(),
  medianReal: z.number(),
  /**
   * How many samples were looked for, and how many of them are less than half as far from their nearest picture as from
   * the next; null where nobody counted.
   */
  searched: z.int().nullable(),
  copies: z.int().nullable()
})

export type Evaluation = z.infer<typeof evaluation>
export type Classification = z.infer<typeof classification>
export type Moments = z.infer<typeof moments>
export type NearestPair = z.infer<typeof nearestPair>
export type NearestPictures = z.infer<typeof nearestPictures>

/** Directions in a run's latents that change its pictures. */
import { z } from 'zod'
import { epoch, latent, title, word } from '../bounds'

/** Of a run that are kept. */
export const mostDirections = 64

export const latentDirection = z.object({
  id: z.uuid(),
  name: title,
  /** How it was found: one of the engine's ways, or "difference", of two groups of pictures. */
  method: word,
  /** Of length 1. */
  vector: latent.min(1),
  /** Of drawn latents along it: what one step is. */
  deviation: z.number().min(1e-9).max(1e6),
  /** Of everything that varied where it was found, how much does along it; null where that is not known. */
  share: z.number().min(0).max(1).nullable(),
  /** The epoch whose checkpoint it was found in. */
  foundAt: epoch,
  /** Moves along it when pressed; with Shift the other way. */
  key: z
    .string()
    .regex(/^[a-z]$/)
    .nullable()
})

/** A way to find directions, as a window lists it. */
export const directionMethod = z.object({ id: word, label: z.string(), help: z.string() })

export type LatentDirection = z.infer<typeof latentDirection>
export type DirectionMethod = z.infer<typeof directionMethod>

/**
 * Directions in a run's latents that change its pictures: what they are, and where a latent stands along them. Pure,
 * for the window and the studio alike.
 */
import { z } from 'zod'
import { epoch, latent, title, word } from '../bounds'

/** Of a run that are kept. */
export const mostDirections = 64
/** Deviations to either side of the middle that a slider goes. */
export const reach = 3

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

type Along = Pick<LatentDirection, 'vector' | 'deviation'>

/** Where a latent stands along a direction, in deviations from the middle. */
export function positionAlong(numbers: readonly number[], { vector, deviation }: Along): number {
  let sum = 0
  for (let i = 0; i < vector.length; i++) sum += (numbers[i] ?? 0) * (vector[i] ?? 0)
  return sum / deviation
}

/** The latent that stands there and is the same at right angles to the direction. */
export function movedTo(numbers: readonly number[], direction: Along, position: number): number[] {
  const step = (position - positionAlong(numbers, direction)) * direction.deviation
  return numbers.map((value, i) => value + step * (direction.vector[i] ?? 0))
}

/**
 * From the middle of one group of latents to that of another, of length 1; one step is half of the way between them.
 * Null where both have the same middle.
 */
export function differenceOf(
  from: readonly (readonly number[])[],
  to: readonly (readonly number[])[]
): { vector: number[]; deviation: number } | null {
  const size = (from[0] ?? to[0] ?? []).length
  const middle = (group: readonly (readonly number[])[], i: number): number =>
    group.reduce((sum, numbers) => sum + (numbers[i] ?? 0), 0) / group.length
  if (from.length === 0 || to.length === 0) return null
  const difference = Array.from({ length: size }, (_, i) => middle(to, i) - middle(from, i))
  const length = Math.hypot(...difference)
  return length > 1e-9 ? { vector: difference.map(value => value / length), deviation: length / 2 } : null
}

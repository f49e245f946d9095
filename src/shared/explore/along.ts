/** Where a latent stands along a direction, and where it goes: pure, for the window and the studio alike. */
import type { LatentDirection } from './directions'

/** Deviations to either side of the middle that a slider goes. */
export const reach = 3

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

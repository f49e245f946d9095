/** How the latents of seeds are spread: as the run was trained, otherwise shaped, and not too far from the middle. */
import { normalQuantile, normalShare } from '../normal'
import type { LatentDistribution } from '../random'

/** own: as in training; sphere: that on which most normal latents nearly lie. */
export const shapes = ['own', 'normal', 'uniform', 'sphere'] as const
/** What `within` can be. */
export const withinBounds = { least: 0.05, most: 10 }

export interface Spread {
  shape: (typeof shapes)[number]
  /** Deviations from the middle beyond which no number lies; null: as they are drawn. */
  within: number | null
}
export const asTrained: Spread = { shape: 'own', within: null }

/** Of a uniform number in [−1, 1). */
const uniformDeviation = 1 / Math.sqrt(3)

/**
 * The latents of seeds in another spread: numbers have the deviation that they have in training, and the same seed
 * changes evenly with `within`. A number beyond that is drawn anew until it is not (Brock et al. 2019, section 3.1),
 * where what it is drawn by is how far beyond it lay, as models with a truncation of their own have it.
 * @param latents drawn from `distribution`, one after another, of `size` numbers each
 */
export function spreadOut(
  latents: Float32Array,
  size: number,
  distribution: LatentDistribution,
  { shape, within }: Spread
): Float32Array {
  if (shape === 'own' && within === null) return latents
  const deviation = distribution === 'uniform' ? uniformDeviation : 1
  const kind = shape === 'own' ? distribution : shape === 'uniform' ? 'uniform' : 'normal'
  const shareOf = (value: number): number => (distribution === 'uniform' ? (value + 1) / 2 : normalShare(value))
  // In deviations.
  const numberOf = (value: number): number => {
    if (kind === distribution) return value / deviation
    const share = Math.min(1 - 1e-7, Math.max(1e-7, shareOf(value)))
    return kind === 'normal' ? normalQuantile(share) : (2 * share - 1) / uniformDeviation
  }
  const near = within === null ? (x: number) => x : truncation(kind, within)
  const numbers = latents.map(value => near(numberOf(value)) * deviation)
  if (shape === 'sphere') toSphere(numbers, size, deviation * (within === null ? 1 : deviationWithin(within)))
  return numbers
}

/** Draws numbers anew that lie beyond a threshold; both in deviations. */
function truncation(kind: LatentDistribution, within: number): (x: number) => number {
  const end = 1 / uniformDeviation
  const beyond = (x: number): number => (kind === 'normal' ? 1 - normalShare(x) : Math.max(0, (end - x) / (2 * end)))
  const outside = beyond(within)
  const at = (share: number): number => (kind === 'normal' ? normalQuantile(share) : within * (2 * share - 1))
  return x => {
    if (Math.abs(x) <= within) return x
    const further = Math.min(1, beyond(Math.abs(x)) / outside)
    const drawn = at(kind === 'normal' ? outside + (1 - 2 * outside) * further : further)
    return Math.sign(x) * Math.min(within, drawn)
  }
}

/** Of a normal number that lies within a threshold. */
function deviationWithin(within: number): number {
  const density = Math.exp((-within * within) / 2) / Math.sqrt(2 * Math.PI)
  return Math.sqrt(Math.max(1e-12, 1 - (2 * within * density) / (1 - 2 * normalShare(-within))))
}

/** Each latent to the length that most have: √n deviations. */
function toSphere(latents: Float32Array, size: number, deviation: number): void {
  for (let from = 0; from < latents.length; from += size) {
    const each = latents.subarray(from, from + size)
    const length = Math.hypot(...each) || 1
    each.forEach((value, i) => {
      each[i] = (value / length) * Math.sqrt(size) * deviation
    })
  }
}

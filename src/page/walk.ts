/** From one seed's latents to the next seed's, on and on. */
import { drawLatents } from '../shared/random'
import type { Latent } from './state'

/** Slow at both ends. @param share 0 to 1 */
const eased = (share: number): number => share * share * (3 - 2 * share)

/**
 * Latents on the way from a seed to the next one: along the sphere where they are normal, so that those between are as
 * long as those at the ends; straight where they are uniform.
 * @param at 3.25: a quarter of the way from seed 3 to seed 4
 */
export function onTheWay({ size, distribution }: Latent, at: number): Float32Array {
  const seed = Math.floor(at)
  const share = eased(at - seed)
  const [from, to] = [seed, seed + 1].map(each => drawLatents(each, 1, size, distribution)) as [
    Float32Array,
    Float32Array
  ]
  const [a, b] = distribution === 'normal' ? sphere(from, to, share) : [1 - share, share]
  return from.map((number, i) => a * number + b * (to[i] ?? 0))
}

/** Shoemake 1985. */
function sphere(from: Float32Array, to: Float32Array, share: number): [number, number] {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, number, i) => sum + number * (b[i] ?? 0), 0)
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to))
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
  if (angle < 1e-4) return [1 - share, share]
  return [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)]
}

/** From one seed's latents to the next seed's, on and on. */
import { mix } from '../shared/explore/mix'
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
  if (distribution === 'normal') return Float32Array.from(mix([...from], [...to], share))
  return from.map((number, i) => (1 - share) * number + share * (to[i] ?? 0))
}

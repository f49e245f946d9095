/** The plane of its two latents, in steps of equal probability, the second one upwards. */
import { normalQuantile } from '../../../shared/normal'
import type { SheetKind } from './kind'

/**
 * The plane of two latents: side × side points, row by row from the top left, each in the middle of a cell that holds
 * the same share of N(0, I) (Kingma and Welling 2014, figure 4). The first latent grows to the right, the second
 * upwards.
 */
export const latentMap = (side: number): Float32Array =>
  Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const [cell, second] = [i >> 1, i % 2 === 1]
    const place = second ? side - 1 - Math.floor(cell / side) : cell % side
    return normalQuantile((place + 0.5) / side)
  })

export default {
  id: 'map',
  traits: {
    rows: 1,
    // Neighbours on a map look alike: its quarters say more of it.
    preview: 'spread',
    joined: true,
    columns: 'Each column is one place on the map',
    ways: null,
    label: '{count} samples of epoch {epoch}',
    explored: 'latent'
  },
  latents: count => {
    const side = Math.ceil(Math.sqrt(count))
    return { latents: latentMap(side), columns: side }
  }
} satisfies SheetKind

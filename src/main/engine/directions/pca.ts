/**
 * GANSpace (Härkönen et al. 2020, arXiv:2004.02546): principal components of what the generator's first layer makes of
 * drawn latents, brought back to the latents by regression (section 2.2); of a StyleGAN the components of its styles
 * (section 2.1).
 */
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { drawLatents } from '../../../shared/random'
import { tf } from '../../tensors/tf'
import { leadingVectors, orthonormal } from './leading'
import { defineMethod, flat, type Latents } from './method'

/** Latents for each number in one, within these bounds: the fewer, the less sure the components are. */
const drawn = { each: 4, least: 512, most: 2048 }

export default defineMethod({
  id: 'pca',
  label: 'Principal components',
  help: 'What varies most in the generator’s first layer from one drawn latent to another.',
  source: 'arXiv:2004.02546',
  given: 'drawn',
  latents: (size, distribution, seed) =>
    drawLatents(seed, Math.max(drawn.least, Math.min(drawn.most, drawn.each * size)), size, distribution),
  // After its norm and activation: the last that belongs to the first learned layer.
  watches: (seen, space) =>
    space?.latents ??
    flat(
      seen
        .filter(({ network, learned }) => network === seen[0]?.network && learned === 1)
        .slice(-1)
        .map(({ tensor }) => tensor),
      rows => tf.concat(rows, 1)
    ),

  async find(watched, latents, count, tools) {
    const gram = tf.tidy(() => {
      const centred = tf.sub(watched, tf.mean(watched, 0, true))
      return tf.matMul<Tensor2D>(centred, centred, false, true)
    })
    try {
      const { vectors, values, trace } = await leadingVectors(gram, count, tools)
      const directions = orthonormal(vectors.map(coordinates => regression(coordinates, latents)))
      return {
        vectors: Float32Array.from(directions.flatMap(({ vector }) => [...vector])),
        shares: Float32Array.from(directions, ({ place }) => (values[place] ?? 0) / (trace || 1))
      }
    } finally {
      gram.dispose()
    }
  }
})

/**
 * The direction u for which x·u, x the coordinates along a component, is nearest to the latents: Σ xᵢzᵢ, up to its
 * length (equation 2).
 */
function regression(coordinates: Float64Array, { values, size }: Latents): Float64Array {
  const count = values.length / size
  const direction = new Float64Array(size)
  const mean = new Float64Array(size)
  for (let i = 0; i < values.length; i++) mean[i % size] = (mean[i % size] ?? 0) + (values[i] ?? 0) / count
  for (let row = 0; row < count; row++) {
    const x = coordinates[row] ?? 0
    for (let i = 0; i < size; i++)
      direction[i] = (direction[i] ?? 0) + x * ((values[row * size + i] ?? 0) - (mean[i] ?? 0))
  }
  return direction
}

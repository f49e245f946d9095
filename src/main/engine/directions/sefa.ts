/**
 * SeFa (Shen and Zhou 2021, arXiv:2007.06600): eigenvectors of AᵀA, A the weights by which latents first go into the
 * generator; of a StyleGAN those that make the styles of all its levels. What A does is read off at the zero latent and
 * at each unit vector, which holds for whatever a layer makes of its weights.
 */
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { axis } from '../../tensors/axis'
import { tf } from '../../tensors/tf'
import { leadingVectors, orthonormal } from './leading'
import { defineMethod, flat } from './method'

export default defineMethod({
  id: 'sefa',
  label: 'Factorised weights',
  help: 'What the generator’s first weights amplify most: the same whatever is drawn.',
  source: 'arXiv:2007.06600',
  given: 'space',
  // The zero latent, then each unit vector.
  latents: size => {
    const values = new Float32Array((size + 1) * size)
    for (let i = 0; i < size; i++) values[(i + 1) * size + i] = 1
    return values
  },
  watches: (seen, space) => {
    const first = seen.find(({ learned, kernel }) => learned === 1 && kernel)
    return flat(space?.styles ?? (first ? [first.tensor] : []), rows => tf.concat(rows, 1))
  },

  async find(watched, { size }, count, tools) {
    const gram = tf.tidy(() => {
      const numbers = axis(watched, 1)
      const linear = tf.sub(tf.slice(watched, [1, 0], [size, numbers]), tf.slice(watched, [0, 0], [1, numbers]))
      return tf.matMul<Tensor2D>(linear, linear, false, true)
    })
    try {
      const { vectors, values, trace } = await leadingVectors(gram, Math.min(count, size), tools)
      const directions = orthonormal(vectors)
      return {
        vectors: Float32Array.from(directions.flatMap(({ vector }) => [...vector])),
        shares: Float32Array.from(directions, ({ place }) => (values[place] ?? 0) / (trace || 1))
      }
    } finally {
      gram.dispose()
    }
  }
})

/** Clipping of gradients. */
import type { NamedTensorMap } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

/**
 * Scales all gradients by one factor so that their common Euclidean norm is at most `limit` (Pascanu et al. 2013).
 * @returns the gradients as they are where `limit` is 0
 */
export function clipByGlobalNorm(gradients: NamedTensorMap, limit: number): NamedTensorMap {
  if (limit === 0) return gradients
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map(gradient => tf.sum(tf.square(gradient)))))
  const factor = tf.div(limit, tf.maximum(norm, limit))
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]))
}

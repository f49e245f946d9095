import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

/**
 * Means of blocks of size × size: [batch, h, w, c] → [batch, h/size, w/size, c]. Plain means: gradients of any order
 * are known.
 */
export function blockMeans(x: Tensor, size: number): Tensor {
  if (size === 1) return x
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  return tf.mean(tf.reshape(x, [batch, height / size, size, width / size, size, channels]), [2, 4])
}

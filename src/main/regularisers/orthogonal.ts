import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { axis } from '../tensors/axis'
import { tf } from '../tensors/tf'

/**
 * β·Σ‖WᵀW ⊙ (1 − I)‖² over kernels as matrices of all their inputs by their outputs, [k·k·c, f] (Brock et al. 2019,
 * equation 3): outputs look at different things, however strong each is. It lets latents be truncated.
 * @returns scalar
 */
export function orthogonality(kernels: readonly Tensor[], beta: number): Tensor {
  const terms = kernels.map(kernel => {
    const outputs = axis(kernel, -1)
    const matrix = tf.reshape(kernel, [-1, outputs]) as Tensor2D
    const alike = tf.matMul(matrix, matrix, true, false) // [f, f]
    const lengths = tf.sum(tf.square(matrix), 0) // its diagonal
    return tf.sub(tf.sum(tf.square(alike)), tf.sum(tf.square(lengths)))
  })
  return tf.mul(tf.addN(terms), beta)
}

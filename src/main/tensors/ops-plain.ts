/** The engine's operations in plain tfjs: what any of its back ends can run, and what stock tfjs would run. */
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import type { Ops } from './ops'
import { tf } from './tf'

export const plainOps: Ops = {
  matMul: (x, kernel) => tf.matMul(x as Tensor2D, kernel as Tensor2D),
  conv: (x, kernel, stride) => tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride, 'same'),
  transposedConv(x, kernel, stride) {
    const [batch = 1, height = 1, width = 1] = x.shape
    return tf.conv2dTranspose(
      x as Tensor4D,
      kernel as Tensor4D,
      [batch, height * stride, width * stride, kernel.shape[2] ?? 1],
      stride,
      'same'
    )
  },
  biasAdd: (x, bias) => tf.add(x, bias),
  relu: x => tf.relu(x),
  leakyRelu: (x, slope) => tf.leakyRelu(x, slope),
  selu: x => tf.selu(x),
  tanh: x => tf.tanh(x),
  batchNorm(x, gamma, beta, epsilon) {
    const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1))
    return { y: tf.batchNorm(x, mean, variance, beta, gamma, epsilon), mean, variance }
  }
}

/**
 * Penalties differentiate a network's gradient again, which the single-kernel gradients of these ops do not allow: they
 * are composed from tfjs's own instead.
 */
export const twiceDifferentiable = (ops: Ops): Ops => ({
  ...ops,
  batchNorm: plainOps.batchNorm,
  selu: plainOps.selu,
  tanh: plainOps.tanh
})

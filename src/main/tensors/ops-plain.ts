/** The engine's operations in plain tfjs: what any of its back ends can run, and what stock tfjs would run. */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import type { Ops } from './ops'
import { tf } from './tf'

export const plainOps: Ops = {
  matMul: (x, kernel) => tf.matMul(x as Tensor2D, kernel as Tensor2D),
  conv: (x, kernel, stride, padding = 'same') => tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride, padding),
  transposedConv(x, kernel, stride, padding = 'same') {
    const [batch = 1, height = 1, width = 1] = x.shape
    const [size = 1, , channels = 1] = kernel.shape
    const from = (side: number): number => (padding === 'same' ? side * stride : (side - 1) * stride + size)
    return tf.conv2dTranspose(
      x as Tensor4D,
      kernel as Tensor4D,
      [batch, from(height), from(width), channels],
      stride,
      padding
    )
  },
  // The gradient that tfjs has of its own mirrorPad forgets what was mirrored.
  reflectionPad: (x, by) => mirrored(mirrored(x, 1, by), 2, by),
  rows: (x, places) => tf.gather(x, places),
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

function mirrored(x: Tensor, axis: 1 | 2, by: number): Tensor {
  const side = x.shape[axis] ?? 1
  const part = (from: number): Tensor =>
    tf.reverse(
      tf.slice(
        x,
        x.shape.map((_, at) => (at === axis ? from : 0)),
        x.shape.map((length, at) => (at === axis ? by : length))
      ),
      axis
    )
  return tf.concat([part(1), x, part(side - 1 - by)], axis)
}

/**
 * Penalties differentiate a network's gradient again, which the single-kernel gradients of these ops do not allow: they
 * are composed from tfjs's own instead.
 */
export const twiceDifferentiable = (ops: Ops): Ops => ({
  ...ops,
  batchNorm: plainOps.batchNorm,
  reflectionPad: plainOps.reflectionPad,
  selu: plainOps.selu,
  tanh: plainOps.tanh
})

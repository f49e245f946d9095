/** The engine's operations in plain tfjs: what any of its back ends can run, and what stock tfjs would run. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { Ops } from './ops'
import type { StepRandom } from './random'
import type { TF } from './tensorflow/tf'

export const plainOps = (tf: TF): Ops => ({
  matMul: (x, kernel) => tf.matMul(x as Tensor2D, kernel as Tensor2D),
  biasAdd: (x, bias) => tf.add(x, bias),
  relu: x => tf.relu(x),
  leakyRelu: (x, slope) => tf.leakyRelu(x, slope),
  selu: x => tf.selu(x),
  tanh: x => tf.tanh(x),
  batchNorm(x, gamma, beta, epsilon) {
    const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1))
    return { y: tf.batchNorm(x, mean, variance, beta, gamma, epsilon), mean, variance }
  },
  keepMask: (random: StepRandom, shape: readonly number[], rate: number): Tensor =>
    tf.mul(tf.cast(tf.greaterEqual(random.uniform(shape), rate), 'float32'), 1 / (1 - rate))
})

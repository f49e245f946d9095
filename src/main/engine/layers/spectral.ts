import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine'
import { normalInitializer, type Declare, type StepContext } from './layer'

/**
 * Spectral normalisation (Miyato et al. 2018, arXiv:1802.05957, algorithm 1): a kernel divided by its largest singular
 * value, seen as a matrix from all its inputs to its outputs, [k·k·c, f]. Each training pass takes one step of the power
 * iteration, whose vectors are kept with the weights; sampling uses them as they are.
 * @returns the normalised kernel of a pass.
 */
export function spectralNorm(kernel: Variable, shape: readonly number[], declare: Declare): (context: StepContext) => Tensor {
  const outputs = shape.at(-1) ?? 1
  const inputs = shape.slice(0, -1).reduce((a, b) => a * b, 1)
  const left = declare('spectralOut', [outputs, 1], normalInitializer(1), { trainable: false }) // u
  const right = declare('spectralIn', [inputs, 1], normalInitializer(1), { trainable: false }) // v
  return ({ tf, ops, training }) => {
    const matrix = tf.reshape(kernel, [inputs, outputs])
    if (training) {
      left.assign(unit(tf, ops.matMul(tf.transpose(matrix), right)))
      right.assign(unit(tf, ops.matMul(matrix, left)))
    }
    // Read back as variables, u and v are constants to the gradient, as in the paper.
    const largest = tf.sum(tf.mul(ops.matMul(matrix, left), right))
    return tf.div(kernel, largest)
  }
}

const unit = (tf: TF, vector: Tensor): Tensor => tf.div(vector, tf.maximum(tf.norm(vector), 1e-12))

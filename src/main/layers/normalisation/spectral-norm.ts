import { elementCount } from '../../lib/shape'
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { normalInitializer } from '../initializers'
import type { Pass, Scope, Weight } from '../scope'
import { axis } from '../../tensors/axis'

/**
 * Spectral normalisation (Miyato et al. 2018, arXiv:1802.05957, algorithm 1): a kernel divided by its largest singular
 * value, seen as a matrix from all its inputs to its outputs, [k·k·c, f]. Each training pass takes one step of the
 * power iteration, whose vectors are kept with the weights; sampling uses them as they are.
 * @param of which of the layer's kernels it is, where it has several
 * @returns the normalised kernel of a pass
 */
export function spectralNorm(net: Scope, kernel: Weight, of = ''): (pass: Pass) => Tensor {
  const outputs = axis(kernel, -1)
  const inputs = elementCount(kernel.shape.slice(0, -1))
  const left = net.weight(named('spectralOut', of), [outputs, 1], normalInitializer(1), { trainable: false }) // u
  const right = net.weight(named('spectralIn', of), [inputs, 1], normalInitializer(1), { trainable: false }) // v
  return ({ ops, training, still = false }) => {
    const matrix = tf.reshape(kernel.variable, [inputs, outputs])
    if (training && !still) {
      left.variable.assign(unit(ops.matMul(tf.transpose(matrix), right.variable)))
      right.variable.assign(unit(ops.matMul(matrix, left.variable)))
    }
    // Read back as variables, u and v are constants to the gradient, as in the paper.
    const largest = tf.sum(tf.mul(ops.matMul(matrix, left.variable), right.variable))
    return tf.div(kernel.variable, largest)
  }
}

const named = (vector: string, kernel: string): string => (kernel === '' ? vector : `${kernel}.${vector}`)

const unit = (vector: Tensor): Tensor => tf.div(vector, tf.maximum(tf.norm(vector), 1e-12))

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

/**
 * A kernel and what it is one step further along either side, added: [k, k, …] → [k + 1, k + 1, …]. With stride 2 it
 * does at once what the kernel does before pairs are added up, or, transposed, after numbers are doubled.
 */
export function spreadKernel(kernel: Tensor): Tensor {
  const spread = (x: Tensor, axis: 0 | 1): Tensor => {
    const sides = (before: number, after: number): [number, number][] =>
      [0, 1, 2, 3].map(at => (at === axis ? [before, after] : [0, 0]))
    return tf.add(tf.pad(x as Tensor4D, sides(0, 1)), tf.pad(x as Tensor4D, sides(1, 0)))
  }
  return spread(spread(kernel, 0), 1)
}

/**
 * Operations that engines compute each in their own best way. Layers use these where tfjs's own form costs kernels;
 * everything else they write in plain tfjs. Types only: an engine brings the functions.
 */
import type { Tensor } from '@tensorflow/tfjs-core'

export interface Ops {
  /** [batch, n] × [n, m] → [batch, m]. */
  matMul: (x: Tensor, kernel: Tensor) => Tensor
  /**
   * Convolution, "same" where left out, kernel [k, k, c, f]: [batch, h, w, c] → [batch, ⌈h/stride⌉, ⌈w/stride⌉, f]; of
   * a valid one ⌊(h − k)/stride⌋ + 1.
   */
  conv: (x: Tensor, kernel: Tensor, stride: number, padding?: 'same' | 'valid') => Tensor
  /**
   * Its transpose, with the same kernel: [batch, h, w, f] → [batch, h·stride, w·stride, c]; of a valid one (h −
   * 1)·stride + k.
   */
  transposedConv: (x: Tensor, kernel: Tensor, stride: number, padding?: 'same' | 'valid') => Tensor
  /**
   * Rows and columns more on every side, mirrored in the outermost: [batch, h, w, c] → [batch, h + 2·by, w + 2·by, c].
   */
  reflectionPad: (x: Tensor, by: number) => Tensor
  /** Rows by their places: [n, c], int32 [m] → [m, c]. Its gradient, of any order, adds each row back to its place. */
  rows: (x: Tensor, places: Tensor) => Tensor
  /** Adds [channels] along the last axis. */
  biasAdd: (x: Tensor, bias: Tensor) => Tensor
  relu: (x: Tensor) => Tensor
  leakyRelu: (x: Tensor, slope: number) => Tensor
  selu: (x: Tensor) => Tensor
  tanh: (x: Tensor) => Tensor
  /**
   * Normalises over every axis but the last with the batch's own statistics.
   * @returns y, and the batch's mean and variance [channels], through which no gradient flows.
   */
  batchNorm: (x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number) => { y: Tensor; mean: Tensor; variance: Tensor }
}

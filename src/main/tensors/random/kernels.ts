/** The draws that an engine brings. */
import type { Tensor } from '@tensorflow/tfjs-core'

/** What engines bring. A key is a word of seed and name, and the step: int32 scalar. */
export interface RandomKernels {
  /** Called with a step's tensor before anything computes with it. */
  prepare?: (step: Tensor) => void
  normal: (word: number, step: Tensor, shape: readonly number[]) => Tensor
  /** In [0, 1). */
  uniform: (word: number, step: Tensor, shape: readonly number[]) => Tensor
  /** 0 with probability `rate`, placed to 1 in 256, else what keeps the mean at 1. */
  keepMask: (word: number, step: Tensor, shape: readonly number[], rate: number) => Tensor
}

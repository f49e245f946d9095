/** Numbers that move over a run, each along half a cosine from where it begins to where it ends. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

export interface Course {
  /** At the first step. */
  from: number
  /** At the last. */
  to: number
}

/** to + (from − to)·½(1 + cos π·p). @param progress p, how much of the run is done: float32 scalar */
export const valueAt = ({ from, to }: Course, progress: Tensor): Tensor =>
  tf.add(tf.mul(tf.add(tf.cos(tf.mul(progress, Math.PI)), 1), (from - to) / 2), to)

/**
 * Moving averages inside a step, all of one form: a short memory at first, so that early ones show what was seen, not
 * where they began.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from './tf'

/** Weight of the past after t steps: min(most, (1 + t)/(10 + t)), a scalar. @param done t, float32 scalar */
export const pastWeight = (most: number, done: Tensor): Tensor =>
  tf.minimum(most, tf.div(tf.add(done, 1), tf.add(done, 10)))

/** average ← value + past·(average − value). */
export const move = (average: Variable, value: Tensor, past: Tensor): void => {
  average.assign(tf.add(value, tf.mul(tf.sub(average, value), past)))
}

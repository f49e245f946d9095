import type { Tensor } from '@tensorflow/tfjs-core'
import type { Ops } from '../../tensors/ops'
import { tf } from '../../tensors/tf'
import { axis } from '../../tensors/axis'

/**
 * Row `labels[i]` of a table [classes, size]: [batch, size]. A product with ones and zeros, whose gradient of any order
 * every engine has.
 */
export const embedded = (table: Tensor, labels: Tensor, ops: Ops): Tensor =>
  ops.matMul(tf.cast(tf.oneHot(tf.cast(labels, 'int32'), axis(table, 0)), 'float32'), table)

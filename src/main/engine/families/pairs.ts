/** Pairs as a discriminator sees them: one picture, with the input's channels and after them the target's. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape } from '../../../shared/domain'
import { tf } from '../engine'
import { picturesOf } from './bytes'

/** Bytes of pairs, an input and then its target: [batch, 2·height·width·channels] → [batch, height, width, 2·channels] in [−1, 1]. */
export const pairsOf = (bytes: Tensor, [height, width, channels]: ImageShape): Tensor =>
  tf.concat(tf.split(picturesOf(bytes, [2 * height, width, channels]), 2, 1), 3)

/** [batch, height, width, 2·channels] → two of [batch, height, width, channels]. */
export function partsOf(pairs: Tensor): { input: Tensor; target: Tensor } {
  const [input, target] = tf.split(pairs, 2, 3) as [Tensor, Tensor]
  return { input, target }
}

/** Back from `partsOf`. */
export const pairOf = (input: Tensor, target: Tensor): Tensor => tf.concat([input, target], 3)

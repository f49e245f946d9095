/**
 * Random crops of pictures that are packed larger than they are learned: another part of each at every step, drawn by
 * the seed and the step, so that a resumed run sees the same ones. Of the pictures of a pair, the same part.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape } from '../../../shared/domain'
import { elementCount } from '../../lib/shape'
import { engine } from '../../tensors/engine'
import { axis } from '../../tensors/axis'
import type { Draws } from '../../tensors/random/draws'
import { tf } from '../../tensors/tf'

/** Names the draws. */
const path = 'crops'

/**
 * @param rows packed examples, each of one picture or several of H × W × c numbers: [count, pictures·H·W·c]
 * @param image height and width of the crops
 * @returns [count, pictures·height·width·c]
 */
export function randomCrops(
  rows: Tensor,
  [tall, wide, channels]: ImageShape,
  [height, width]: ImageShape,
  draws: Draws
): Tensor {
  const count = axis(rows, 0)
  const pictures = axis(rows, 1) / elementCount([tall, wide, channels])
  const places = draws.at(path).uniform('place', [count, 2])
  /** From 0 to as far as a crop may begin, each place as often: int32 [count, 1, 1, 1]. */
  const begins = (which: number, most: number): Tensor =>
    tf.reshape(whole(tf.floor(tf.mul(tf.slice(places, [0, which], [count, 1]), most + 1))), [count, 1, 1, 1])
  const down = tf.add(begins(0, tall - height), tf.reshape(range(height), [1, 1, height, 1]))
  const across = tf.add(begins(1, wide - width), tf.reshape(range(width), [1, 1, 1, width]))
  const first = tf.mul(tf.reshape(range(count * pictures), [count, pictures, 1, 1]), tf.scalar(tall * wide, 'int32'))
  // [count, pictures, height, width]
  const pixels = tf.add(first, tf.add(tf.mul(down, tf.scalar(wide, 'int32')), across))
  const cropped = engine().ops.rows(tf.reshape(rows, [-1, channels]), tf.reshape(pixels, [-1]))
  return tf.reshape(cropped, [count, pictures * height * width * channels])
}

/** Places are whole numbers throughout: float32 has them up to 2²⁴ alone. */
const whole = (x: Tensor): Tensor => tf.cast(x, 'int32')
const range = (length: number): Tensor => tf.range(0, length, 1, 'int32')

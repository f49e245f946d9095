/** Pictures as bytes, and as networks see them: in [−1, 1]. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape } from '../../shared/domain'
import { tf } from './tf'
import { axis } from './axis'

/** Pictures in [−1, 1] as int32, 0 to 255. */
export const bytesOf = (images: Tensor): Tensor =>
  tf.cast(tf.round(tf.clipByValue(tf.mul(tf.add(images, 1), 127.5), 0, 255)), 'int32')

/** Numbers from 0 to 255 as pictures in [−1, 1]: [batch, …] → [batch, height, width, channels]. */
export const picturesOf = (numbers: Tensor, image: ImageShape): Tensor =>
  tf.sub(tf.div(tf.reshape(numbers, [axis(numbers, 0), ...image]), 127.5), 1)

import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { Augmentation } from './augmentation'
import { column } from './draws'

/** Furthest shift, as a share of the picture. */
const furthest = 0.125

/** Which pixel goes where along one axis, as a product: [batch, to, from]. @param draw [batch, 1] */
function selection(size: number, draw: Tensor): Tensor {
  const [batch = 1] = draw.shape
  const most = Math.floor(size * furthest + 0.5)
  const shift = tf.sub(tf.floor(tf.mul(draw, 2 * most + 1)), most) // [batch, 1]
  const from = tf.add(tf.reshape(tf.range(0, size), [1, size, 1]), tf.reshape(shift, [batch, 1, 1]))
  return tf.cast(tf.equal(from, tf.reshape(tf.range(0, size), [1, 1, size])), 'float32')
}

/** Moves each picture by whole pixels; what comes in from outside is 0. */
const translation: Augmentation = {
  id: 'translation',
  label: 'Moves',
  order: 2,
  draws: 2,
  apply: (x, draws) => {
    const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
    const flat = tf.reshape(x, [batch, height, width * channels])
    const rows = tf.reshape(tf.matMul(selection(height, column(draws, 0)), flat), x.shape)
    const turned = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, width, height * channels])
    return tf.transpose(
      tf.reshape(tf.matMul(selection(width, column(draws, 1)), turned), [batch, width, height, channels]),
      [0, 2, 1, 3]
    )
  }
}
export default translation

import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { Augmentation } from './augmentation'
import { column } from './draws'

/** Side of the hole, as a share of the picture. */
const share = 0.5

/** 1 where the hole is along one axis: [batch, size]. @param draw [batch, 1] */
function inside(size: number, draw: Tensor): Tensor {
  const hole = Math.floor(size * share + 0.5)
  const first = tf.sub(tf.floor(tf.mul(draw, size + 1 - (hole % 2))), Math.floor(hole / 2)) // [batch, 1]
  const at = tf.reshape(tf.range(0, size), [1, size])
  return tf.cast(tf.logicalAnd(tf.greaterEqual(at, first), tf.less(at, tf.add(first, hole))), 'float32')
}

/** Sets a square of each picture to 0; it may lie partly outside. */
const cutout: Augmentation = {
  id: 'cutout',
  label: 'Holes',
  order: 3,
  draws: 2,
  apply: (x, draws) => {
    const [batch = 1, height = 1, width = 1] = x.shape
    const [down, across] = [inside(height, column(draws, 0)), inside(width, column(draws, 1))]
    return tf.mul(
      x,
      tf.sub(1, tf.mul(tf.reshape(down, [batch, height, 1, 1]), tf.reshape(across, [batch, 1, width, 1])))
    )
  }
}
export default cutout

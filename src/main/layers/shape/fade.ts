import { tf } from '../../tensors/tf'
import { inputAt, layer, type Layer } from '../layer'

/** old + share·(new − old): of two values of one shape, by a number for each example. */
export const fade = (): Layer =>
  layer('fade', (net, older, ...others) => {
    const [newer, share] = [inputAt('fade', others, 0), inputAt('fade', others, 1)]
    if (older.shape.join() !== newer.shape.join())
      throw new Error(
        `fade goes between values of one shape; it was given [${older.shape.join(', ')}] and ` +
          `[${newer.shape.join(', ')}].`
      )
    return net.output(older.shape, () => {
      const [batch = 1] = older.tensor.shape
      const factor = tf.reshape(share.tensor, [batch, ...older.shape.map(() => 1)])
      return tf.add(older.tensor, tf.mul(tf.sub(newer.tensor, older.tensor), factor))
    })
  })

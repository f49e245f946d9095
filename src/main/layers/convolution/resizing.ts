/** Doubling and halving of maps without a filter: every pixel repeated, and means of blocks. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { imageShape, layer, type Layer } from '../layer'
import { blockMeans } from './block-means'

/** Nearest-neighbour doubling: [h, w, c] → [2h, 2w, c]. */
export const nearestUp = (): Layer =>
  layer('nearestUp', (net, x) => {
    const [height, width, channels] = imageShape('nearestUp', x)
    return net.output([2 * height, 2 * width, channels], () => repeated(x.tensor))
  })

/** Means of blocks of 2×2: [h, w, c] → [h/2, w/2, c], for even sides. */
export const boxDown = (): Layer =>
  layer('boxDown', (net, x) => {
    const [height, width, channels] = imageShape('boxDown', x)
    if (height % 2 !== 0 || width % 2 !== 0)
      throw new Error(`boxDown halves even sides; it was given ${height}×${width}.`)
    return net.output([height / 2, width / 2, channels], () => blockMeans(x.tensor, 2))
  })

/**
 * Every pixel twice along both axes: [batch, h, w, c] → [batch, 2h, 2w, c]. Joined with itself along the channels, a
 * map read by rows has its pixels twice: gradients of any order are known.
 */
export function repeated(x: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const wide = tf.reshape(tf.concat([x, x], 3), [batch, height, 2 * width * channels])
  return tf.reshape(tf.concat([wide, wide], 2), [batch, 2 * height, 2 * width, channels])
}

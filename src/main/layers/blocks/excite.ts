import { tf } from '../../tensors/tf'
import { blockMeans } from '../convolution/block-means'
import { glorotUniform } from '../initializers'
import { imageShape, inputAt, layer, type Layer } from '../layer'

/** Sides that an earlier feature map is averaged down to before it gates a later one. */
const side = 4

/**
 * Skip-layer excitation (Liu et al. 2021, arXiv:2101.04775, equation 1) of a large map by a small, earlier one: each
 * channel of the large one is scaled, y = x · σ(W₂ · swish(W₁ · pool(early))), pooled to 4×4, W₁ over all of it.
 * [h, w, c], [side, side, e] → [h, w, c].
 */
export const excite = (): Layer =>
  layer('excite', (net, x, ...others) => {
    const early = inputAt('excite', others, 0)
    const [, , channels] = imageShape('excite', x)
    const [height, width, earlyChannels] = imageShape('excite', early)
    if (height !== width || height % side !== 0)
      throw new Error(`excite looks back at squares of a multiple of ${side}; it was given ${height}×${width}.`)
    const size = side * side * earlyChannels
    const squeeze = net.weight('squeeze', [size, channels], glorotUniform, { fans: { in: size, out: channels } })
    const gate = net.weight('gate', [channels, channels], glorotUniform, { fans: { in: channels, out: channels } })
    return net.output(x.shape, ({ ops }) => {
      const [batch = 1] = x.tensor.shape
      const small = tf.reshape(blockMeans(early.tensor, height / side), [batch, size])
      const squeezed = ops.matMul(small, squeeze.variable)
      const scale = tf.sigmoid(ops.matMul(tf.mul(squeezed, tf.sigmoid(squeezed)), gate.variable)) // [batch, channels]
      return tf.mul(x.tensor, tf.reshape(scale, [batch, 1, 1, channels]))
    })
  })

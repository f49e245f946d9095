import { tf } from '../../tensors/tf'
import { blockMeans } from '../convolution/block-means'
import { glorotUniform } from '../initializers'
import { imageShape, inputAt, layer, type Layer } from '../layer'

/**
 * Skip-layer excitation (Liu et al. 2021, arXiv:2101.04775, equation 1) of a large map by a small, earlier one: each
 * channel of the large one is scaled, y = x · σ(W₂ · swish(W₁ · pool(early))), pooled to 4×4, W₁ over all of it.
 * [h, w, c], [n·down, n·across, e] → [h, w, c].
 * @param cells that the earlier map is averaged to before it gates the later one, down and across
 */
export const excite = ([down, across]: readonly [number, number] = [4, 4]): Layer =>
  layer('excite', (net, x, ...others) => {
    const early = inputAt('excite', others, 0)
    const [, , channels] = imageShape('excite', x)
    const [height, width, earlyChannels] = imageShape('excite', early)
    const each = height / down
    if (each !== width / across || !Number.isInteger(each))
      throw new Error(`excite looks back at a multiple of ${down}×${across}; it was given ${height}×${width}.`)
    const size = down * across * earlyChannels
    const squeeze = net.weight('squeeze', [size, channels], glorotUniform, { fans: { in: size, out: channels } })
    const gate = net.weight('gate', [channels, channels], glorotUniform, { fans: { in: channels, out: channels } })
    return net.output(x.shape, ({ ops }) => {
      const [batch = 1] = x.tensor.shape
      const small = tf.reshape(blockMeans(early.tensor, each), [batch, size])
      const squeezed = ops.matMul(small, squeeze.variable)
      const scale = tf.sigmoid(ops.matMul(tf.mul(squeezed, tf.sigmoid(squeezed)), gate.variable)) // [batch, channels]
      return tf.mul(x.tensor, tf.reshape(scale, [batch, 1, 1, channels]))
    })
  })

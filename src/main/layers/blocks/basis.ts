/** How R3GAN begins its generator and ends its discriminator (Huang et al. 2024, appendix). */
import { tf } from '../../tensors/tf'
import { fanInNormal, normalInitializer } from '../initializers'
import { imageShape, layer, vectorLength, type Layer } from '../layer'

/** A learned map, each of whose channels is scaled by one number of the input: [c] → [down, across, c]. */
export const generativeBasis = ([down, across]: readonly [number, number]): Layer =>
  layer('basis', (net, x) => {
    const channels = vectorLength('basis', x)
    const map = net.weight('map', [down, across, channels], normalInitializer(1))
    return net.output([down, across, channels], () => {
      const [batch = 1] = x.tensor.shape
      return tf.mul(tf.reshape(x.tensor, [batch, 1, 1, channels]), map.variable)
    })
  })

/**
 * The other way round: each channel's product with a learned map, a depthwise convolution as large as the map.
 * [h, w, c] → [c].
 */
export const discriminativeBasis = (): Layer =>
  layer('basis', (net, x) => {
    const [height, width, channels] = imageShape('basis', x)
    const fans = { in: height * width, out: 1 }
    const map = net.weight('map', [height, width, channels], fanInNormal(), { fans })
    return net.output([channels], () => tf.sum(tf.mul(x.tensor, map.variable), [1, 2]))
  })

import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { named } from '../chain'
import { conv } from '../convolution/conv'
import { zeros, type Initializer } from '../initializers'
import { imageShape, inputAt, layer, type Layer } from '../layer'
import type { NetworkFunction } from '../scope'

/**
 * Self-attention over a map (Zhang et al. 2019, arXiv:1805.08318, section 3; with keys and values that are the
 * largest of 2×2, as in Brock et al. 2019): every place looks at all others, x + γ·o(softmax(θᵀφ)·g), γ from 0.
 * Kernels 1×1, spectrally normalised, without biases. [h, w, c] → [h, w, c], for even sides.
 */
export const selfAttention = (init: Initializer): NetworkFunction =>
  named('attention', (net, x) => {
    const [, , channels] = imageShape('selfAttention', x)
    const share = (part: number): number => Math.max(1, Math.floor(channels / part))
    const product = (name: string, filters: number): NetworkFunction =>
      named(name, conv(filters, 1, 1, { init, bias: false, spectral: true }))
    const [queries, keys, values] = [product('theta', share(8)), product('phi', share(8)), product('g', share(2))]
    const seen = attend()(net, queries(net, x), keys(net, x), values(net, x))
    return gated()(net, x, product('o', channels)(net, seen))
  })

/** Queries [h, w, d], keys [h, w, d] and values [h, w, e], both pooled → [h, w, e]. */
const attend = (): Layer =>
  layer('attend', (net, queries, ...others) => {
    const [keys, values] = [inputAt('attend', others, 0), inputAt('attend', others, 1)]
    const [height, width, depth] = imageShape('attend', queries)
    const [, , size] = imageShape('attend', values)
    const [places, pooled] = [height * width, (height * width) / 4]
    return net.output(
      [height, width, size],
      () => {
        const [batch = 1] = queries.tensor.shape
        const rows = (x: Tensor, count: number): Tensor3D => tf.reshape(x, [batch, count, x.size / batch / count])
        const [looked, at] = [rows(queries.tensor, places), rows(largest(keys.tensor), pooled)]
        const shares = tf.softmax(tf.matMul(looked, at, false, true)) // [batch, places, pooled]
        return tf.reshape(tf.matMul(shares, rows(largest(values.tensor), pooled)), [batch, height, width, size])
      },
      { flop: 2 * places * pooled * (depth + size) }
    )
  })

/** The largest of each 2×2: [batch, h, w, c] → [batch, h/2, w/2, c]. */
function largest(x: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  return tf.max(tf.reshape(x, [batch, height / 2, 2, width / 2, 2, channels]), [2, 4])
}

/** x + γ·y, γ a number that begins at 0. */
const gated = (): Layer =>
  layer('gated', (net, x, ...others) => {
    const y = inputAt('gated', others, 0)
    const gamma = net.weight('gamma', [1], zeros)
    return net.output(x.shape, () => tf.add(x.tensor, tf.mul(y.tensor, gamma.variable)), { features: 'refined' })
  })

import { glorotUniform, imageShape, type Layer } from './layer'
import { blockMeans } from './pool'
import type { Tap } from './tap'

/** Sides that an earlier feature map is averaged down to before it gates a later one. */
const side = 4

/**
 * Skip-layer excitation (Liu et al. 2021, arXiv:2101.04775, equation 1): each channel of a large feature map is scaled
 * by what a small, earlier one says: y = x · σ(W₂ · swish(W₁ · pool(early))), pooled to 4×4, W₁ over all of it.
 * [h, w, c] → [h, w, c].
 */
export const excite = (early: Tap): Layer => ({
  kind: 'excite',
  build: (shape, declare) => {
    const [, , channels] = imageShape('excite', shape)
    const [height, width, earlyChannels] = imageShape('excite', early.shape)
    if (height !== width || height % side !== 0) throw new Error(`excite looks back at squares of a multiple of ${side}; the tap holds ${height}×${width}.`)
    const size = side * side * earlyChannels
    const squeeze = declare('squeeze', [size, channels], glorotUniform, { fans: { in: size, out: channels } })
    const gate = declare('gate', [channels, channels], glorotUniform, { fans: { in: channels, out: channels } })
    return {
      shape: [...shape],
      apply: (x, { tf, ops }) => {
        const small = tf.reshape(blockMeans(tf, early.value, height / side), [x.shape[0] ?? 1, size])
        const squeezed = ops.matMul(small, squeeze)
        const scale = tf.sigmoid(ops.matMul(tf.mul(squeezed, tf.sigmoid(squeezed)), gate)) // [batch, channels]
        return tf.mul(x, tf.reshape(scale, [x.shape[0] ?? 1, 1, 1, channels]))
      }
    }
  }
})

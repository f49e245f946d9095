import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { pointwise, type Layer } from './layer'

export const relu = (): Layer => pointwise('relu', (x, { ops }) => ops.relu(x))
/** max(x, slope·x). */
export const leakyRelu = (slope: number): Layer => pointwise('leakyRelu', (x, { ops }) => ops.leakyRelu(x, slope))
/** Scaled exponential linear unit (Klambauer et al. 2017). */
export const selu = (): Layer => pointwise('selu', (x, { ops }) => ops.selu(x))
export const tanh = (): Layer => pointwise('tanh', (x, { ops }) => ops.tanh(x))
export const sigmoid = (): Layer => pointwise('sigmoid', (x, { tf }) => tf.sigmoid(x))

/** Zeroes each number with probability `rate` and scales the rest by 1 / (1 − rate); nothing when sampling. */
export const dropout = (rate: number): Layer =>
  pointwise('dropout', (x, { tf, training, random }) => (training ? tf.mul(x, random.keepMask(x.shape, rate)) : x), { perPass: true })

/** Gated linear unit over channels: the first half times the sigmoid of the second (Dauphin et al. 2017). [h, w, 2c] → [h, w, c]. */
export const glu = (): Layer => ({
  kind: 'glu',
  build: shape => {
    const channels = (shape.at(-1) ?? 0) / 2
    if (!Number.isInteger(channels)) throw new Error(`glu halves the channels; it was given [${shape.join(', ')}].`)
    return {
      shape: [...shape.slice(0, -1), channels],
      apply: (x, { tf }) => {
        const [values, gates] = tf.split(x, 2, -1) as [Tensor, Tensor]
        return tf.mul(values, tf.sigmoid(gates))
      }
    }
  }
})

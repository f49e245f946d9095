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
  pointwise('dropout', (x, { tf, training, random }) => (training ? tf.mul(x, random.keepMask(x.shape, rate)) : x))

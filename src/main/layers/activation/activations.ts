import { tf } from '../../tensors/tf'
import { pointwise, type Layer } from '../layer'

export const relu = (): Layer => pointwise('relu', (x, { ops }) => ops.relu(x))
/** max(x, slope·x). */
export const leakyRelu = (slope: number): Layer => pointwise('leakyRelu', (x, { ops }) => ops.leakyRelu(x, slope))
/** Scaled exponential linear unit (Klambauer et al. 2017). */
export const selu = (): Layer => pointwise('selu', (x, { ops }) => ops.selu(x))
export const tanh = (): Layer => pointwise('tanh', (x, { ops }) => ops.tanh(x))
export const sigmoid = (): Layer => pointwise('sigmoid', x => tf.sigmoid(x))

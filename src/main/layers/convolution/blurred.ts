/**
 * The filter [1, 3, 3, 1] along each axis, at every pixel: what comes before a convolution of stride 2, and after a
 * transposed one (Karras et al. 2019, section 3). A product with a matrix where a side is short, else shifts (see
 * filtered.ts).
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

/** Longest side that is filtered by a matrix. */
export const longest = 129

/** Of the pixels before and behind each. */
const taps = [1, 3, 3, 1].map(tap => tap / 8)

/**
 * [batch, h, w, c] → [batch, h + before + after − 3, w + before + after − 3, c].
 * @param before,after zeros that stand around the map
 * @param gain of each axis
 */
export const blurred = (x: Tensor, before: number, after: number, gain = 1): Tensor =>
  along(along(x, 2, before, after, gain), 1, before, after, gain)

function along(x: Tensor, axis: 1 | 2, before: number, after: number, gain: number): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const side = axis === 1 ? height : width
  const made = side + before + after - 3
  if (side > longest) return shifted(x, axis, before, after, gain)
  const weights = new Float32Array(made * side)
  for (let to = 0; to < made; to++)
    for (const [tap, weight] of taps.entries()) {
      const from = to - before + tap
      if (from >= 0 && from < side) weights[to * side + from] = gain * weight
    }
  const rows = tf.reshape(x, axis === 1 ? [batch, side, width * channels] : [batch * height, side, channels])
  const product = tf.matMul(tf.tensor3d(weights, [1, made, side]), rows)
  return tf.reshape(product, axis === 1 ? [batch, made, width, channels] : [batch, height, made, channels])
}

function shifted(x: Tensor, axis: 1 | 2, before: number, after: number, gain: number): Tensor {
  const at = <T>(own: T, others: T): T[] => [0, 1, 2, 3].map(each => (each === axis ? own : others))
  const padded = tf.pad(x as Tensor4D, at([before, after], [0, 0]) as [number, number][])
  const shape = x.shape.map((side, each) => (each === axis ? side + before + after - 3 : side))
  return tf.addN(taps.map((weight, tap) => tf.mul(tf.slice(padded, at(tap, 0), shape), gain * weight)))
}

/**
 * Transposed convolutions of one picture or a few, where the map is so small that reading the kernel is all the work:
 * oneDNN arranges the whole kernel anew in every call, which takes six times as long as multiplying with it as it lies
 * (docs/decisions/0030-one-picture-at-a-time.md).
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { sameBefore } from '../../layers/convolution/padding'
import { axis } from '../../tensors/axis'
import { tf } from './tf'

/** Up to this many places of a map, of all pictures of a batch together. */
const fewUpTo = 64
/** A kernel of so many numbers no longer stays in a core's cache. */
const largeFrom = 2 ** 19

interface Products {
  /** [n, m] × [m, k] → [n, k], the first or second transposed. */
  matMul: (a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean) => Tensor
  /** [m, c], int32 [m] → [count, c]: rows of the same place added. */
  sumOfRows: (rows: Tensor, places: Tensor, count: number) => Tensor
}

/** Whether a product with the kernel as it lies is the faster way: x is [batch, h, w, f], kernel [k, k, c, f]. */
export const hasFewPositions = (x: Tensor, kernel: Tensor): boolean =>
  axis(x, 0) * axis(x, 1) * axis(x, 2) <= fewUpTo && kernel.size >= largeFrom

/**
 * [batch, h, w, f] → [batch, H, W, c]: every place is multiplied with every tap of the kernel, and what falls on the
 * same place is added.
 */
export function fewTransposedConv(
  { matMul, sumOfRows }: Products,
  x: Tensor,
  kernel: Tensor,
  stride: number,
  padding: 'same' | 'valid'
): Tensor {
  const [batch, height, width, filters] = [axis(x, 0), axis(x, 1), axis(x, 2), axis(x, 3)]
  const [size, channels] = [axis(kernel, 0), axis(kernel, 2)]
  const [positions, taps] = [batch * height * width, size * size]
  const rows = sideOf(height, size, stride, padding)
  const columns = sideOf(width, size, stride, padding)
  const inside = batch * rows.side * columns.side
  const products = matMul(
    tf.reshape(kernel, [taps * channels, filters]),
    tf.reshape(x, [positions, filters]),
    false,
    true
  )
  const byTap = tf.transpose(tf.reshape(products, [taps, channels, positions]), [0, 2, 1])
  const places = new Int32Array(taps * positions)
  let at = 0
  for (let tap = 0; tap < taps; tap++)
    for (let image = 0; image < batch; image++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) {
          const y = i * stride + Math.floor(tap / size) - rows.before
          const across = j * stride + (tap % size) - columns.before
          const outside = y < 0 || across < 0 || y >= rows.side || across >= columns.side
          places[at++] = outside ? inside : (image * rows.side + y) * columns.side + across
        }
  // One row more for what falls outside.
  const added = sumOfRows(tf.reshape(byTap, [taps * positions, channels]), tf.tensor1d(places, 'int32'), inside + 1)
  return tf.reshape(tf.slice(added, [0, 0], [inside, channels]), [batch, rows.side, columns.side, channels])
}

/** A side of what is made of `length`, and how far the first tap reaches before it. */
function sideOf(length: number, size: number, stride: number, padding: 'same' | 'valid') {
  if (padding === 'valid') return { side: (length - 1) * stride + size, before: 0 }
  const side = length * stride
  return { side, before: sameBefore(side, size, stride) }
}

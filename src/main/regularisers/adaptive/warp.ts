import type { Tensor } from '@tensorflow/tfjs-core'
import { engine } from '../../tensors/engine'
import { tf } from '../../tensors/tf'
import type { Affine } from './affine'
import { halfAsFine, period, reach, twiceAsFine } from './wavelet'

/**
 * Pictures as seen through a map of the plane: what lies at p is what lay at map(p), both from the middle. Pixels are
 * looked up between those of a picture twice as fine, on a grid twice as fine, and beyond the border in what is
 * mirrored in the outermost pixels.
 * @param x [batch, h, w, c] @returns the same shape
 */
export function warped(x: Tensor, [a, b, c, d, e, f]: Affine): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const fine = twiceAsFine(x)
  const [rows, columns] = [2 * (height + reach), 2 * (width + reach)]
  /** Of the finer grid, from the middle, in pixels. */
  const centred = (side: number, count: number): Tensor =>
    tf.sub(tf.div(tf.sub(tf.range(0, count), reach), 2), (side - 1) / 2)
  const [across, down] = [
    tf.reshape(centred(width, columns), [1, 1, columns]),
    tf.reshape(centred(height, rows), [1, rows, 1])
  ]
  /** In pixels of the finer picture, within its one period: [batch, rows, columns]. */
  const from = (p: Tensor, q: Tensor, r: Tensor, side: number): Tensor => {
    const [alongX, alongY, moved] = [p, q, r].map(each => tf.reshape(each, [batch, 1, 1])) as [Tensor, Tensor, Tensor]
    const beside = tf.add(tf.mul(alongY, down), tf.add(moved, (side - 1) / 2))
    return within(tf.mul(tf.add(tf.mul(alongX, across), beside), 2), 2 * period(side))
  }
  const [left, right, rightShare] = cell(from(a, b, c, width), 2 * period(width))
  const [top, bottom, bottomShare] = cell(from(d, e, f, height), 2 * period(height))

  const [fineRows, fineColumns] = [2 * period(height), 2 * period(width)]
  const pixels = tf.reshape(fine, [batch * fineRows * fineColumns, channels])
  const first = tf.reshape(tf.mul(tf.range(0, batch), fineRows), [batch, 1, 1])
  const line = (row: Tensor): Tensor => tf.mul(tf.add(first, row), fineColumns)
  const at = (row: Tensor, column: Tensor): Tensor =>
    engine().ops.rows(pixels, tf.cast(tf.reshape(tf.add(row, column), [-1]), 'int32'))
  const [upper, lower, share] = [line(top), line(bottom), tf.reshape(rightShare, [-1, 1])]
  const above = between(at(upper, left), at(upper, right), share)
  const below = between(at(lower, left), at(lower, right), share)
  const seen = between(above, below, tf.reshape(bottomShare, [-1, 1]))
  return halfAsFine(tf.reshape(seen, [batch, rows, columns, channels]))
}

const between = (from: Tensor, to: Tensor, share: Tensor): Tensor => tf.add(from, tf.mul(tf.sub(to, from), share))

/** A place on a line that repeats itself after `whole`: 0 … whole. */
const within = (place: Tensor, whole: number): Tensor => tf.sub(place, tf.mul(tf.floor(tf.div(place, whole)), whole))

/** The pixel before a place, the one after it, and how much of it is the latter's. */
function cell(place: Tensor, whole: number): [before: Tensor, after: Tensor, share: Tensor] {
  const before = tf.minimum(tf.floor(place), whole - 1)
  const next = tf.add(before, 1)
  return [before, tf.where(tf.equal(next, whole), tf.zerosLike(next), next), tf.sub(place, before)]
}

/**
 * Twice as many pixels, and half as many, through the low-pass filter of the wavelet sym6 (Daubechies 1992): what
 * geometry is done on so that pixels between pixels lose next to nothing (Karras et al. 2020, arXiv:2006.06676,
 * appendix B). The wavelet is orthogonal: up and then down is the identity.
 */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core'
import { axis } from '../../tensors/axis'
import { tf } from '../../tensors/tf'

/** Scaled to a sum of 1. */
const taps = [
  0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466,
  0.787641141030194, 0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578,
  0.0017677118642428036, -0.007800708325034148
].map(tap => tap / Math.SQRT2)

/** How far, in fine pixels, a coarse pixel sees on either side of its own place, rounded up. */
export const reach = taps.length / 2 - 1

/** Pixels after which a line that is mirrored in its outermost pixels repeats itself. */
export const period = (side: number): number => Math.max(1, 2 * (side - 1))

/** Place of a pixel of such an endless line on the side itself. */
function mirrored(place: number, side: number): number {
  const [whole, rest] = [period(side), place % period(side)]
  const within = rest < 0 ? rest + whole : rest
  return Math.min(within, whole - within)
}

/** [fine, coarse]: pixel 2i of the finer line lies where pixel i of the coarser one does. One period of it. */
function finer(side: number): Float32Array[] {
  return Array.from({ length: 2 * period(side) }, (_, fine) => {
    const row = new Float32Array(side)
    taps.forEach((tap, n) => {
      const twice = fine + reach - n
      if (twice % 2 === 0) {
        const at = mirrored(twice / 2, side)
        row[at] = (row[at] ?? 0) + 2 * tap
      }
    })
    return row
  })
}

/** [coarse, fine]: of a finer line that begins `reach` fine pixels before the coarser one. */
function coarser(side: number): Float32Array[] {
  return Array.from({ length: side }, (_, coarse) => {
    const row = new Float32Array(2 * (side + reach))
    row.set(taps, 2 * coarse)
    return row
  })
}

/**
 * One period, in either direction, of a picture that goes on mirrored in its outermost pixels.
 * @param x [batch, h, w, c] @returns [batch, 2·period(h), 2·period(w), c]
 */
export const twiceAsFine = (x: Tensor): Tensor => resampled(x, finer(axis(x, 1)), finer(axis(x, 2)))

/** @param x [batch, 2(h + reach), 2(w + reach), c] @returns [batch, h, w, c] */
export const halfAsFine = (x: Tensor): Tensor =>
  resampled(x, coarser(axis(x, 1) / 2 - reach), coarser(axis(x, 2) / 2 - reach))

/**
 * Every row by one matrix and every column by another, each first that leaves less to be done by the other.
 * @param x [batch, h, w, c] @param down [new h, h] @param across [new w, w]
 */
function resampled(x: Tensor, down: readonly Float32Array[], across: readonly Float32Array[]): Tensor {
  const rows = (of: Tensor): Tensor => {
    const [batch = 1, height = 1, width = 1, channels = 1] = of.shape
    const lines = tf.reshape(of, [batch, height, width * channels])
    return tf.reshape(tf.matMul(matrix(down), lines), [batch, down.length, width, channels])
  }
  const columns = (of: Tensor): Tensor => {
    const [batch = 1, height = 1, width = 1, channels = 1] = of.shape
    const lines = tf.reshape(tf.transpose(of, [0, 1, 3, 2]), [1, batch * height * channels, width])
    const product = tf.matMul(lines as Tensor3D, matrix(across), false, true)
    return tf.transpose(tf.reshape(product, [batch, height, channels, across.length]), [0, 1, 3, 2])
  }
  return down.length > axis(x, 1) ? rows(columns(x)) : columns(rows(x))
}

/** [1, rows, columns], for every picture of a batch. */
const matrix = (rows: readonly Float32Array[]): Tensor3D =>
  tf.tensor3d(
    rows.flatMap(row => [...row]),
    [1, rows.length, rows[0]?.length ?? 0]
  )

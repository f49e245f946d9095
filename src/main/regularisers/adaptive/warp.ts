import type { Tensor } from '@tensorflow/tfjs-core'
import { engine } from '../../tensors/engine'
import { tf } from '../../tensors/tf'
import type { Affine } from './affine'

/**
 * Pictures as seen through a map of the plane: what lies at p is what lay at map(p), both from the middle, between
 * pixels by bilinear interpolation, beyond the border mirrored in the outermost pixels.
 * @param x [batch, h, w, c] @returns the same shape
 */
export function warped(x: Tensor, [a, b, c, d, e, f]: Affine): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const centred = (side: number): Tensor => tf.sub(tf.range(0, side), (side - 1) / 2)
  const across = tf.reshape(tf.tile(tf.reshape(centred(width), [1, width]), [height, 1]), [1, height * width])
  const down = tf.reshape(tf.tile(tf.reshape(centred(height), [height, 1]), [1, width]), [1, height * width])
  const from = (p: Tensor, q: Tensor, r: Tensor, side: number): Tensor =>
    mirrored(tf.add(tf.add(tf.add(tf.mul(p, across), tf.mul(q, down)), r), (side - 1) / 2), side) // [batch, h·w]
  const [left, leftShare] = cell(from(a, b, c, width), width)
  const [top, topShare] = cell(from(d, e, f, height), height)

  const pixels = tf.reshape(x, [batch * height * width, channels])
  const first = tf.reshape(tf.mul(tf.range(0, batch), height * width), [batch, 1])
  const at = (row: Tensor, column: Tensor, share: Tensor): Tensor => {
    const places = tf.cast(tf.reshape(tf.add(tf.add(tf.mul(row, width), column), first), [-1]), 'int32')
    return tf.mul(engine().ops.rows(pixels, places), tf.reshape(share, [-1, 1]))
  }
  const next = (place: Tensor, side: number): Tensor => tf.minimum(tf.add(place, 1), side - 1)
  const [right, bottom] = [next(left, width), next(top, height)]
  const [rightShare, bottomShare] = [tf.sub(1, leftShare), tf.sub(1, topShare)]
  return tf.reshape(
    tf.addN([
      at(top, left, tf.mul(topShare, leftShare)),
      at(top, right, tf.mul(topShare, rightShare)),
      at(bottom, left, tf.mul(bottomShare, leftShare)),
      at(bottom, right, tf.mul(bottomShare, rightShare))
    ]),
    x.shape
  )
}

/** A place on an endless line of mirrors, on the side itself: 0 … side − 1. */
function mirrored(place: Tensor, side: number): Tensor {
  if (side === 1) return tf.zerosLike(place)
  const period = 2 * (side - 1)
  const within = tf.sub(place, tf.mul(tf.floor(tf.div(place, period)), period))
  return tf.minimum(within, tf.sub(period, within))
}

/** The pixel before a place, and its share; the rest is the next one's. */
function cell(place: Tensor, side: number): [before: Tensor, share: Tensor] {
  const before = tf.clipByValue(tf.floor(place), 0, side - 1)
  return [before, tf.sub(1, tf.sub(place, before))]
}

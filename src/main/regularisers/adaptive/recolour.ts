import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

/** Each [batch, 1]. */
export interface Colours {
  /** Added to every number. */
  brightness: Tensor
  /** Multiplies every number. */
  contrast: Tensor
  /** −1 turns bright into dark and leaves the hues. */
  flip: Tensor
  /** Angle by which hues turn about the axis of greys. */
  hue: Tensor
  /** Multiplies the distance from grey. */
  saturation: Tensor
}

/**
 * In this order. All of it keeps the axis of greys and the plane across it: what lies on the axis is scaled and moved,
 * what lies in the plane is scaled and turned.
 * @param x [batch, h, w, c] in [−1, 1], grey or red, green and blue
 */
export function recoloured(x: Tensor, { brightness, contrast, flip, hue, saturation }: Colours): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const onAxis = tf.mul(flip, contrast) // [batch, 1]
  const moved = tf.mul(onAxis, brightness)
  if (channels !== 3) return tf.add(tf.mul(x, overMap(onAxis)), overMap(moved))
  const inPlane = tf.mul(contrast, saturation)
  const part = (share: Tensor, matrix: readonly number[]): Tensor =>
    tf.mul(tf.reshape(share, [batch, 1, 1]), tf.tensor3d([...matrix], [1, 3, 3]))
  const third = 1 / 3
  const matrix = tf.addN([
    part(onAxis, new Array<number>(9).fill(third)),
    part(tf.mul(inPlane, tf.cos(hue)), [
      2 * third,
      -third,
      -third,
      -third,
      2 * third,
      -third,
      -third,
      -third,
      2 * third
    ]),
    // The product with the axis, (1, 1, 1)/√3, from the right.
    part(
      tf.mul(inPlane, tf.sin(hue)),
      [0, 1, -1, -1, 0, 1, 1, -1, 0].map(each => each / Math.sqrt(3))
    )
  ])
  const pixels = tf.reshape(x, [batch, height * width, 3]) as Tensor3D
  return tf.add(tf.reshape(tf.matMul(pixels, matrix as Tensor3D), x.shape), overMap(moved))
}

/** [batch, 1] → [batch, 1, 1, 1]. */
const overMap = (each: Tensor): Tensor => tf.reshape(each, [-1, 1, 1, 1])

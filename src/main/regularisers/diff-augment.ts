/**
 * Differentiable augmentation (Zhao et al. 2020, arXiv:2006.10738): what D sees, real and made, is shifted in colour,
 * moved and cut, by the same kinds of draw, and the gradient passes through. It lets small folders train without D
 * learning the pictures by heart.
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine/engine'

export type Augmentation = 'colour' | 'translation' | 'cutout'
export const augmentations: readonly Augmentation[] = ['colour', 'translation', 'cutout']

/** Uniform numbers that one picture's augmentation takes. */
export const drawsPerPicture = 7
/** Furthest shift, and side of the hole, as shares of the picture. */
const [shiftShare, holeShare] = [0.125, 0.5]

/**
 * @param x [batch, height, width, channels] in [−1, 1].
 * @param draws uniform in [0, 1), [batch, 7]: brightness, saturation, contrast, shift down, shift right, hole's row, hole's column.
 * @returns the same shape.
 */
export function diffAugment(tf: TF, x: Tensor, draws: Tensor, kinds: readonly Augmentation[] = augmentations): Tensor {
  const [batch = 1] = x.shape
  const draw = (index: number): Tensor => tf.slice(draws, [0, index], [batch, 1]) // [batch, 1]
  const perPicture = (index: number): Tensor => tf.reshape(draw(index), [batch, 1, 1, 1])
  let y = x
  if (kinds.includes('colour')) y = colour(tf, y, perPicture(0), perPicture(1), perPicture(2))
  if (kinds.includes('translation')) y = translate(tf, y, draw(3), draw(4))
  if (kinds.includes('cutout')) y = cutOut(tf, y, draw(5), draw(6))
  return y
}

function colour(tf: TF, x: Tensor, brightness: Tensor, saturation: Tensor, contrast: Tensor): Tensor {
  const around = (values: Tensor, axes: number[], factor: Tensor): Tensor => {
    const mean = tf.mean(values, axes, true)
    return tf.add(tf.mul(tf.sub(values, mean), factor), mean)
  }
  const brighter = tf.add(x, tf.sub(brightness, 0.5))
  return around(around(brighter, [3], tf.mul(saturation, 2)), [1, 2, 3], tf.add(contrast, 0.5))
}

/** Moves each picture by whole pixels; what comes in from outside is 0. A move is a product with a shifted identity. */
function translate(tf: TF, x: Tensor, down: Tensor, right: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const selection = (size: number, share: Tensor): Tensor => {
    const most = Math.floor(size * shiftShare + 0.5)
    const shift = tf.sub(tf.floor(tf.mul(share, 2 * most + 1)), most) // [batch, 1]
    const from = tf.add(tf.reshape(tf.range(0, size), [1, size, 1]), tf.reshape(shift, [batch, 1, 1]))
    return tf.cast(tf.equal(from, tf.reshape(tf.range(0, size), [1, 1, size])), 'float32') // [batch, to, from]
  }
  const rows = tf.reshape(tf.matMul(selection(height, down), tf.reshape(x, [batch, height, width * channels])), x.shape)
  const turned = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, width, height * channels])
  return tf.transpose(tf.reshape(tf.matMul(selection(width, right), turned), [batch, width, height, channels]), [0, 2, 1, 3])
}

/** Sets a square of each picture to 0; it may lie partly outside. */
function cutOut(tf: TF, x: Tensor, row: Tensor, column: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1] = x.shape
  const inside = (size: number, share: Tensor): Tensor => {
    const hole = Math.floor(size * holeShare + 0.5)
    const first = tf.sub(tf.floor(tf.mul(share, size + 1 - (hole % 2))), Math.floor(hole / 2)) // [batch, 1]
    const at = tf.reshape(tf.range(0, size), [1, size])
    return tf.cast(tf.logicalAnd(tf.greaterEqual(at, first), tf.less(at, tf.add(first, hole))), 'float32') // [batch, size]
  }
  const both = tf.mul(tf.reshape(inside(height, row), [batch, height, 1, 1]), tf.reshape(inside(width, column), [batch, 1, width, 1]))
  return tf.mul(x, tf.sub(1, both))
}

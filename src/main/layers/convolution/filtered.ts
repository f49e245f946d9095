/**
 * Doubling and halving through the filter [1, 3, 3, 1] along each axis, zeros outside (Karras et al. 2019, section 3;
 * Zhang 2019): no pixel weighs more than its neighbour, so that details do not stick to the grid.
 *
 * Up to 128 pixels a side is multiplied by a matrix along each axis, which TensorFlow is fast at and whose gradients of
 * any order every engine has; longer sides are shifted and added, whose work does not grow with the side.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { imageShape, layer, type Layer } from '../layer'

/** Longest side that is filtered by a matrix. */
const longest = 128

type Axis = 1 | 2

/** [h, w, c] → [2h, 2w, c], of the same brightness. */
export const filteredUp = (): Layer =>
  layer('filteredUp', (net, x) => {
    const [height, width, channels] = imageShape('filteredUp', x)
    return net.output([2 * height, 2 * width, channels], () => doubled(x.tensor))
  })

/** [h, w, c] → [h/2, w/2, c], for even sides. */
export const filteredDown = (): Layer =>
  layer('filteredDown', (net, x) => {
    const [height, width, channels] = imageShape('filteredDown', x)
    if (height % 2 !== 0 || width % 2 !== 0)
      throw new Error(`filteredDown halves even sides; it was given ${height}×${width}.`)
    return net.output([height / 2, width / 2, channels], () => halved(x.tensor))
  })

/** [batch, h, w, c] → [batch, 2h, 2w, c]. */
export const doubled = (x: Tensor): Tensor => along(along(x, 2, doubledAlong, matrixUp), 1, doubledAlong, matrixUp)

/** [batch, h, w, c] → [batch, h/2, w/2, c]. */
export const halved = (x: Tensor): Tensor => along(along(x, 1, halvedAlong, matrixDown), 2, halvedAlong, matrixDown)

function along(
  x: Tensor,
  axis: Axis,
  shifting: (x: Tensor, axis: Axis) => Tensor,
  matrix: (side: number) => Tensor
): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  if ((axis === 1 ? height : width) > longest) return shifting(x, axis)
  const weights = matrix(axis === 1 ? height : width) // [after, before]
  const [after = 1, before = 1] = weights.shape
  const rows = tf.reshape(x, axis === 1 ? [batch, before, width * channels] : [batch * height, before, channels])
  const made = tf.matMul(tf.reshape(weights, [1, after, before]), rows)
  return tf.reshape(made, axis === 1 ? [batch, after, width, channels] : [batch, height, after, channels])
}

/** [2·side, side]: the number 2i is ¼ of the one before i and ¾ of i, the next ¾ of i and ¼ of the one behind. */
function matrixUp(side: number): Tensor {
  const weights = new Float32Array(2 * side * side)
  for (let i = 0; i < side; i++) {
    for (const [to, weight] of [-1, 0, 1, 2].map(
      (to, tap) => [2 * i + to, [0.25, 0.75, 0.75, 0.25][tap] ?? 0] as const
    ))
      if (to >= 0 && to < 2 * side) weights[to * side + i] = weight
  }
  return tf.tensor2d(weights, [2 * side, side])
}

/** [side/2, side]: the transpose of doubling, halved. */
const matrixDown = (side: number): Tensor => tf.mul(tf.transpose(matrixUp(side / 2)), 0.5)

/** The side's neighbours, zeros outside. @param by 1 for those before, −1 for those behind */
function shifted(x: Tensor, axis: Axis, by: 1 | -1): Tensor {
  const padded = tf.pad(
    x as Tensor4D,
    [0, 1, 2, 3].map((at): [number, number] => (at === axis ? [1, 1] : [0, 0]))
  )
  return tf.slice(
    padded,
    x.shape.map((_, at) => (at === axis ? 1 - by : 0)),
    x.shape
  )
}

function doubledAlong(x: Tensor, axis: Axis): Tensor {
  const [most, least] = [tf.mul(x, 0.75), tf.mul(x, 0.25)]
  const pair = [tf.add(most, shifted(least, axis, 1)), tf.add(most, shifted(least, axis, -1))]
  return tf.reshape(
    tf.stack(pair, axis + 1),
    x.shape.map((side, at) => (at === axis ? 2 * side : side))
  )
}

function halvedAlong(x: Tensor, axis: Axis): Tensor {
  const half = x.shape.map((side, at) => (at === axis ? side / 2 : side))
  const pairs = tf.reshape(x, [...half.slice(0, axis + 1), 2, ...half.slice(axis + 1)])
  const [even, odd] = tf.split(pairs, 2, axis + 1).map(each => tf.reshape(each, half)) as [Tensor, Tensor]
  const outer = tf.add(shifted(odd, axis, 1), shifted(even, axis, -1))
  return tf.add(tf.mul(tf.add(even, odd), 0.375), tf.mul(outer, 0.125))
}

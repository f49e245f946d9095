/**
 * Convolutions whose zeros stand where a paper's code puts them. TensorFlow's "same" puts as few as it takes, one more
 * behind than before where they are odd; PyTorch is given a number for every side. Where both come to the same, "same"
 * is the faster one.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { Ops } from '../../tensors/ops'
import { tf } from '../../tensors/tf'

/** Zeros on every side, or "same": as few as make ⌈side/stride⌉ of a side. */
export type Padding = number | 'same'

/** @returns what a convolution makes of a side */
export const convolvedSide = (side: number, size: number, stride: number, padding: Padding): number =>
  padding === 'same' ? Math.ceil(side / stride) : Math.floor((side + 2 * padding - size) / stride) + 1

/** Zeros that "same" puts before a side. */
export const sameBefore = (side: number, size: number, stride: number): number =>
  Math.floor(Math.max(0, (Math.ceil(side / stride) - 1) * stride + size - side) / 2)

const isSame = (side: number, size: number, stride: number, padding: number): boolean =>
  sameBefore(side, size, stride) === padding && convolvedSide(side, size, stride, padding) === Math.ceil(side / stride)

/** [batch, h, w, c] → [batch, …convolvedSide of each, f]. */
export function convolved(ops: Ops, x: Tensor, kernel: Tensor, stride: number, padding: Padding): Tensor {
  const sides = x.shape.slice(1, 3)
  const [size = 1] = kernel.shape
  if (padding === 'same' || sides.every(side => isSame(side, size, stride, padding))) return ops.conv(x, kernel, stride)
  const around = sides.map((side): [number, number] => {
    const reached = (convolvedSide(side, size, stride, padding) - 1) * stride + size
    return [padding, Math.max(0, reached - side - padding)]
  })
  return ops.conv(
    padding === 0 ? x : tf.pad(x as Tensor4D, [[0, 0], ...around, [0, 0]] as [number, number][]),
    kernel,
    stride,
    'valid'
  )
}

/**
 * The transpose of such a convolution from sides `stride` times as long: [batch, h, w, f] → [batch, h·stride, w·stride,
 * c].
 */
export function transposed(ops: Ops, x: Tensor, kernel: Tensor, stride: number, padding: Padding): Tensor {
  const [batch = 1, height = 1, width = 1] = x.shape
  const [size = 1, , channels = 1] = kernel.shape
  if (padding === 'same' || [height, width].every(side => isSame(side * stride, size, stride, padding)))
    return ops.transposedConv(x, kernel, stride)
  if (padding + stride > size)
    throw new Error(`A kernel of ${size} reaches no ${padding} behind a stride of ${stride}.`)
  // What lies where the zeros were is cut off.
  return tf.slice(
    ops.transposedConv(x, kernel, stride, 'valid'),
    [0, padding, padding, 0],
    [batch, height * stride, width * stride, channels]
  )
}

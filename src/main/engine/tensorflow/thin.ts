/**
 * Strided convolutions from or to a few channels, in a form that TensorFlow's kernels are fast at.
 *
 * A stride-2 convolution looks at its picture in blocks of 2×2. Moving each block into channels turns it into a
 * stride-1 convolution from four times the channels with a kernel of half the size; its transpose makes four times the
 * channels and moves them back into blocks. The numbers are the same. Kernels that write one or three channels run at
 * a few GFLOP/s, those that write four or twelve at tens (docs/decisions/0006-thin-layers.md).
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { tf } from './tf'

/** Up to this many channels on the picture's side the detour pays. */
const thinUpTo = 4

/** Whether the detour gives the same numbers and pays: even sides, stride 2, "same" padding. */
export const isThin = (
  [height, width]: readonly number[],
  [size, , channels]: readonly number[],
  stride: number
): boolean =>
  stride === 2 && (channels ?? 0) <= thinUpTo && (size ?? 0) >= 3 && (height ?? 1) % 2 === 0 && (width ?? 1) % 2 === 0

/** [batch, h, w, c] → [batch, h/2, w/2, 4c]. */
function blocksToChannels(x: Tensor): Tensor {
  const [batch = 1, height = 2, width = 2, channels = 1] = x.shape
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, height / 2, 2, width / 2, 2, channels]), [0, 1, 3, 2, 4, 5]), [
    batch,
    height / 2,
    width / 2,
    4 * channels
  ])
}

/** [batch, h, w, 4c] → [batch, 2h, 2w, c]. */
function channelsToBlocks(x: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 4] = x.shape
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, height, width, 2, 2, channels / 4]), [0, 1, 3, 2, 4, 5]), [
    batch,
    height * 2,
    width * 2,
    channels / 4
  ])
}

/** [k, k, c, f] → [⌈k/2⌉, ⌈k/2⌉, 4c, f], zeros where a block sticks out of the kernel. */
function blockKernel(kernel: Tensor): Tensor {
  const [size = 1, , channels = 1, filters = 1] = kernel.shape
  // "same" padding puts this much before the picture; an odd amount starts in the middle of a block.
  const front = Math.floor((size - 2) / 2) % 2
  const blocks = Math.ceil((front + size) / 2)
  const sides: [number, number] = [front, 2 * blocks - front - size]
  const padded = tf.pad(kernel as Tensor4D, [sides, sides, [0, 0], [0, 0]])
  return tf.reshape(tf.transpose(tf.reshape(padded, [blocks, 2, blocks, 2, channels, filters]), [0, 2, 1, 3, 4, 5]), [
    blocks,
    blocks,
    4 * channels,
    filters
  ])
}

/** Stride-2 "same" convolution: [batch, h, w, c] → [batch, h/2, w/2, f]. */
export const thinConv = (x: Tensor, kernel: Tensor): Tensor =>
  tf.conv2d(blocksToChannels(x) as Tensor4D, blockKernel(kernel) as Tensor4D, 1, 'same')

/** Its transpose: [batch, h, w, f] → [batch, 2h, 2w, c]. */
export function thinTransposedConv(x: Tensor, kernel: Tensor): Tensor {
  const blocks = blockKernel(kernel)
  const [size = 1] = blocks.shape
  if (size % 2 === 1) {
    // An odd kernel is its own mirror about the centre: the transpose is a convolution with the kernel turned round.
    return channelsToBlocks(
      tf.conv2d(x as Tensor4D, tf.transpose(tf.reverse(blocks, [0, 1]), [0, 1, 3, 2]) as Tensor4D, 1, 'same')
    )
  }
  const [batch = 1, height = 1, width = 1] = x.shape
  return channelsToBlocks(
    tf.conv2dTranspose(x as Tensor4D, blocks as Tensor4D, [batch, height, width, blocks.shape[2] ?? 4], 1, 'same')
  )
}

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { axis } from '../../tensors/axis'
import { tf } from '../../tensors/tf'
import { blurred } from '../convolution/blurred'
import { equalised } from '../equalised/equalised-kernel'
import { zeros } from '../initializers'
import { imageShape, inputAt, layer, vectorLength, type Layer } from '../layer'
import type { Pass } from '../scope'

export interface ModulatedOptions {
  /** Twice the size, with a kernel of 3×3: a transposed convolution, then the filter [1, 3, 3, 1]. */
  up?: boolean
  /** Each output's weights are brought to a length of 1. */
  demodulate?: boolean
  /** Multiplies what comes out, bias and all, as EqualisedOptions has it. */
  scale?: number
}

const epsilon = 1e-8

/**
 * Modulated and demodulated convolution (Karras et al. 2020, arXiv:1912.04958, section 2.2): every picture's kernel
 * is w · s, s its own style, divided by the length of each output's weights, √(Σ (w·s)² + ε). [h, w, c], [c] → [h, w,
 * filters], or [2h, 2w, filters].
 *
 * Scaling what goes in by s and what comes out by the lengths is the same as scaling the kernel, and one convolution
 * for the whole batch (docs/decisions/0026-modulated-convolution.md).
 */
export const modulatedConv = (
  filters: number,
  size: number,
  { up = false, demodulate = true, scale = 1 }: ModulatedOptions = {}
): Layer =>
  layer('modulatedConv', (net, x, ...others) => {
    const style = inputAt('modulatedConv', others, 0)
    const [height, width, channels] = imageShape('modulatedConv', x)
    if (vectorLength('modulatedConv', style) !== channels)
      throw new Error(`modulatedConv scales ${channels} channels; its style has ${style.shape[0]} numbers.`)
    const fanIn = size * size * channels
    const { kernel: kernelOf } = equalised(net, [size, size, channels, filters], fanIn, { bias: false })
    const bias = net.weight('bias', [filters], zeros)
    const [down, across] = up ? [2 * height, 2 * width] : [height, width]
    return net.output(
      [down, across, filters],
      pass => {
        const kernel = kernelOf()
        const modulated = tf.mul(x.tensor, overMap(style.tensor))
        const y = up ? upwards(modulated, kernel) : pass.ops.conv(modulated, kernel, 1)
        const made = demodulate ? tf.mul(y, overMap(tf.mul(perLength(kernel, style.tensor, pass), scale))) : y
        return pass.ops.biasAdd(made, demodulate && scale !== 1 ? tf.mul(bias.variable, scale) : bias.variable)
      },
      { flop: 2 * fanIn * filters * height * width }
    )
  })

/** [batch, c] → [batch, 1, 1, c]. */
const overMap = (scales: Tensor): Tensor => tf.reshape(scales, [axis(scales, 0), 1, 1, axis(scales, 1)])

/** 1 / √(Σ (w·s)² + ε) over each output's weights: [batch, filters]. */
function perLength(kernel: Tensor, style: Tensor, { ops }: Pass): Tensor {
  const squares = ops.matMul(tf.square(style), tf.sum(tf.square(kernel), [0, 1]))
  return tf.div(1, tf.sqrt(tf.add(squares, epsilon)))
}

/** [batch, h, w, c] → [batch, 2h, 2w, filters], with a 3×3 kernel. */
function upwards(x: Tensor, kernel: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1] = x.shape
  const turned = tf.transpose(kernel, [0, 1, 3, 2]) as Tensor4D
  const shape: [number, number, number, number] = [batch, 2 * height + 1, 2 * width + 1, axis(kernel, 3)]
  return blurred(tf.conv2dTranspose(x as Tensor4D, turned, shape, 2, 'valid'), 1, 1, 2)
}

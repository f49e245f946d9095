import { tf } from '../../tensors/tf'
import { glorotUniform, zeros } from '../initializers'
import { imageShape, layer, type Layer } from '../layer'
import { spectralNorm } from '../normalisation/spectral-norm'
import { spreadKernel } from './spread-kernel'
import type { ResamplingOptions } from './up-conv'

/**
 * A "same" convolution, then means of 2×2: [h, w, c] → [h/2, w/2, filters], for even sides.
 *
 * Both together are one convolution of stride 2 with a kernel one larger: for 3×3, 16 multiplications for each number
 * out and channel in instead of 36.
 */
export const downConv = (
  filters: number,
  { size = 3, init = glorotUniform, bias = true, spectral = false }: ResamplingOptions = {}
): Layer =>
  layer('downConv', (net, x) => {
    const [height, width, channels] = imageShape('downConv', x)
    if (height % 2 !== 0 || width % 2 !== 0)
      throw new Error(`downConv halves even sides; it was given ${height}×${width}.`)
    const kernel = net.weight('kernel', [size, size, channels, filters], init, {
      fans: { in: size * size * channels, out: size * size * filters }
    })
    const offset = bias ? net.weight('bias', [filters], zeros) : null
    const kernelOf = spectral ? spectralNorm(net, kernel) : () => kernel.variable
    return net.output(
      [height / 2, width / 2, filters],
      pass => {
        const y = pass.ops.conv(x.tensor, tf.mul(spreadKernel(kernelOf(pass)), 1 / 4), 2)
        return offset ? pass.ops.biasAdd(y, offset.variable) : y
      },
      {
        flop: (2 * (size + 1) ** 2 * channels * filters * height * width) / 4,
        perPass: spectral,
        features: 'found'
      }
    )
  })

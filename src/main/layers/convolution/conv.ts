import { glorotUniform, zeros } from '../initializers'
import { imageShape, layer, type KernelOptions, type Layer } from '../layer'
import { convolved, convolvedSide, type Padding } from './padding'
import { spectralNorm } from '../normalisation/spectral-norm'

export interface ConvOptions extends KernelOptions {
  padding?: Padding
}

/**
 * Convolution, by default with "same" padding: [h, w, c] → [⌈h/stride⌉, ⌈w/stride⌉, filters]. Kernel [size, size, c,
 * filters].
 */
export const conv = (
  filters: number,
  size: number,
  stride = 1,
  { init = glorotUniform, bias = true, spectral = false, padding = 'same' }: ConvOptions = {}
): Layer =>
  layer('conv', (net, x) => {
    const [height, width, channels] = imageShape('conv', x)
    const fans = { in: size * size * channels, out: size * size * filters }
    const kernel = net.weight('kernel', [size, size, channels, filters], init, { fans })
    const offset = bias ? net.weight('bias', [filters], zeros) : null
    const kernelOf = spectral ? spectralNorm(net, kernel) : () => kernel.variable
    const [down, across] = [convolvedSide(height, size, stride, padding), convolvedSide(width, size, stride, padding)]
    return net.output(
      [down, across, filters],
      pass => {
        const y = convolved(pass.ops, x.tensor, kernelOf(pass), stride, padding)
        return offset ? pass.ops.biasAdd(y, offset.variable) : y
      },
      { flop: 2 * size * size * channels * filters * down * across, perPass: spectral, features: 'found' }
    )
  })

import { glorotUniform, zeros } from './initializers'
import { imageShape, layer, type KernelOptions, type Layer } from './layer'
import { spectralNorm } from './spectral-norm'

/** Convolution, "same" padding: [h, w, c] → [⌈h/stride⌉, ⌈w/stride⌉, filters]. Kernel [size, size, c, filters]. */
export const conv = (
  filters: number,
  size: number,
  stride = 1,
  { init = glorotUniform, bias = true, spectral = false }: KernelOptions = {}
): Layer =>
  layer('conv', (net, x) => {
    const [height, width, channels] = imageShape('conv', x)
    const fans = { in: size * size * channels, out: size * size * filters }
    const kernel = net.weight('kernel', [size, size, channels, filters], init, { fans })
    const offset = bias ? net.weight('bias', [filters], zeros) : null
    const kernelOf = spectral ? spectralNorm(net, kernel) : () => kernel.variable
    const [down, across] = [Math.ceil(height / stride), Math.ceil(width / stride)]
    return net.output(
      [down, across, filters],
      pass => {
        const y = pass.ops.conv(x.tensor, kernelOf(pass), stride)
        return offset ? pass.ops.biasAdd(y, offset.variable) : y
      },
      { flop: 2 * size * size * channels * filters * down * across, perPass: spectral, features: 'found' }
    )
  })

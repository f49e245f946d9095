import { glorotUniform, zeros } from '../initializers'
import { imageShape, layer, type Layer } from '../layer'
import type { ConvOptions } from './conv'
import { transposed } from './padding'

/**
 * Transposed convolution, by default of a "same" one: [h, w, c] → [h·stride, w·stride, filters]. Kernel [size, size,
 * filters, c].
 */
export const transposedConv = (
  filters: number,
  size: number,
  stride = 2,
  { init = glorotUniform, bias = true, padding = 'same' }: Omit<ConvOptions, 'spectral'> = {}
): Layer =>
  layer('transposedConv', (net, x) => {
    const [height, width, channels] = imageShape('transposedConv', x)
    const fans = { in: size * size * channels, out: size * size * filters }
    const kernel = net.weight('kernel', [size, size, filters, channels], init, { fans })
    const offset = bias ? net.weight('bias', [filters], zeros) : null
    return net.output(
      [height * stride, width * stride, filters],
      ({ ops }) => {
        const y = transposed(ops, x.tensor, kernel.variable, stride, padding)
        return offset ? ops.biasAdd(y, offset.variable) : y
      },
      { flop: 2 * size * size * channels * filters * height * width }
    )
  })

import { glorotUniform, imageShape, zeros, type KernelOptions, type Layer } from './layer'
import { spectralNorm } from './spectral'

/** Convolution, "same" padding: [h, w, c] → [⌈h/stride⌉, ⌈w/stride⌉, filters]. */
export const conv = (filters: number, size: number, stride = 1, { init = glorotUniform, bias = true, spectral = false }: KernelOptions = {}): Layer => ({
  kind: 'conv',
  build: (shape, declare) => {
    const [height, width, channels] = imageShape('conv', shape)
    const kernel = declare('kernel', [size, size, channels, filters], init, { fans: { in: size * size * channels, out: size * size * filters } })
    const offset = bias ? declare('bias', [filters], zeros) : null
    const normalised = spectral ? spectralNorm(kernel, [size, size, channels, filters], declare) : null
    return {
      shape: [Math.ceil(height / stride), Math.ceil(width / stride), filters],
      part: 'find',
      perPass: spectral,
      flop: 2 * size * size * channels * filters * Math.ceil(height / stride) * Math.ceil(width / stride),
      apply: (x, context) => {
        const y = context.ops.conv(x, normalised?.(context) ?? kernel, stride)
        return offset ? context.ops.biasAdd(y, offset) : y
      }
    }
  }
})

/** Transposed convolution, "same" padding: [h, w, c] → [h·stride, w·stride, filters]. Kernel [size, size, filters, c]. */
export const transposedConv = (filters: number, size: number, stride = 2, { init = glorotUniform, bias = true }: Omit<KernelOptions, 'spectral'> = {}): Layer => ({
  kind: 'transposedConv',
  build: (shape, declare) => {
    const [height, width, channels] = imageShape('transposedConv', shape)
    const kernel = declare('kernel', [size, size, filters, channels], init, { fans: { in: size * size * channels, out: size * size * filters } })
    const offset = bias ? declare('bias', [filters], zeros) : null
    const out: [number, number, number] = [height * stride, width * stride, filters]
    return {
      shape: out,
      flop: 2 * size * size * channels * filters * height * width,
      apply: (x, { ops }) => {
        const y = ops.transposedConv(x, kernel, stride)
        return offset ? ops.biasAdd(y, offset) : y
      }
    }
  }
})

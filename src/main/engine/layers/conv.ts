import { glorotUniform, zeros, type Initializer, type Layer } from './layer'

interface ConvOptions { init?: Initializer; bias?: boolean }

const image = (kind: string, shape: readonly number[]): [number, number, number] => {
  const [height, width, channels] = shape
  if (height === undefined || width === undefined || channels === undefined || shape.length !== 3) {
    throw new Error(`${kind} takes [height, width, channels]; it was given [${shape.join(', ')}].`)
  }
  return [height, width, channels]
}

/** Convolution, "same" padding: [h, w, c] → [⌈h/stride⌉, ⌈w/stride⌉, filters]. */
export const conv = (filters: number, size: number, stride = 1, { init = glorotUniform, bias = true }: ConvOptions = {}): Layer => ({
  kind: 'conv',
  build: (shape, declare) => {
    const [height, width, channels] = image('conv', shape)
    const kernel = declare('kernel', [size, size, channels, filters], init, { fans: { in: size * size * channels, out: size * size * filters } })
    const offset = bias ? declare('bias', [filters], zeros) : null
    return {
      shape: [Math.ceil(height / stride), Math.ceil(width / stride), filters],
      part: 'find',
      flop: 2 * size * size * channels * filters * Math.ceil(height / stride) * Math.ceil(width / stride),
      apply: (x, { ops }) => {
        const y = ops.conv(x, kernel, stride)
        return offset ? ops.biasAdd(y, offset) : y
      }
    }
  }
})

/** Transposed convolution, "same" padding: [h, w, c] → [h·stride, w·stride, filters]. Kernel [size, size, filters, c]. */
export const transposedConv = (filters: number, size: number, stride = 2, { init = glorotUniform, bias = true }: ConvOptions = {}): Layer => ({
  kind: 'transposedConv',
  build: (shape, declare) => {
    const [height, width, channels] = image('transposedConv', shape)
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

import { glorotUniform, zeros, type KernelOptions, type Layer } from './layer'
import { spectralNorm } from './spectral'

/** y = x·W + b: [n] → [units]. */
export const dense = (units: number, { init = glorotUniform, bias = true, spectral = false }: KernelOptions = {}): Layer => ({
  kind: 'dense',
  build: (shape, declare) => {
    const [size] = shape
    if (size === undefined || shape.length !== 1) throw new Error(`dense takes [n]; it was given [${shape.join(', ')}]. Put flatten() before it.`)
    const kernel = declare('kernel', [size, units], init, { fans: { in: size, out: units } })
    const offset = bias ? declare('bias', [units], zeros) : null
    const normalised = spectral ? spectralNorm(kernel, [size, units], declare) : null
    return {
      shape: [units],
      flop: 2 * size * units,
      perPass: spectral,
      apply: (x, context) => {
        const y = context.ops.matMul(x, normalised?.(context) ?? kernel) // [batch, units]
        return offset ? context.ops.biasAdd(y, offset) : y
      }
    }
  }
})

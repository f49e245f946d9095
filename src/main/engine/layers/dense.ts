import { glorotUniform, zeros, type Initializer, type Layer } from './layer'

/** y = x·W + b: [n] → [units]. */
export const dense = (units: number, { init = glorotUniform, bias = true }: { init?: Initializer; bias?: boolean } = {}): Layer => ({
  kind: 'dense',
  build: (shape, declare) => {
    const [size] = shape
    if (size === undefined || shape.length !== 1) throw new Error(`dense takes [n]; it was given [${shape.join(', ')}]. Put flatten() before it.`)
    const kernel = declare('kernel', [size, units], init, { fans: { in: size, out: units } })
    const offset = bias ? declare('bias', [units], zeros) : null
    return {
      shape: [units],
      flop: 2 * size * units,
      apply: (x, { ops }) => {
        const y = ops.matMul(x, kernel) // [batch, units]
        return offset ? ops.biasAdd(y, offset) : y
      }
    }
  }
})

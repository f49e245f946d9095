import type { Tensor2D } from '@tensorflow/tfjs-node-gpu'
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
      apply: (x, { tf }) => {
        const y = tf.matMul(x as Tensor2D, kernel as Tensor2D) // [batch, units]
        return offset ? tf.add(y, offset) : y
      }
    }
  }
})

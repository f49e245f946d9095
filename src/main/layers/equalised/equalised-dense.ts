import { layer, vectorLength, type Layer } from '../layer'
import { equalised, type EqualisedOptions } from './equalised-kernel'

/** y = x·W + b with an equalised learning rate: [n] → [units]. */
export const equalisedDense = (units: number, options: EqualisedOptions = {}): Layer =>
  layer('equalisedDense', (net, x) => {
    const size = vectorLength('equalisedDense', x)
    const { kernel, bias } = equalised(net, [size, units], size, options)
    return net.output(
      [units],
      ({ ops }) => {
        const y = ops.matMul(x.tensor, kernel()) // [batch, units]
        return bias ? ops.biasAdd(y, bias()) : y
      },
      { flop: 2 * size * units }
    )
  })

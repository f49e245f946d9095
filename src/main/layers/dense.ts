import { glorotUniform, zeros } from './initializers'
import { layer, vectorLength, type KernelOptions, type Layer } from './layer'
import { spectralNorm } from './normalisation/spectral-norm'

/** y = x·W + b: [n] → [units]. */
export const dense = (
  units: number,
  { init = glorotUniform, bias = true, spectral = false }: KernelOptions = {}
): Layer =>
  layer('dense', (net, x) => {
    const size = vectorLength('dense', x)
    const kernel = net.weight('kernel', [size, units], init, { fans: { in: size, out: units } })
    const offset = bias ? net.weight('bias', [units], zeros) : null
    const kernelOf = spectral ? spectralNorm(net, kernel) : () => kernel.variable
    return net.output(
      [units],
      pass => {
        const y = pass.ops.matMul(x.tensor, kernelOf(pass)) // [batch, units]
        return offset ? pass.ops.biasAdd(y, offset.variable) : y
      },
      { flop: 2 * size * units, perPass: spectral }
    )
  })

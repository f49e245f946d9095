import { tf } from '../../tensors/tf'
import { layer, type Layer } from '../layer'

/** The sum of values of one shape: what a residual block ends with (He et al. 2016). */
export const add = (): Layer =>
  layer('add', (net, ...inputs) => {
    const [first] = inputs
    if (!first || inputs.some(({ shape }) => shape.join() !== first.shape.join())) {
      throw new Error(
        'add takes values of one shape; it was ' +
          `given ${inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ')}.`
      )
    }
    return net.output(first.shape, () => tf.addN(inputs.map(({ tensor }) => tensor)))
  })

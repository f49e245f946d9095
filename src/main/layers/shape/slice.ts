import { tf } from '../../tensors/tf'
import { layer, vectorLength, type Layer } from '../layer'

/** Some numbers of a vector: [n] → [count]. @param from the first of them */
export const slice = (from: number, count: number): Layer =>
  layer('slice', (net, x) => {
    const size = vectorLength('slice', x)
    if (from + count > size) throw new Error(`slice takes ${count} numbers from ${from} on; it was given [${size}].`)
    return net.output([count], () => tf.slice(x.tensor, [0, from], [-1, count]))
  })

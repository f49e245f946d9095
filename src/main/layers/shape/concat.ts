import { tf } from '../../tensors/tf'
import { layer, type Layer } from '../layer'

/**
 * Values one behind the other in their last axis, maps of one size or vectors: [h, w, c], [h, w, d], … → [h, w, c + d
 * + …]; [n], [m], … → [n + m + …].
 */
export const concat = (): Layer =>
  layer('concat', (net, ...inputs) => {
    const [first = []] = inputs.map(({ shape }) => shape)
    const before = first.slice(0, -1)
    if (first.length === 0 || inputs.some(({ shape }) => shape.slice(0, -1).join() !== before.join())) {
      throw new Error(
        'concat joins maps of one size; it was ' +
          `given ${inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ')}.`
      )
    }
    const length = inputs.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0)
    return net.output([...before, length], () =>
      tf.concat(
        inputs.map(({ tensor }) => tensor),
        first.length
      )
    )
  })

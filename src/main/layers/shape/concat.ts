import { tf } from '../../tensors/tf'
import { imageShape, layer, type Layer } from '../layer'

/** Maps of one size, one behind the other in their channels: [h, w, c], [h, w, d], … → [h, w, c + d + …]. */
export const concat = (): Layer =>
  layer('concat', (net, ...inputs) => {
    const shapes = inputs.map(input => imageShape('concat', input))
    const [[height, width] = [0, 0]] = shapes
    if (shapes.some(([h, w]) => h !== height || w !== width)) {
      throw new Error(
        `concat joins maps of one size; it was given ${inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ')}.`
      )
    }
    const channels = shapes.reduce((sum, [, , each]) => sum + each, 0)
    return net.output([height, width, channels], () =>
      tf.concat(
        inputs.map(({ tensor }) => tensor),
        3
      )
    )
  })

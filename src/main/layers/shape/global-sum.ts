import { tf } from '../../tensors/tf'
import { imageShape, layer, type Layer } from '../layer'

/** The sum over a map: [h, w, c] → [c]. */
export const globalSum = (): Layer =>
  layer('globalSum', (net, x) => {
    const [, , channels] = imageShape('globalSum', x)
    return net.output([channels], () => tf.sum(x.tensor, [1, 2]))
  })

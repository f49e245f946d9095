import { elementCount } from '../../lib/shape'
import { tf } from '../../tensors/tf'
import { layer, type Layer } from '../layer'
import type { Shape } from '../scope'
import { axis } from '../../tensors/axis'

/** [a, b, …] → [to] with as many numbers. */
export const reshape = (to: Shape): Layer =>
  layer('reshape', (net, x) => {
    if (elementCount(x.shape) !== elementCount(to))
      throw new Error(`[${x.shape.join(', ')}] cannot be reshaped to [${to.join(', ')}].`)
    return net.output(to, () => tf.reshape(x.tensor, [axis(x.tensor, 0), ...to]))
  })

/** [a, b, …] → [a·b·…]. */
export const flatten = (): Layer =>
  layer('flatten', (net, x) => {
    const size = elementCount(x.shape)
    return net.output([size], () => tf.reshape(x.tensor, [axis(x.tensor, 0), size]))
  })

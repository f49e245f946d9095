import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { layer, type Layer } from '../layer'
import { axis } from '../../tensors/axis'

/**
 * Gated linear unit over channels: the first half times the sigmoid of the second (Dauphin et al. 2017). [h, w, 2c] →
 * [h, w, c].
 */
export const glu = (): Layer =>
  layer('glu', (net, x) => {
    const channels = axis(x, -1) / 2
    if (!Number.isInteger(channels)) throw new Error(`glu halves the channels; it was given [${x.shape.join(', ')}].`)
    return net.output([...x.shape.slice(0, -1), channels], () => {
      const [values, gates] = tf.split(x.tensor, 2, -1) as [Tensor, Tensor]
      return tf.mul(values, tf.sigmoid(gates))
    })
  })

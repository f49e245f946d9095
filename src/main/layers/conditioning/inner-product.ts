import { tf } from '../../tensors/tf'
import { inputAt, layer, vectorLength, type Layer } from '../layer'

/**
 * How far one vector lies along another: ⟨x, y⟩/√n, a logit of a picture's features and its class's direction (Miyato
 * and Koyama 2018, as StyleGAN2 has it). [n], [n] → [1].
 */
export const innerProduct = (): Layer =>
  layer('innerProduct', (net, x, ...others) => {
    const y = inputAt('innerProduct', others, 0)
    const size = vectorLength('innerProduct', x)
    if (vectorLength('innerProduct', y) !== size)
      throw new Error(`innerProduct takes vectors of one length; these have ${size} and ${y.shape[0]} numbers.`)
    return net.output([1], () => tf.div(tf.sum(tf.mul(x.tensor, y.tensor), 1, true), Math.sqrt(size)))
  })

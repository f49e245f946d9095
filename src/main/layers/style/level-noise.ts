import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { zeros } from '../initializers'
import { imageShape, inputAt, layer, vectorLength, type Layer } from '../layer'
import type { Pass } from '../scope'

/** Fields of noise that what is sampled mixes: a unit vector of so many numbers says how. */
export const noiseFields = 4

/**
 * Adds noise N(0, 1) to every pixel, the same to all channels, times one learnt strength that begins at 0 (Karras et
 * al. 2020, section 2.2). [h, w, c], [noiseFields] → [h, w, c].
 *
 * In training every pass draws its own. When sampling, a picture's vector mixes fields that never change: a vector of
 * length 1 gives noise of the same strength, another vector other noise, and none no noise.
 * @param scale multiplies what is added, as EqualisedOptions has it
 */
export const levelNoise = ({ scale = 1 }: { scale?: number } = {}): Layer =>
  layer('levelNoise', (net, x, ...others) => {
    const mix = inputAt('levelNoise', others, 0)
    const [height, width] = imageShape('levelNoise', x)
    if (vectorLength('levelNoise', mix) !== noiseFields)
      throw new Error(`levelNoise mixes ${noiseFields} fields; it was given ${mix.shape[0]} numbers.`)
    const strength = net.weight('strength', [1], zeros)
    return net.output(
      x.shape,
      pass => {
        const field = pass.training && !pass.still ? fresh(x.tensor, pass) : mixed(mix.tensor, height, width, pass)
        return tf.add(x.tensor, tf.mul(field, tf.mul(strength.variable, scale)))
      },
      { perPass: true }
    )
  })

/** [batch, h, w, 1]. */
const fresh = ({ shape: [batch = 1, height = 1, width = 1] }: Tensor, { draws }: Pass): Tensor =>
  draws.normal('noise', [batch, height, width, 1])

/** The same fields for every picture: [batch, noiseFields] → [batch, h, w, 1]. */
function mixed(mix: Tensor, height: number, width: number, { draws, ops }: Pass): Tensor {
  const fields = draws.normal('fields', [noiseFields, height * width])
  return tf.reshape(ops.matMul(mix, fields), [-1, height, width, 1])
}

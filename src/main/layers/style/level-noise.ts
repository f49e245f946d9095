import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { zeros } from '../initializers'
import { imageShape, inputAt, layer, vectorLength, type Layer } from '../layer'
import type { Pass } from '../scope'

/** What is said of the noise of a picture that is sampled: how strong it is, and which, from 0 to `noiseSeeds` − 1. */
export const noiseNumbers = 2
/** How many noises there are to choose from: a prime, so that seeds land on all of them. */
export const noiseSeeds = 9973

/** By what a seed is multiplied for the shift of each field. */
const multipliers = [389, 769, 1151, 1511]

/**
 * Adds noise N(0, 1) to every pixel, the same to all channels, times one learnt strength that begins at 0 (Karras et
 * al. 2020, section 2.2). [h, w, c], [noiseNumbers] → [h, w, c].
 *
 * In training every pass draws its own. When sampling, four fields that never change are shifted and mixed as the seed
 * says: white noise that is shifted is other noise, so what two seeds give has nothing to do with one another.
 * @param scale multiplies what is added, as EqualisedOptions has it
 */
export const levelNoise = ({ scale = 1 }: { scale?: number } = {}): Layer =>
  layer('levelNoise', (net, x, ...others) => {
    const which = inputAt('levelNoise', others, 0)
    const [height, width] = imageShape('levelNoise', x)
    if (vectorLength('levelNoise', which) !== noiseNumbers)
      throw new Error(`levelNoise is told its noise in ${noiseNumbers} numbers; it was given ${which.shape[0]}.`)
    const strength = net.weight('strength', [1], zeros)
    return net.output(
      x.shape,
      pass => {
        const field = pass.training && !pass.still ? fresh(x.tensor, pass) : chosen(which.tensor, height, width, pass)
        return tf.add(x.tensor, tf.mul(field, tf.mul(strength.variable, scale)))
      },
      { perPass: true }
    )
  })

/** [batch, h, w, 1]. */
const fresh = ({ shape: [batch = 1, height = 1, width = 1] }: Tensor, { draws }: Pass): Tensor =>
  draws.normal('noise', [batch, height, width, 1])

/** The noise of each picture's seed, times its strength: [batch, noiseNumbers] → [batch, h, w, 1]. Seed 0: field 1. */
function chosen(which: Tensor, height: number, width: number, { draws, ops }: Pass): Tensor {
  const pixels = height * width
  const fields = tf.split(draws.normal('fields', [multipliers.length, pixels]), multipliers.length)
  const [strength, seed] = tf.split(which, noiseNumbers, 1) as [Tensor, Tensor] // [batch, 1] each
  const shares = unit(seed)
  const places = tf.reshape(tf.range(0, pixels), [1, pixels])
  const shifted = fields.map((field, i) => {
    // Whole numbers below 2²⁴ all the way, so that every engine finds the same places.
    const shift = tf.floor(tf.div(tf.mul(seed, multipliers[i] ?? 0), 61))
    const from = tf.cast(tf.reshape(tf.mod(tf.add(places, shift), pixels), [-1]), 'int32')
    const moved = tf.reshape(ops.rows(tf.reshape(field, [pixels, 1]), from), [-1, pixels])
    return tf.mul(moved, shares[i] ?? 0)
  })
  return tf.reshape(tf.mul(tf.addN(shifted), strength), [-1, height, width, 1])
}

/** The numbers of a unit vector for each seed, [batch, 1] each: of 0 the first is 1. */
function unit(seed: Tensor): Tensor[] {
  const [a, b, c] = [2.399963, 1.324718, 0.754878].map(angle => tf.mul(seed, angle)) as [Tensor, Tensor, Tensor]
  const [near, far] = [tf.cos(b), tf.sin(b)]
  return [
    [near, tf.cos(a)],
    [near, tf.sin(a)],
    [far, tf.cos(c)],
    [far, tf.sin(c)]
  ].map(([one, other]) => tf.mul(one ?? 0, other ?? 0))
}

/**
 * Truncation of latents (Brock et al. 2019, section 3.1): numbers beyond a threshold are drawn anew until they are
 * within it. Here what decides a number that is drawn anew is how far beyond it lay: given that it is beyond, its
 * share of what is beyond is uniform, so the distribution is that of drawing until it fits, and the same latent is
 * the same picture. The further beyond, the further inside from the threshold: pictures change evenly with it.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { middle, middleBelow, shareBelow } from '../../../shared/normal'
import { tf } from '../../tensors/tf'
import { numberInput } from '../sampling'

export const truncationInput = numberInput({
  key: 'truncation',
  label: 'Truncation',
  help:
    'How far from the middle the numbers of a latent may lie; those beyond are drawn anew. Low: each picture ' +
    'more typical, all of them more alike.',
  min: 0.04,
  max: 2,
  default: 2
})

/** Of N(0, 1). @param latents [batch, n] @param threshold [batch] */
export function truncated(latents: Tensor, threshold: Tensor): Tensor {
  const most = tf.reshape(threshold, [-1, 1])
  const size = tf.abs(latents)
  const outside = tailShare(most)
  // Of what is beyond the threshold, the share that lies further out still: 1 at the threshold, uniform in [0, 1].
  const further = tf.minimum(tf.div(tailShare(size), outside), 1)
  const drawn = quantile(tf.add(outside, tf.mul(tf.sub(1, tf.mul(outside, 2)), further)))
  return tf.where(tf.greater(size, most), tf.mul(tf.sign(latents), tf.minimum(drawn, most)), latents)
}

/** Highest power first. */
const polynomial = (coefficients: readonly number[], x: Tensor): Tensor =>
  coefficients
    .slice(1)
    .reduce<Tensor>((sum, each) => tf.add(tf.mul(sum, x), each), tf.fill(x.shape, coefficients[0] ?? 0))

/** Share of N(0, 1) beyond x ≥ 0, as `normalShare` has it. */
function tailShare(x: Tensor): Tensor {
  const t = tf.reciprocal(tf.add(1, tf.mul(x, 0.2316419)))
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -1 / 2)), 1 / Math.sqrt(2 * Math.PI))
  return tf.mul(tf.mul(density, t), polynomial(shareBelow, t))
}

/** Φ⁻¹ of what `normalQuantile` has for its middle. */
function quantile(p: Tensor): Tensor {
  const q = tf.sub(p, 1 / 2)
  const r = tf.square(q)
  return tf.div(tf.mul(polynomial(middle, r), q), tf.add(tf.mul(polynomial(middleBelow, r), r), 1))
}

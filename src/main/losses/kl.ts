import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../tensors/tf'

/**
 * KL(N(μ, σ²) ‖ N(0, I)) in closed form, in nats per picture: −½·Σ(1 + log σ² − μ² − σ²), summed over the latent's
 * numbers (Kingma and Welling 2014, appendix B).
 * @param mean,logVariance [batch, latent]
 * @returns scalar, the mean over the batch
 */
export const klFromNormal = (mean: Tensor, logVariance: Tensor): Tensor => {
  const each = tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance))
  return tf.mul(tf.mean(tf.sum(each, 1)), -0.5)
}

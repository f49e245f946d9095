import { tf } from '../../tensors/tf'
import { gradientOf, squaredNorms, type Penalty } from './penalty'

/**
 * WGAN-GP: λ · E[(‖∇D(x̂)‖ − 1)²] at x̂ = εx + (1 − ε)G(z), ε uniform in [0, 1) for every example (Gulrajani et al.
 * 2017, equation 3).
 */
const gradientPenalty: Penalty = {
  id: 'gradientPenalty',
  label: 'Gradient penalty (λ)',
  help: 'What makes the Wasserstein loss work (WGAN-GP); 10 is usual. 0: none.',
  formula: 'λ · E[(‖∇D(εx + (1 − ε)G(z))‖ − 1)²]',
  source: 'arXiv:1704.00028',
  max: 1000,
  side: 'fake',
  term: ({ discriminator, real, fake, uniform }) => {
    const mix = uniform(
      'mix',
      real.shape.slice(1).map(() => 1)
    ) // [batch, 1, …]
    const between = tf.add(tf.mul(real, mix), tf.mul(fake, tf.sub(1, mix)))
    // The small number keeps the root's gradient finite where the gradient is zero.
    const norms = tf.sqrt(tf.add(squaredNorms(gradientOf(discriminator, between)), 1e-12))
    return tf.mean(tf.square(tf.sub(norms, 1)))
  }
}
export default gradientPenalty

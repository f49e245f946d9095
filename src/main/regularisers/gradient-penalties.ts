/** Penalties on the discriminator's gradient by its pictures: second-order gradients when differentiated by weights. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine/engine'

type Discriminator = (x: Tensor) => Tensor

/** ∇ₓ Σ D(x), [batch, …shape of an example]. */
const gradientOf = (tf: TF, discriminator: Discriminator, x: Tensor): Tensor => tf.grad((pictures: Tensor) => tf.sum(discriminator(pictures)))(x)

const squaredNorms = (tf: TF, gradient: Tensor): Tensor => tf.sum(tf.square(gradient), [...gradient.shape.keys()].slice(1)) // [batch]

/** R1: γ/2 · E[‖∇D(x)‖²] on real pictures (Mescheder et al. 2018, equation 9). */
export const r1 = (tf: TF, discriminator: Discriminator, real: Tensor, gamma: number): Tensor =>
  tf.mul(tf.mean(squaredNorms(tf, gradientOf(tf, discriminator, real))), gamma / 2)

/**
 * WGAN-GP: λ · E[(‖∇D(x̂)‖ − 1)²] at x̂ = εx + (1 − ε)G(z) (Gulrajani et al. 2017, equation 3).
 * @param mix ε, uniform in [0, 1), [batch, 1, …].
 */
export function gradientPenalty(tf: TF, discriminator: Discriminator, real: Tensor, fake: Tensor, mix: Tensor, lambda: number): Tensor {
  const between = tf.add(tf.mul(real, mix), tf.mul(fake, tf.sub(1, mix)))
  // The small number keeps the root's gradient finite where the gradient is zero.
  const norms = tf.sqrt(tf.add(squaredNorms(tf, gradientOf(tf, discriminator, between)), 1e-12))
  return tf.mul(tf.mean(tf.square(tf.sub(norms, 1))), lambda)
}

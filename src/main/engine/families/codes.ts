/**
 * Where a plain autoencoder's codes lie. Nothing in its loss says, so a latent drawn from N(0, I) would mean nothing to
 * its decoder: latents are codes in standard units instead, each number less its mean, over its deviation. Both are moving
 * averages over training, outside the gradient, kept in checkpoints. How numbers of a code go together is not kept:
 * random samples are rougher than reconstructions.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from '../engine'
import { move, pastWeight } from '../moving'

/** Weight of the past at most; of the first steps' statistics little is to be remembered (as in batchNorm). */
const momentum = 0.99
/** Keeps a number that never changes from being blown up. */
const leastVariance = 1e-6

export class Codes {
  /** By the names they have in checkpoints. */
  readonly variables: ReadonlyMap<string, Variable>
  readonly #mean: Variable
  readonly #variance: Variable

  constructor(latent: number) {
    this.#mean = tf.tidy(() => tf.variable(tf.zeros([latent]), false))
    this.#variance = tf.tidy(() => tf.variable(tf.ones([latent]), false))
    this.variables = new Map([['codes.movingMean', this.#mean], ['codes.movingVariance', this.#variance]])
  }

  /** @param codes [batch, latent] @param done steps before this one, float32 scalar */
  update(codes: Tensor, done: Tensor): void {
    const { mean, variance } = tf.moments(codes, 0)
    const past = pastWeight(tf, momentum, done)
    move(tf, this.#mean, mean, past)
    move(tf, this.#variance, variance, past)
  }

  /** Latents as codes: [count, latent]. */
  from(latents: Tensor): Tensor { return tf.add(tf.mul(latents, this.#deviation()), this.#mean) }

  /** Codes as latents. */
  standard(codes: Tensor): Tensor { return tf.div(tf.sub(codes, this.#mean), this.#deviation()) }

  #deviation(): Tensor { return tf.sqrt(tf.maximum(this.#variance, leastVariance)) }

  dispose(): void { tf.dispose([...this.variables.values()]) }
}

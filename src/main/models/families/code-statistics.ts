/**
 * Where a plain autoencoder's codes lie. Nothing in its loss says, so a latent drawn from N(0, I) would mean nothing to
 * its decoder: latents are codes in standard units instead, each number less its mean, over its deviation. Both are
 * moving averages over training, outside the gradient, kept in checkpoints. How numbers of a code go together is not
 * kept: random samples are rougher than reconstructions.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { move, pastWeight } from '../../tensors/moving-average'
import { tf } from '../../tensors/tf'
import type { Named, StateVariable } from '../phase'

/** Weight of the past at most; of the first steps' statistics little is to be remembered (as in batchNorm). */
const momentum = 0.99
/** Keeps a number that never changes from being blown up. */
const leastVariance = 1e-6
const [meanName, varianceName] = ['codes/movingMean', 'codes/movingVariance'] as const

export const codeState = (latent: number): Record<string, StateVariable> => ({
  [meanName]: { shape: [latent], initial: 0 },
  [varianceName]: { shape: [latent], initial: 1 }
})

/** @param codes [batch, latent] @param done steps before this one, float32 scalar */
export function updateCodeStatistics(codes: Tensor, state: Named<Variable>, done: Tensor): void {
  const { mean, variance } = tf.moments(codes, 0)
  const past = pastWeight(momentum, done)
  move(state(meanName), mean, past)
  move(state(varianceName), variance, past)
}

const deviation = (state: Named<Variable>): Tensor => tf.sqrt(tf.maximum(state(varianceName), leastVariance))

/** Latents as codes: [count, latent]. */
export const codesOf = (latents: Tensor, state: Named<Variable>): Tensor =>
  tf.add(tf.mul(latents, deviation(state)), state(meanName))

/** Codes as latents. */
export const latentsOf = (codes: Tensor, state: Named<Variable>): Tensor =>
  tf.div(tf.sub(codes, state(meanName)), deviation(state))

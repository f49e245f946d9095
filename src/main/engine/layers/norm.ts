import { move, pastWeight } from '../moving'
import { ones, zeros, type Initializer, type Layer } from './layer'

/**
 * Batch normalisation over every axis but the last (Ioffe and Szegedy 2015): γ·(x − μ)/√(σ² + ε) + β.
 * Training uses the batch's own mean and variance and keeps moving ones; sampling uses the moving ones.
 * The moving average starts as a plain mean and slows to `momentum` (weight min(momentum, (1 + t)/(10 + t)) on the
 * past), so that samples of the first epochs are not drawn with statistics that have hardly moved from 0 and 1.
 */
export const batchNorm = ({ momentum = 0.99, epsilon = 1e-3, init = ones }: { momentum?: number; epsilon?: number; init?: Initializer } = {}): Layer => ({
  kind: 'batchNorm',
  build: (shape, declare) => {
    const channels = shape.at(-1)
    if (channels === undefined) throw new Error('batchNorm wants at least one axis.')
    const gamma = declare('gamma', [channels], init)
    const beta = declare('beta', [channels], zeros)
    const movingMean = declare('movingMean', [channels], zeros, { trainable: false })
    const movingVariance = declare('movingVariance', [channels], ones, { trainable: false })
    return {
      shape: [...shape],
      couples: true,
      part: 'refine',
      apply: (x, { tf, ops, training, step }) => {
        if (!training) return tf.batchNorm(x, movingMean, movingVariance, beta, gamma, epsilon)
        const { y, mean, variance } = ops.batchNorm(x, gamma, beta, epsilon)
        const past = pastWeight(tf, momentum, step)
        move(tf, movingMean, mean, past)
        move(tf, movingVariance, variance, past)
        return y
      }
    }
  }
})

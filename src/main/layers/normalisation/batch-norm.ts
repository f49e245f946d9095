import { move, pastWeight } from '../../tensors/moving-average'
import { tf } from '../../tensors/tf'
import { ones, zeros, type Initializer } from '../initializers'
import { layer, type Layer } from '../layer'

/**
 * Batch normalisation over every axis but the last (Ioffe and Szegedy 2015): γ·(x − μ)/√(σ² + ε) + β.
 * Training uses the batch's own mean and variance and keeps moving ones; sampling uses the moving ones.
 * The moving average starts as a plain mean and slows to `momentum` (weight min(momentum, (1 + t)/(10 + t)) on the
 * past), so that samples of the first epochs are not drawn with statistics that have hardly moved from 0 and 1.
 */
export const batchNorm = ({
  momentum = 0.99,
  epsilon = 1e-3,
  init = ones
}: { momentum?: number; epsilon?: number; init?: Initializer } = {}): Layer =>
  layer('batchNorm', (net, x) => {
    const channels = x.shape.at(-1)
    if (channels === undefined) throw new Error('batchNorm wants at least one axis.')
    const gamma = net.weight('gamma', [channels], init)
    const beta = net.weight('beta', [channels], zeros)
    const movingMean = net.weight('movingMean', [channels], zeros, { trainable: false })
    const movingVariance = net.weight('movingVariance', [channels], ones, { trainable: false })
    return net.output(
      x.shape,
      ({ ops, training, still = false, step }) => {
        if (!training)
          return tf.batchNorm(
            x.tensor,
            movingMean.variable,
            movingVariance.variable,
            beta.variable,
            gamma.variable,
            epsilon
          )
        const { y, mean, variance } = ops.batchNorm(x.tensor, gamma.variable, beta.variable, epsilon)
        if (still) return y
        const past = pastWeight(momentum, step)
        move(movingMean.variable, mean, past)
        move(movingVariance.variable, variance, past)
        return y
      },
      { couplesBatch: true, features: 'refined' }
    )
  })

import { move, pastWeight } from '../../tensors/moving-average'
import { tf } from '../../tensors/tf'
import { ones, zeros, type Initializer } from '../initializers'
import { imageShape, inputAt, layer, vectorLength, type Layer } from '../layer'
import { spectralNorm } from '../normalisation/spectral-norm'

export interface ClassBatchNormOptions {
  init: Initializer
  /** Both products are spectrally normalised. */
  spectral?: boolean
  momentum?: number
  epsilon?: number
}

/**
 * Batch normalisation whose scale and offset follow from a vector, each by a product without a bias: (1 + v·U)·(x −
 * μ)/√(σ² + ε) + v·V (De Vries et al. 2017; Brock et al. 2019, appendix B, where the vector is an embedding of the
 * class with a slice of the latent). [h, w, c], [n] → [h, w, c]. Statistics as in batch-norm.ts.
 */
export const classBatchNorm = ({
  init,
  spectral = false,
  momentum = 0.9,
  epsilon = 1e-5
}: ClassBatchNormOptions): Layer =>
  layer('classBatchNorm', (net, x, ...others) => {
    const condition = inputAt('classBatchNorm', others, 0)
    const [size, channels] = [vectorLength('classBatchNorm', condition), imageShape('classBatchNorm', x)[2]]
    const kernel = (name: string) => {
      const weight = net.weight(name, [size, channels], init, { fans: { in: size, out: channels } })
      return spectral ? spectralNorm(net, weight, name) : () => weight.variable
    }
    const [gain, offset] = [kernel('gain'), kernel('bias')]
    const movingMean = net.weight('movingMean', [channels], zeros, { trainable: false })
    const movingVariance = net.weight('movingVariance', [channels], ones, { trainable: false })
    return net.output(
      x.shape,
      pass => {
        const { ops, training, still = false, step } = pass
        const [batch = 1] = x.tensor.shape
        const perPicture = (product: typeof gain) =>
          tf.reshape(ops.matMul(condition.tensor, product(pass)), [batch, 1, 1, channels])
        const [scale, shift] = [tf.add(perPicture(gain), 1), perPicture(offset)]
        if (!training) {
          const { variable: mean } = movingMean
          const y = tf.mul(tf.sub(x.tensor, mean), tf.rsqrt(tf.add(movingVariance.variable, epsilon)))
          return tf.add(tf.mul(y, scale), shift)
        }
        const { y, mean, variance } = ops.batchNorm(x.tensor, tf.ones([channels]), tf.zeros([channels]), epsilon)
        if (!still) {
          const past = pastWeight(momentum, step)
          move(movingMean.variable, mean, past)
          move(movingVariance.variable, variance, past)
        }
        return tf.add(tf.mul(y, scale), shift)
      },
      { couplesBatch: true, perPass: spectral, features: 'refined' }
    )
  })

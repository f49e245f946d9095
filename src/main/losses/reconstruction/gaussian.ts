import { tf } from '../../tensors/tf'
import { numbersIn, type ReconstructionLoss } from './loss'

/**
 * −log p(x|z) for a picture whose pixels are Gaussian around σ(l), in nats per picture, with the one variance that fits
 * the batch best: its mean squared error (Rybkin, Daniilidis and Levine 2021, section 4). With a density it may be
 * negative.
 */
const gaussian: ReconstructionLoss = {
  id: 'gaussian',
  label: 'Squared error (Gaussian)',
  formula: '½·D·(log(2π·mse) + 1), D numbers in a picture, mse the mean of (x − σ(l))²',
  source: 'arXiv:2006.13202',
  loss: (logits, target) => {
    const error = tf.mean(tf.square(tf.sub(tf.sigmoid(logits), target)))
    return tf.mul(tf.add(tf.log(tf.mul(tf.maximum(error, 1e-8), 2 * Math.PI)), 1), numbersIn(logits) / 2)
  }
}
export default gaussian

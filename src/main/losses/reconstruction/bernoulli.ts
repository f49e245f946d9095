import { tf } from '../../tensors/tf'
import { numbersIn, type ReconstructionLoss } from './loss'

/**
 * −log p(x|z) for a picture whose pixels are Bernoulli variables, in nats per picture: the binary cross-entropy, summed
 * over pixels (Kingma and Welling 2014, appendix C.1). A grey pixel counts as so much black and so much white.
 * −x·log σ(l) − (1 − x)·log(1 − σ(l)) is softplus(l) − x·l: no overflow at any logit.
 */
const bernoulli: ReconstructionLoss = {
  id: 'bernoulli',
  label: 'Cross-entropy (Bernoulli)',
  formula: 'Σ over pixels of softplus(l) − x·l, mean over pictures',
  source: 'arXiv:1312.6114',
  loss: (logits, target) => tf.mul(tf.mean(tf.sub(tf.softplus(logits), tf.mul(target, logits))), numbersIn(logits))
}
export default bernoulli

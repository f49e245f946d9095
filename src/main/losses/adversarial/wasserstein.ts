import { tf } from '../../tensors/tf'
import { bySides, type AdversarialLoss } from './loss'

/**
 * D: E[D(G(z))] − E[D(x)]; G: −E[D(G(z))] (Arjovsky et al. 2017). D must be kept Lipschitz: with the gradient penalty
 * of src/main/regularisers this is WGAN-GP (Gulrajani et al. 2017, equation 3).
 */
const wasserstein: AdversarialLoss = {
  id: 'wasserstein',
  label: 'Wasserstein (wants the gradient penalty)',
  formula: 'D: D(G(z)) − D(x), G: −D(G(z))',
  source: 'arXiv:1701.07875',
  logits: 'score',
  ...bySides({ weight: 1, real: logits => tf.neg(tf.mean(logits)), fake: logits => tf.mean(logits) }),
  generator: fake => tf.neg(tf.mean(fake))
}
export default wasserstein

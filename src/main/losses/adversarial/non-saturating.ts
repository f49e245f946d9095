import { tf } from '../../tensors/tf'
import { bySides, type AdversarialLoss } from './loss'

/**
 * D: −E[log σ(D(x))] and −E[log(1 − σ(D(G(z))))]; G: −E[log σ(D(G(z)))] (Goodfellow et al. 2014, section 3).
 * −log σ(a) is softplus(−a) and −log(1 − σ(a)) is softplus(a): no overflow at any logit. A label below 1 for real
 * examples is one-sided smoothing (Salimans et al. 2016, section 3.4).
 */
const nonSaturating: AdversarialLoss = {
  id: 'non-saturating',
  label: 'Non-saturating',
  formula: 'D: ½(softplus(−D(x)) + softplus(D(G(z)))), G: softplus(−D(G(z)))',
  source: 'arXiv:1406.2661',
  rest: { discriminator: Math.LN2, generator: Math.LN2 },
  logits: 'labels',
  ...bySides({
    weight: 0.5,
    real: (logits, label) => {
      const sure = tf.mean(tf.softplus(tf.neg(logits)))
      return label === 1 ? sure : tf.add(tf.mul(sure, label), tf.mul(tf.mean(tf.softplus(logits)), 1 - label))
    },
    fake: logits => tf.mean(tf.softplus(logits))
  }),
  generator: fake => tf.mean(tf.softplus(tf.neg(fake)))
}
export default nonSaturating

import { tf } from '../../tensors/tf'
import { bySides, type AdversarialLoss } from './loss'

/**
 * D: E[max(0, 1 − D(x))] + E[max(0, 1 + D(G(z)))]; G: −E[D(G(z))] (Lim and Ye 2017; Miyato et al. 2018, equations 16
 * and 17).
 */
const hinge: AdversarialLoss = {
  id: 'hinge',
  label: 'Hinge',
  formula: 'D: max(0, 1 − D(x)) + max(0, 1 + D(G(z))), G: −D(G(z))',
  source: 'arXiv:1705.02894',
  logits: 'margin',
  ...bySides({
    weight: 1,
    real: logits => tf.mean(tf.relu(tf.sub(1, logits))),
    fake: logits => tf.mean(tf.relu(tf.add(1, logits)))
  }),
  generator: fake => tf.neg(tf.mean(fake))
}
export default hinge

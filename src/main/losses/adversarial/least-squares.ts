import { tf } from '../../tensors/tf'
import { bySides, type AdversarialLoss } from './loss'

/** D: ½E[(D(x) − 1)²] + ½E[D(G(z))²]; G: ½E[(D(G(z)) − 1)²] (Mao et al. 2017, equation 9: a = 0, b = c = 1). */
const leastSquares: AdversarialLoss = {
  id: 'least-squares',
  label: 'Least squares',
  formula: 'D: ½((D(x) − 1)² + D(G(z))²), G: ½(D(G(z)) − 1)²',
  source: 'arXiv:1611.04076',
  rest: { discriminator: 1 / 4, generator: 1 / 8 },
  logits: 'labels',
  // Its outputs are drawn towards 0 and 1 themselves.
  probability: output => Math.min(1, Math.max(0, output)),
  ...bySides({
    weight: 0.5,
    real: (logits, label) => tf.mean(tf.square(tf.sub(logits, label))),
    fake: logits => tf.mean(tf.square(logits))
  }),
  generator: fake => tf.mul(tf.mean(tf.square(tf.sub(fake, 1))), 0.5)
}
export default leastSquares

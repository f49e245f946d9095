import type { Objective } from './objective'

/** D: ½E[(D(x) − 1)²] + ½E[D(G(z))²]; G: ½E[(D(G(z)) − 1)²] (Mao et al. 2017, equation 9: a = 0, b = c = 1). */
const leastSquares: Objective = {
  id: 'least-squares',
  formula: 'D: ½((D(x) − 1)² + D(G(z))²), G: ½(D(G(z)) − 1)²',
  source: 'arXiv:1611.04076',
  halves: 0.5,
  rest: { discriminator: 1 / 4, generator: 1 / 8 },
  verdict: 'labels',
  // Its outputs are drawn towards 0 and 1 themselves.
  probability: output => Math.min(1, Math.max(0, output)),
  real: (tf, logits, label) => tf.mean(tf.square(tf.sub(logits, label))),
  fake: (tf, logits) => tf.mean(tf.square(logits)),
  generator: (tf, logits) => tf.mul(tf.mean(tf.square(tf.sub(logits, 1))), 0.5)
}
export default leastSquares

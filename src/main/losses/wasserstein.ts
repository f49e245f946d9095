import type { Objective } from './objective'

/**
 * D: E[D(G(z))] − E[D(x)]; G: −E[D(G(z))] (Arjovsky et al. 2017). D must be kept Lipschitz: with the gradient penalty
 * of src/main/regularisers this is WGAN-GP (Gulrajani et al. 2017, equation 3).
 */
const wasserstein: Objective = {
  id: 'wasserstein',
  formula: 'D: D(G(z)) − D(x), G: −D(G(z))',
  source: 'arXiv:1701.07875',
  halves: 1,
  verdict: 'score',
  real: (tf, logits) => tf.neg(tf.mean(logits)),
  fake: (tf, logits) => tf.mean(logits),
  generator: (tf, logits) => tf.neg(tf.mean(logits))
}
export default wasserstein

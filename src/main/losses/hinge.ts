import type { Objective } from './objective'

/** D: E[max(0, 1 − D(x))] + E[max(0, 1 + D(G(z)))]; G: −E[D(G(z))] (Lim and Ye 2017; Miyato et al. 2018, equations 16 and 17). */
const hinge: Objective = {
  id: 'hinge',
  formula: 'D: max(0, 1 − D(x)) + max(0, 1 + D(G(z))), G: −D(G(z))',
  source: 'arXiv:1705.02894',
  halves: 1,
  verdict: 'margin',
  real: (tf, logits) => tf.mean(tf.relu(tf.sub(1, logits))),
  fake: (tf, logits) => tf.mean(tf.relu(tf.add(1, logits))),
  generator: (tf, logits) => tf.neg(tf.mean(logits))
}
export default hinge

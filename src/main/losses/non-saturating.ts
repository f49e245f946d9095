import type { Objective } from './objective'

/**
 * D: ½·(E[−log σ(D(x))] + E[−log(1 − σ(D(G(z))))]); G: E[−log σ(D(G(z)))] (Goodfellow et al. 2014, section 3).
 * −log σ(a) is softplus(−a) and −log(1 − σ(a)) is softplus(a): no overflow at any logit. The half puts both losses
 * at ln 2 when D cannot tell.
 */
const nonSaturating: Objective = {
  id: 'non-saturating',
  formula: 'D: ½(softplus(−D(x)) + softplus(D(G(z)))), G: softplus(−D(G(z)))',
  source: 'arXiv:1406.2661',
  discriminator: (tf, real, fake) => tf.mul(tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))), 0.5),
  generator: (tf, fake) => tf.mean(tf.softplus(tf.neg(fake)))
}
export default nonSaturating

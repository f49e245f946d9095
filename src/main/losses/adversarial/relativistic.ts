import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { AdversarialLoss } from './loss'

/**
 * Each example is compared with one of the other side, the one at its place in the batch: D: E[softplus(−(D(x) −
 * D(G(z))))],
 * G: E[softplus(−(D(G(z)) − D(x)))] (Jolicoeur-Martineau 2018, arXiv:1807.00734, section 4.1; as in R3GAN,
 * Huang et al. 2024, equation 2).
 */
const relativistic: AdversarialLoss = {
  id: 'relativistic',
  label: 'Relativistic (pairs of real and generated)',
  formula: 'D: softplus(D(G(z)) − D(x)), G: softplus(D(x) − D(G(z)))',
  source: 'arXiv:1807.00734',
  rest: { discriminator: Math.LN2, generator: Math.LN2 },
  logits: 'score',
  comparesSides: true,
  discriminator: (real, fake) => tf.mean(tf.softplus(tf.sub(fake, real))),
  generator: (fake, real) => tf.mean(tf.softplus(tf.sub(compared(real), fake)))
}
export default relativistic

function compared(real: Tensor | null): Tensor {
  if (!real) throw new Error('The relativistic loss compares with real examples; there are none.')
  return real
}

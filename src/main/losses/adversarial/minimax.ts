import { tf } from '../../tensors/tf'
import type { AdversarialLoss } from './loss'
import nonSaturating from './non-saturating'

/**
 * The loss as first written: G minimises what D maximises, E[log(1 − σ(D(G(z))))] = −E[softplus(D(G(z)))]
 * (Goodfellow et al. 2014, equation 1). Its gradient fades where D is sure, which is why the non-saturating form
 * exists.
 */
const minimax: AdversarialLoss = {
  ...nonSaturating,
  id: 'minimax',
  label: 'Minimax',
  formula: 'D: ½(softplus(−D(x)) + softplus(D(G(z)))), G: −softplus(D(G(z)))',
  rest: { discriminator: Math.LN2, generator: -Math.LN2 },
  generator: fake => tf.neg(tf.mean(tf.softplus(fake)))
}
export default minimax

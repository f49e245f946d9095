import { tf } from '../../tensors/tf'
import { squaredNorms, type Penalty } from './penalty'

/** γ/2 · E[‖∇D(G(z))‖²] on generated examples (Mescheder et al. 2018, equation 10). */
const r2: Penalty = {
  id: 'r2',
  label: 'R2 penalty (γ)',
  help:
    'Keeps the discriminator gentle around generated pictures, as R1 does around real ones. Both together ' +
    'hold the relativistic loss. 0: none.',
  formula: 'γ/2 · E[‖∇D(G(z))‖²]',
  source: 'arXiv:1801.04406',
  max: 1000,
  side: 'fake',
  gradientAt: 'fake',
  term: ({ gradientAt }) => tf.mul(tf.mean(squaredNorms(gradientAt('fake'))), 0.5)
}
export default r2

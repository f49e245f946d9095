import { tf } from '../../tensors/tf'
import { squaredNorms, type Penalty } from './penalty'

/** γ/2 · E[‖∇D(x)‖²] on real examples (Mescheder et al. 2018, equation 9). */
const r1: Penalty = {
  id: 'r1',
  label: 'R1 penalty (γ)',
  help:
    'Keeps the discriminator gentle around real pictures; 10 is usual. A step takes about half as long ' +
    'again. 0: none.',
  formula: 'γ/2 · E[‖∇D(x)‖²]',
  source: 'arXiv:1801.04406',
  max: 1000,
  side: 'real',
  gradientAt: 'real',
  term: ({ gradientAt }) => tf.mul(tf.mean(squaredNorms(gradientAt('real'))), 0.5)
}
export default r1

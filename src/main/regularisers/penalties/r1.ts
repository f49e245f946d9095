import { tf } from '../../tensors/tf'
import { gradientOf, squaredNorms, type Penalty } from './penalty'

/** γ/2 · E[‖∇D(x)‖²] on real examples (Mescheder et al. 2018, equation 9). */
const r1: Penalty = {
  id: 'r1',
  label: 'R1 penalty (γ)',
  help: 'Keeps the discriminator gentle around real pictures; 10 is usual. A step takes about half as long again. 0: none.',
  formula: 'γ/2 · E[‖∇D(x)‖²]',
  source: 'arXiv:1801.04406',
  max: 1000,
  side: 'real',
  term: ({ discriminator, real }, gamma) => tf.mul(tf.mean(squaredNorms(gradientOf(discriminator, real))), gamma / 2)
}
export default r1

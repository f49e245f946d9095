import { tf } from '../../tensors/tf'
import type { Penalty } from './penalty'

/** ε · E[D(x)²] on real examples: keeps D's answers from drifting far from 0 (Karras et al. 2018, appendix A.1). */
const drift: Penalty = {
  id: 'drift',
  label: 'Drift (ε)',
  help:
    "Keeps the discriminator's answers near 0, which the Wasserstein loss leaves free; 0.001 is usual. Costs " +
    'nothing. 0: none.',
  formula: 'ε · E[D(x)²]',
  source: 'arXiv:1710.10196',
  max: 10,
  side: 'real',
  ofLogits: true,
  term: ({ logits: { real } }) => (real ? tf.mean(tf.square(real)) : tf.scalar(0))
}
export default drift

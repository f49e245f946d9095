import type { Tensor } from '@tensorflow/tfjs-core'
import { move, pastWeight } from '../../tensors/moving-average'
import { tf } from '../../tensors/tf'
import type { Penalty } from './penalty'

/** Decay of both moving averages. */
const decay = 0.99

/**
 * λ · (E[(D(x) − α_F)²] + E[(D(G(z)) − α_R)²]), where α_R and α_F are moving averages of what D has said of real and of
 * generated examples (Tseng et al. 2021, equations 5 and 6). They move once a step, after it.
 */
const lecam: Penalty = {
  id: 'lecam',
  label: 'LeCam regulariser (λ)',
  help:
    'Pulls what the discriminator says of real pictures towards what it lately said of generated ones, and ' +
    'the other way round, so that it does not learn a small folder by heart. 0.01 to 0.3 are usual. Costs ' +
    'nothing. 0: none.',
  formula: 'λ · (E[(D(x) − α_F)²] + E[(D(G(z)) − α_R)²])',
  source: 'arXiv:2104.03310',
  max: 100,
  side: 'both',
  ofLogits: true,
  state: { real: { shape: [], initial: 0 }, fake: { shape: [], initial: 0 } },
  term: ({ logits: { real, fake }, state }) => {
    const terms = [...(real ? [distance(real, state('fake'))] : []), ...(fake ? [distance(fake, state('real'))] : [])]
    return tf.addN(terms)
  },
  after: (logits, { state, step }) => {
    for (const side of ['real', 'fake'] as const) move(state(side), tf.mean(logits[side]), pastWeight(decay, step))
  }
}
export default lecam

const distance = (logits: Tensor, from: Tensor): Tensor => tf.mean(tf.square(tf.sub(logits, from)))

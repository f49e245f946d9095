/** The penalties on a GAN's discriminator, as parts of its loss. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { ownState, gradientOf, type Penalty, type Side } from '../../../regularisers/penalties/penalty'
import { valueAt } from '../../../schedules/tools/course'
import { tf } from '../../../tensors/tf'
import type { Batch, Networks, Phase, PhaseTools } from '../../phase'
import type { AdversarialOptions } from './options'
import type { GanNetwork } from './declaration'
import type { Examples } from './examples'

/** What an update of the discriminator has seen and said; a side that is not in it has no logits. */
export interface Seen {
  real: Tensor
  fake: Tensor
  onReal: Tensor | null
  onFake: Tensor | null
  /** Both sides went through it in one pass. */
  joined: boolean
}

export interface Penalising {
  examples: Examples
  options: AdversarialOptions
  batch: Batch
  n: Networks<GanNetwork>
  tools: PhaseTools
}

/** A loss with the penalties that belong to the sides it is of. */
export function penalised(value: Tensor, seen: Seen, by: Penalising): Tensor {
  const { examples, batch, n, tools, options } = by
  const { real, fake, onReal, onFake } = seen
  const isIn = (side: Penalty['side']): boolean => side === 'both' || (side === 'real' ? onReal : onFake) !== null
  const used = options.penalties.filter(({ penalty }) => isIn(penalty.side))
  const gradientAt = gradients(seen, by, new Set(used.flatMap(({ penalty }) => penalty.gradientAt ?? [])))
  return used.reduce((sum, { penalty, weight }) => {
    const term = penalty.term({
      discriminator: x => examples.logits(penalty.id, x, batch, n, tools),
      real,
      fake,
      gradientAt,
      logits: { real: onReal, fake: onFake },
      uniform: (name, shape) => tools.draw.uniform(`${penalty.id}/${name}`, shape),
      state: ownState(penalty, tools.state)
    })
    return tf.add(sum, tf.mul(term, typeof weight === 'number' ? weight : valueAt(weight, tools.progress)))
  }, value)
}

/**
 * D's gradients at its examples. Where both sides are asked for and went through D in one pass, they come of one pass,
 * too, and it is that very one: a compiled step computes it once.
 */
function gradients(
  { real, fake, joined }: Seen,
  { examples, batch, n, tools }: Penalising,
  wanted: ReadonlySet<Side>
): (side: Side) => Tensor {
  const at = { real, fake }
  if (!joined || n.discriminator.couplesBatch || wanted.size < 2)
    return side => gradientOf(x => examples.logits(side, x, batch, n, tools), at[side])
  const both = tf.grad((x: Tensor) => {
    const [first, second] = tf.split(x, 2) as [Tensor, Tensor]
    return tf.sum(tf.concat(examples.logitsOfBoth(first, second, batch, n, tools)))
  })(tf.concat([real, fake]))
  const [ofReal, ofFake] = tf.split(both, 2) as [Tensor, Tensor]
  return side => (side === 'real' ? ofReal : ofFake)
}

/** What the penalties in use do at the end of a step; undefined where they do nothing. */
export function afterPenalties(used: AdversarialOptions['penalties']): Phase['after'] {
  const acting = used.flatMap(({ penalty }) => (penalty.after ? [{ penalty, after: penalty.after }] : []))
  if (acting.length === 0) return undefined
  return (recorded, { state, step }) => {
    const logits = { real: recorded('realLogits'), fake: recorded('fakeLogits') }
    for (const { penalty, after } of acting) after(logits, { state: ownState(penalty, state), step })
  }
}

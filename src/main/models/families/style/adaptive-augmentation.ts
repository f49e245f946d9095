/**
 * Adaptive augmentation of what a discriminator sees (Karras et al. 2020, arXiv:2006.06676): its probability rises
 * while D is surer of real pictures than a target, and falls while it is less sure. State in the graph, so that
 * resume is exact.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { SettingDefinition, Settings } from '../../../../shared/domain'
import { adaptivelyAugmented, pipeDraws } from '../../../regularisers/adaptive/pipe'
import { tf } from '../../../tensors/tf'
import { numberSetting } from '../../definition'
import type { Alteration, AlterationTools, PhaseTools, StateVariable } from '../../phase'

/** p, and since it was last adjusted: the sum of the signs of real logits, and how many there were. */
const probability = 'augmentation/probability'
const [signs, seen] = ['augmentation/signs', 'augmentation/seen'] as const
/** Steps from one adjustment to the next. */
const interval = 4

export const adaptiveSettings: SettingDefinition[] = [
  {
    key: 'adaptive',
    type: 'flag',
    label: 'Adaptive augmentation',
    default: false,
    advanced: false,
    help:
      'For fewer than some ten thousand pictures: the discriminator sees pictures changed at random, as often ' +
      'as it takes to keep it from learning them by heart. A step takes about a quarter longer.'
  },
  {
    key: 'adaptiveTarget',
    type: 'float',
    label: 'Target of adaptive augmentation',
    default: 0.6,
    min: 0,
    max: 1,
    advanced: true,
    changeable: true,
    help:
      'How sure of real pictures the discriminator may be before augmentation grows: the mean sign of its ' +
      'logits, 0 to 1.'
  },
  {
    key: 'adaptiveSpeed',
    type: 'float',
    label: 'Pictures until augmentation is full',
    default: 500,
    min: 1,
    max: 100_000,
    unit: 'thousand pictures',
    advanced: true,
    changeable: true,
    help: 'The probability of augmentation moves from 0 to 1 in so many thousand pictures at most.'
  }
]

const isAdaptive = (s: Settings): boolean => s.adaptive === true

export const adaptiveState = (s: Settings): Record<string, StateVariable> =>
  isAdaptive(s) ? Object.fromEntries([probability, signs, seen].map(name => [name, { shape: [], initial: 0 }])) : {}

/** Pictures as a discriminator sees them. @param name of the side: keys the draws */
export function seenBy(
  pictures: Tensor,
  name: string,
  s: Settings,
  { draw, state }: Pick<AlterationTools, 'draw' | 'state'>
): Tensor {
  if (!isAdaptive(s)) return pictures
  const drawn = (kind: 'uniform' | 'normal'): Tensor => {
    const all = draw[kind](`${name}/augmentation`, [pipeDraws[kind]])
    return tf.slice(all, 0, pictures.shape[0])
  }
  return adaptivelyAugmented(pictures, state(probability), drawn('uniform'), drawn('normal'))
}

export const adaptiveAlteration: Alteration = {
  settings: ['adaptive'],
  phase: 'discriminator',
  words: 'Shown at a probability of one half: training finds its own, and begins with none.',
  state: { [probability]: 0.5 },
  seen: s => (isAdaptive(s) ? (batch, tools) => [seenBy(batch.image, 'real', s, tools)] : null)
}

/** What a step shows of it: [1]. */
export const adaptiveRecord = (s: Settings, { state }: Pick<PhaseTools, 'state'>): Record<string, Tensor> =>
  isAdaptive(s) ? { augmentation: tf.reshape(state(probability), [1]) } : {}

/** At the end of a step: counts the signs, and every fourth step moves p. @param logits of real pictures, [batch, 1] */
export function adapt(logits: Tensor, s: Settings, { state, step }: Pick<PhaseTools, 'state' | 'step'>): void {
  if (!isAdaptive(s)) return
  const [p, sum, count] = [
    state(probability),
    tf.add(state(signs), tf.sum(tf.sign(logits))),
    tf.add(state(seen), logits.size)
  ]
  const due = tf.equal(tf.mod(tf.add(step, 1), interval), 0)
  const by = tf.div(count, 1000 * numberSetting(s, 'adaptiveSpeed'))
  const next = tf.add(p, tf.mul(tf.sign(tf.sub(tf.div(sum, count), numberSetting(s, 'adaptiveTarget'))), by))
  p.assign(tf.where(due, tf.clipByValue(next, 0, 1), p))
  state(signs).assign(tf.where(due, 0, sum))
  state(seen).assign(tf.where(due, 0, count))
}

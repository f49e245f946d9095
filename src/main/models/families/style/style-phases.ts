/** How StyleGAN2 is trained (Karras et al. 2020, arXiv:1912.04958; its numbers as in arXiv:2006.06676). */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../../shared/domain'
import { levelSides, noiseNumbers, styleCount } from '../../../layers'
import { adversarialLosses, type AdversarialLoss } from '../../../losses/adversarial'
import { gradientOf, squaredNorms } from '../../../regularisers/penalties/penalty'
import { axis } from '../../../tensors/axis'
import { move } from '../../../tensors/moving-average'
import { tf } from '../../../tensors/tf'
import { numberSetting, wordSetting } from '../../definition'
import type { Batch, Networks, Phase, PhaseTools, StateVariable } from '../../phase'
import { adapt, adaptiveRecord, adaptiveState, seenBy } from './adaptive-augmentation'
import { wholly } from '../class-shares'
import { afterLogitPenalties, logitPenaltyState, withLogitPenalties } from '../logit-penalties'
import { shapedImage, sizeOf } from '../picture-size'

export type StyleNetwork = 'mapping' | 'synthesis' | 'discriminator'
type StylePhase = Phase<StyleNetwork>

/** State: the mean of w, and the variance of each of its numbers. */
export const [styleMean, styleVariance] = ['styles/movingMean', 'styles/movingVariance'] as const
/** State: the mean length of a picture's gradient by its styles. */
const pathMean = 'paths/movingMean'
/** Weights of the past. */
const [stylePast, pathPast] = [0.995, 0.99]
/** Steps from one penalty to the next. */
const [penaltyInterval, pathInterval] = [16, 4]

export const styleState = (s: Settings): Record<string, StateVariable> => ({
  [styleMean]: { shape: [numberSetting(s, 'latent')], initial: 0 },
  [styleVariance]: { shape: [numberSetting(s, 'latent')], initial: 1 },
  [pathMean]: { shape: [], initial: 0 },
  ...adaptiveState(s),
  ...logitPenaltyState(s)
})

/** How many classes its networks are conditioned on; 0 where they are not. */
export const conditionedClasses = (s: Settings): number => (typeof s.classes === 'number' ? s.classes : 0)

/** What networks are conditioned on for pictures of these labels: [batch, classes], or nothing. */
const conditionOf = (batch: Batch, s: Settings): Tensor[] =>
  conditionedClasses(s) > 0 ? [wholly(batch.label, conditionedClasses(s))] : []

/** Pixels of a picture. */
function area(s: Settings): number {
  const [height, width] = shapedImage(s)
  return height * width
}

/** γ as it was chosen, or what suits the size and the batch: 0.0002·size²/batch (arXiv:2006.06676, appendix C). */
export const gammaOf = (s: Settings): number =>
  numberSetting(s, 'gamma') || (0.0002 * area(s)) / numberSetting(s, 'batchSize')

export function stylePhases(s: Settings): StylePhase[] {
  const loss = adversarialLosses.find(wordSetting(s, 'loss'))
  return [
    generator(s, loss),
    ...(numberSetting(s, 'pathWeight') > 0 ? [pathLength(s)] : []),
    discriminator(s, loss),
    penalty(s)
  ]
}

const generator = (s: Settings, loss: AdversarialLoss): StylePhase => ({
  name: 'generator',
  trains: ['mapping', 'synthesis'],
  loss: (batch, n, tools) => {
    const condition = conditionOf(batch, s)
    const { styles, w } = stylesOf(n, s, condition, tools)
    tools.record({ w, pathLength: tf.reshape(tools.state(pathMean), [1]) })
    const logits = n.discriminator.as('fake')(seenBy(pictures(n, s, styles), 'fake', s, tools), ...condition)
    const real = loss.comparesSides
      ? n.discriminator.as('real')(seenBy(batch.image, 'real', s, tools), ...condition)
      : null
    return loss.generator(logits, real)
  },
  after: (recorded, { state }) => {
    const { mean, variance } = tf.moments(recorded('w'), 0)
    move(state(styleMean), mean, tf.scalar(stylePast))
    move(state(styleVariance), variance, tf.scalar(stylePast))
  }
})

/**
 * E[(‖Jᵀy‖ − a)²] over half a batch, y a picture of noise N(0, 1) and a the running mean of such lengths (section
 * 3.2, equation 4): a step in w changes the picture by as much everywhere.
 */
const pathLength = (s: Settings): StylePhase => ({
  name: 'pathLength',
  trains: ['mapping', 'synthesis'],
  interval: pathInterval,
  secondOrder: ['synthesis'],
  loss: (batch, n, tools) => {
    const { styles } = stylesOf(n, s, conditionOf(batch, s), tools, firstHalf)
    const y = tf.div(firstHalf(tools.draw.normal('directions', shapedImage(s))), Math.sqrt(area(s)))
    const slopes = tf.grad((at: Tensor) => tf.sum(tf.mul(pictures(n, s, at), y)))(styles) // [batch, styles, width]
    const lengths = tf.sqrt(tf.add(tf.mean(tf.sum(tf.square(slopes), 2), 1), 1e-12)) // [batch]
    tools.record({ lengths })
    return tf.mul(tf.mean(tf.square(tf.sub(lengths, tools.state(pathMean)))), numberSetting(s, 'pathWeight'))
  },
  after: (recorded, { state }) => {
    move(state(pathMean), tf.mean(recorded('lengths')), tf.scalar(pathPast))
  }
})

const discriminator = (s: Settings, loss: AdversarialLoss): StylePhase => ({
  name: 'discriminator',
  trains: ['discriminator'],
  loss: (batch, n, tools) => {
    const condition = conditionOf(batch, s)
    const fake = pictures(n, s, stylesOf(n, s, condition, tools).styles)
    const realLogits = n.discriminator.as('real')(seenBy(batch.image, 'real', s, tools), ...condition)
    const fakeLogits = n.discriminator.as('fake')(seenBy(fake, 'fake', s, tools), ...condition)
    tools.record({ realLogits, fakeLogits, ...adaptiveRecord(s, tools) })
    // The paper's loss is the sum of both sides.
    const sum = tf.div(loss.discriminator(realLogits, fakeLogits, 1), loss.sides?.weight ?? 1)
    return withLogitPenalties(sum, { real: realLogits, fake: fakeLogits }, s, tools)
  },
  after: (recorded, tools) => {
    adapt(recorded('realLogits'), s, tools)
    afterLogitPenalties(s)(recorded, tools)
  }
})

/** R1 by real pictures as they are, before they are augmented: γ/2 · E[‖∇D(x)‖²] (Mescheder et al. 2018). */
const penalty = (s: Settings): StylePhase => ({
  name: 'r1',
  trains: ['discriminator'],
  interval: penaltyInterval,
  secondOrder: ['discriminator'],
  loss: (batch, n, tools) => {
    const condition = conditionOf(batch, s)
    const slopes = gradientOf(x => n.discriminator(seenBy(x, 'real', s, tools), ...condition), batch.image)
    return tf.mul(tf.mean(squaredNorms(slopes)), gammaOf(s) / 2)
  }
})

/** Half a batch at least one of it. */
const firstHalf = (x: Tensor): Tensor => tf.slice(x, 0, Math.max(1, Math.floor((x.shape[0] ?? 1) / 2)))

/**
 * Styles of fresh latents: [batch, styles, width], and their w, [batch, width]. With probability `mixing` those from
 * some place on are of another latent (Karras et al. 2019, section 3.1). Pictures are of the batch's classes.
 */
function stylesOf(
  n: Networks<StyleNetwork>,
  s: Settings,
  condition: readonly Tensor[],
  { draw }: Pick<PhaseTools, 'draw'>,
  some: (x: Tensor) => Tensor = x => x
): { styles: Tensor; w: Tensor } {
  const [latent, count] = [numberSetting(s, 'latent'), styleCount(sizeOf(s))]
  const w = n.mapping(some(draw.normal('latents', [latent])), ...condition.map(some))
  const all = everywhere(w, count)
  const chance = numberSetting(s, 'mixing')
  if (chance === 0) return { styles: all, w }
  const others = everywhere(
    n.mapping.as('others')(some(draw.normal('otherLatents', [latent])), ...condition.map(some)),
    count
  )
  const draws = some(draw.uniform('mixing', [2])) // [batch, 2]: from where on, and whether
  const place = tf.floor(tf.add(1, tf.mul(tf.slice(draws, [0, 0], [-1, 1]), count - 1)))
  const from = tf.where(tf.less(tf.slice(draws, [0, 1], [-1, 1]), chance), place, tf.fill(place.shape, count))
  const own = tf.cast(tf.less(tf.reshape(tf.range(0, count), [1, count]), from), 'float32') // [batch, styles]
  return { styles: tf.add(others, tf.mul(tf.sub(all, others), tf.reshape(own, [-1, count, 1]))), w }
}

/** [batch, width] → [batch, count, width]. */
export const everywhere = (w: Tensor, count: number): Tensor =>
  tf.tile(tf.reshape(w, [-1, 1, axis(w, 1)]), [1, count, 1])

/** In training noise is drawn by its layers. */
const pictures = (n: Networks<StyleNetwork>, s: Settings, styles: Tensor): Tensor =>
  n.synthesis(styles, tf.zeros([styles.shape[0] ?? 1, levelSides(sizeOf(s)).length, noiseNumbers]))

/**
 * What a file of an adversarial loss declares: both losses, each of which sees the logits of real and of generated
 * examples.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

export interface AdversarialLoss {
  id: string
  /** As the window lists it. */
  label: string
  /** Formula first, then where it comes from. */
  formula: string
  source: string
  /**
   * Both losses where the discriminator cannot tell real from generated; left out where its logits could then be
   * anything.
   */
  rest?: { discriminator: number; generator: number }
  /**
   * What a logit means. labels: log odds, or a number near the labels trained for. margin: its sign counts, beyond a
   * margin all is well. score: only differences between logits count.
   */
  logits: 'labels' | 'margin' | 'score'
  /** Probability of being real that a logit stands for, 0 to 1; its logistic function where left out. */
  probability?: (logit: number) => number
  /**
   * @param real,fake logits [batch, 1]
   * @param label of real examples: below 1 smooths it where the loss has labels
   * @returns scalar
   */
  discriminator: (real: Tensor, fake: Tensor, label: number) => Tensor
  /** @param real null unless the loss compares both sides @returns scalar */
  generator: (fake: Tensor, real: Tensor | null) => Tensor
  /**
   * The generator's loss compares generated examples with real ones, which the discriminator then has to see once more.
   */
  comparesSides?: true
  /**
   * Where the discriminator's loss is a sum over both sides: `weight` times each side's mean. Then it can be updated on
   * either alone.
   */
  sides?: Sides
}

export interface Sides {
  /** ½ where the paper takes the mean of both sides, 1 where it takes the sum. */
  weight: 0.5 | 1
  real: (logits: Tensor, label: number) => Tensor
  fake: (logits: Tensor) => Tensor
}

/** The discriminator's loss out of one for each side. */
export const bySides = (sides: Sides): Pick<AdversarialLoss, 'sides' | 'discriminator'> => ({
  sides,
  discriminator: (real, fake, label) => tf.mul(tf.add(sides.real(real, label), sides.fake(fake)), sides.weight)
})

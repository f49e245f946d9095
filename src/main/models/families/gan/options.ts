/** How the two networks of a GAN are trained against each other, out of a run's settings. */
import type { Settings } from '../../../../shared/domain'
import { adversarialLosses, type AdversarialLoss } from '../../../losses/adversarial'
import { augmentationsOf } from '../../../regularisers/augmentations'
import type { Augmentation } from '../../../regularisers/augmentations/augmentation'
import { penalties } from '../../../regularisers/penalties'
import type { Penalty } from '../../../regularisers/penalties/penalty'
import type { Course } from '../../../schedules/tools/course'
import { wordSetting } from '../../definition'

export interface AdversarialOptions {
  loss: AdversarialLoss
  /** What real examples are labelled: 1, or less for one-sided label smoothing. */
  realLabel: number
  /** What the discriminator's pictures are augmented with. */
  augmentations: readonly Augmentation[]
  /** How likely a picture is to be changed by each of them, where that is not certain. */
  chance: Course | null
  /** Penalties in use, with their weights. */
  penalties: readonly { penalty: Penalty; weight: number | Course }[]
  /**
   * The generator is trained with the latents that the discriminator has just seen: less work, the same expectation.
   */
  reuseLatents: boolean
  /** Both networks are trained with one forward pass, with the weights from before the step. */
  onePass: boolean
}

/** At how many batches of examples the discriminator's gradient is penalised. */
export const penalisedSides = ({ penalties: used }: Pick<AdversarialOptions, 'penalties'>): number =>
  used.filter(({ penalty }) => !penalty.ofLogits).length

/** Numbers that move over the run. */
export interface Courses {
  /** Multiplies the weights of penalties. */
  penalties?: Course
  /** How likely a picture is to be changed by each augmentation. */
  augmentation?: Course
}

const moving = (weight: number, factor: Course | undefined): number | Course =>
  factor ? { from: weight * factor.from, to: weight * factor.to } : weight

/** Runs from before a setting existed are trained as they were then. */
export function adversarialOptions(settings: Settings, courses: Courses = {}): AdversarialOptions {
  const { loss = 'non-saturating', realLabel = 1, augment = 'none' } = settings
  return {
    loss: adversarialLosses.find(String(loss)),
    realLabel: Number(realLabel),
    augmentations: augmentationsOf(String(augment)),
    chance: courses.augmentation ?? null,
    penalties: penalties.all
      .map(penalty => ({ penalty, weight: Number(settings[penalty.id] ?? 0) }))
      .filter(({ weight }) => weight > 0)
      .map(({ penalty, weight }) => ({ penalty, weight: moving(weight, courses.penalties) })),
    reuseLatents: settings.reuseLatents === true,
    onePass: settings.onePass === true
  }
}

/** A GAN's losses where D cannot tell and says one half, with whole labels. For `equilibrium`. */
export function atRest(settings: Settings): number[] | null {
  const { rest } = adversarialLosses.find(wordSetting(settings, 'loss'))
  return rest && settings.realLabel === 1 ? [rest.discriminator, rest.generator] : null
}

/** How the two networks of a GAN are trained against each other, out of a run's settings. */
import type { Settings } from '../../../shared/domain'
import { adversarialLosses, type AdversarialLoss } from '../../losses/adversarial'
import { augmentationsOf } from '../../regularisers/augmentations'
import type { Augmentation } from '../../regularisers/augmentations/augmentation'
import { penalties } from '../../regularisers/penalties'
import type { Penalty } from '../../regularisers/penalties/penalty'

export interface AdversarialOptions {
  loss: AdversarialLoss
  /** What real examples are labelled: 1, or less for one-sided label smoothing. */
  realLabel: number
  /** What the discriminator's pictures are augmented with. */
  augmentations: readonly Augmentation[]
  /** Penalties in use, with their weights. */
  penalties: readonly { penalty: Penalty; weight: number }[]
  /**
   * The generator is trained with the latents that the discriminator has just seen: less work, the same expectation.
   */
  reuseLatents: boolean
  /** Both networks are trained with one forward pass, with the weights from before the step. */
  onePass: boolean
}

/** Runs from before a setting existed are trained as they were then. */
export function adversarialOptions(settings: Settings): AdversarialOptions {
  const { loss = 'non-saturating', realLabel = 1, augment = 'none' } = settings
  return {
    loss: adversarialLosses.find(String(loss)),
    realLabel: Number(realLabel),
    augmentations: augmentationsOf(String(augment)),
    penalties: penalties.all
      .map(penalty => ({ penalty, weight: Number(settings[penalty.id] ?? 0) }))
      .filter(({ weight }) => weight > 0),
    reuseLatents: settings.reuseLatents === true,
    onePass: settings.onePass === true
  }
}

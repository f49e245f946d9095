/** What a model is trained with, chosen from the registries. */
import type { SettingDefinition } from '../../../shared/domain'
import { adversarialLosses, type AdversarialLoss } from '../../losses/adversarial'
import { reconstructionLosses } from '../../losses/reconstruction'
import { augmentationChoices } from '../../regularisers/augmentations'
import { penalties } from '../../regularisers/penalties'
import type { Penalty } from '../../regularisers/penalties/penalty'
import { choicesOf, type ChoiceSetting } from './kinds'

/** How often each network goes through its pictures. */
const passes: readonly SettingDefinition[] = [
  {
    key: 'reuseLatents',
    type: 'flag',
    label: 'Train with the pictures just seen',
    default: false,
    advanced: true,
    help:
      'The generator is trained with the very pictures that the discriminator has just seen instead of fresh ' +
      'ones: less work per step.'
  },
  {
    key: 'onePass',
    type: 'flag',
    label: 'Train at the same time',
    default: false,
    advanced: true,
    help:
      "Both networks are trained with the same pictures and the same logits, as in TensorFlow's DCGAN " +
      'tutorial, instead of the generator after the discriminator: about a sixth less work per step, but it ' +
      'takes more steps to as good pictures.'
  }
]

/** The weight of a penalty; 0, off, unless somebody chooses otherwise. */
export const penaltySetting = ({ id, label, help, max }: Penalty): SettingDefinition => ({
  key: id,
  type: 'float',
  label,
  default: 0,
  min: 0,
  max,
  advanced: true,
  changeable: true,
  help
})

/**
 * How the two networks of a GAN are trained against each other; `loss` and `realLabel` are the preset's own defaults.
 * @param suits which losses can be chosen, where not all can
 */
export const adversarial = (
  loss: string,
  realLabel = 1,
  suits: (loss: AdversarialLoss) => boolean = () => true
): SettingDefinition[] => [
  {
    key: 'loss',
    type: 'choice',
    label: 'Loss',
    default: loss,
    advanced: true,
    changeable: true,
    choices: choicesOf(adversarialLosses.all.filter(suits)),
    help: "What each network is trained with of the other's work."
  },
  {
    key: 'realLabel',
    type: 'float',
    label: 'Label of real pictures',
    default: realLabel,
    min: 0.5,
    max: 1,
    advanced: true,
    changeable: true,
    help:
      'Below 1 the discriminator is trained to be a little unsure of real pictures, which keeps it from ' +
      'winning outright. For losses with labels.'
  },
  {
    key: 'augment',
    type: 'choice',
    label: 'Augmentation',
    default: 'none',
    advanced: true,
    changeable: true,
    choices: augmentationChoices(),
    help:
      'The discriminator sees real and generated pictures changed at random, so that it cannot learn a small ' +
      'folder by heart. The generator does not learn the changes.'
  },
  ...penalties.all.map(penaltySetting),
  ...passes
]

/** Loss of an autoencoder's reconstructions; `value` is the preset's own. */
export const reconstructionLoss = (value: string, help: string): ChoiceSetting => ({
  key: 'likelihood',
  type: 'choice',
  label: 'Reconstruction loss',
  default: value,
  advanced: true,
  choices: choicesOf(reconstructionLosses.all),
  help
})

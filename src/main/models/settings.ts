/** Settings that several models share, with their own defaults. */
import type { SettingDefinition, Settings } from '../../shared/domain'
import { optimisers } from '../optimisers'
import { schedules } from '../schedules'
import { adversarialLosses, type AdversarialLoss } from '../losses/adversarial'
import { reconstructionLosses } from '../losses/reconstruction'
import { augmentationChoices } from '../regularisers/augmentations'
import { penalties } from '../regularisers/penalties'
import { numberSetting, wordSetting } from './definition'
import type { Rates } from './phase'

type IntSetting = Extract<SettingDefinition, { type: 'int' }>
type FloatSetting = Extract<SettingDefinition, { type: 'float' }>
type ChoiceSetting = Extract<SettingDefinition, { type: 'choice' }>

export const epochs = (value: number): IntSetting => ({
  key: 'epochs',
  type: 'int',
  label: 'Epochs',
  default: value,
  min: 1,
  max: 100_000,
  advanced: false,
  help: 'How often training goes through all the pictures. Each epoch ends with a sample sheet and a checkpoint.'
})

/** So that an epoch of a few dozen pictures is not over, sampled and saved after a single step. */
export const passes: IntSetting = {
  key: 'passes',
  type: 'int',
  label: 'Passes per epoch',
  default: 1,
  min: 1,
  max: 10_000,
  advanced: true,
  help: 'How often one epoch goes through all the pictures. More than once keeps epochs of a small folder from being over in a moment.'
}

/**
 * For papers that count steps: an epoch is as long whatever the number of pictures. In place of `epochs` and `passes`.
 */
export const epochsOfSteps = (count: number, steps: number): IntSetting[] => [
  {
    ...epochs(count),
    help: 'How long to train, in epochs of as many steps as “Steps per epoch” says. Each epoch ends with a sample sheet and a checkpoint.'
  },
  {
    key: 'epochSteps',
    type: 'int',
    label: 'Steps per epoch',
    default: steps,
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    advanced: true,
    help: 'Training steps from one sample sheet to the next, whatever the number of pictures.'
  }
]

export const batchSize = (value: number): IntSetting => ({
  key: 'batchSize',
  type: 'int',
  label: 'Batch size',
  default: value,
  min: 2,
  max: 1024,
  unit: 'pictures',
  advanced: false,
  help: 'Pictures per training step. Larger is steadier and uses more memory.'
})

/** Of models that see one example at a time, as the papers on translation have it. */
export const onePicture = (noun: string): IntSetting => ({
  ...batchSize(1),
  min: 1,
  unit: noun,
  help: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} per training step. One, as in the paper, gives the sharpest; more are steadier.`
})

export const learningRate = (value: number): FloatSetting => ({
  key: 'learningRate',
  type: 'float',
  label: 'Learning rate',
  default: value,
  min: 1e-7,
  max: 0.1,
  advanced: true,
  changeable: true,
  help: "How far each step moves the weights. Lower is slower and steadier. SGD wants about a hundred times Adam's."
})

export const beta1 = (value: number): FloatSetting => ({
  key: 'beta1',
  type: 'float',
  label: 'Momentum (β1)',
  default: value,
  min: 0,
  max: 0.999,
  advanced: true,
  changeable: true,
  help: 'How long the optimiser remembers past gradients: β1 of Adam and AdamW, the momentum of SGD. RMSprop has none.'
})

export const latent = (value: number): IntSetting => ({
  key: 'latent',
  type: 'int',
  label: 'Latent size',
  default: value,
  min: 1,
  max: 1024,
  unit: 'numbers',
  advanced: true,
  help: 'How many numbers describe one picture; Explore has a slider for each.'
})

export const width = (value: number): IntSetting => ({
  key: 'width',
  type: 'int',
  label: 'Width',
  default: value,
  min: 4,
  max: 256,
  unit: 'channels',
  advanced: false,
  help: 'Channels of the finest hidden layer; the others are multiples of it. Halving it trains about three times as fast.'
})

export const channels = (value: 'grey' | 'colour'): ChoiceSetting => ({
  key: 'channels',
  type: 'choice',
  label: 'Colour',
  default: value,
  advanced: false,
  choices: [
    { value: 'grey', label: 'Grey' },
    { value: 'colour', label: 'Colour' }
  ],
  help: 'Whether it learns grey or colour pictures. Pictures of the other kind are converted.'
})

export const samples = (value: number): IntSetting => ({
  key: 'samples',
  type: 'int',
  label: 'Gallery pictures',
  default: value,
  min: 1,
  max: 256,
  advanced: true,
  help: 'How many fixed latents are drawn after every epoch.'
})

/** Of models that are conditioned on classes: the studio fills it in from the dataset. */
export const classes: IntSetting = {
  key: 'classes',
  type: 'int',
  label: 'Classes',
  default: 10,
  min: 2,
  max: 1000,
  advanced: true,
  help: 'How many classes the pictures have. Filled in from the dataset.'
}

export const precision: ChoiceSetting = {
  key: 'precision',
  type: 'choice',
  label: 'Precision',
  default: 'float32',
  advanced: true,
  choices: [
    { value: 'float32', label: 'float32' },
    { value: 'bfloat16', label: 'bfloat16 convolutions' },
    { value: 'float16', label: 'float16 convolutions' }
  ],
  help: 'What convolutions and matrix products run in. bfloat16 has 8 bits of mantissa: faster on processors made for it. float16 has 11 and a short range, so losses are scaled: for CUDA GPUs. Weights are float32 always.'
}

/** What a registry has, as a setting's choices. */
const choicesOf = (definitions: readonly { id: string; label: string }[]): { value: string; label: string }[] =>
  definitions.map(({ id, label }) => ({ value: id, label }))

export const optimiser: ChoiceSetting = {
  key: 'optimiser',
  type: 'choice',
  label: 'Optimiser',
  default: 'adam',
  advanced: true,
  choices: choicesOf(optimisers.all),
  help: 'How gradients become steps. The learning rates here are meant for Adam.'
}

export const weightDecay: FloatSetting = {
  key: 'weightDecay',
  type: 'float',
  label: 'Weight decay',
  default: 0.01,
  min: 0,
  max: 1,
  advanced: true,
  changeable: true,
  help: 'AdamW only: how strongly kernels are pulled towards 0, as a share of the learning rate.'
}

export const clipNorm: FloatSetting = {
  key: 'clipNorm',
  type: 'float',
  label: 'Gradient clipping',
  default: 0,
  min: 0,
  max: 1000,
  advanced: true,
  changeable: true,
  help: 'Gradients of a network that are longer than this, taken together, are scaled down to it: against sudden jumps. 0 leaves them as they are.'
}

export const rateSchedule: ChoiceSetting = {
  key: 'schedule',
  type: 'choice',
  label: 'Learning rate over time',
  default: 'constant',
  advanced: true,
  changeable: true,
  choices: choicesOf(schedules.all),
  help: 'A rate that falls lets training settle. Adding epochs to a run later lifts it again.'
}

export const emaDecay: FloatSetting = {
  key: 'emaDecay',
  type: 'float',
  label: 'Moving average of the generator',
  default: 0,
  min: 0,
  max: 0.99999,
  advanced: true,
  help: "Samples come from a moving average of the generator's weights, steadier than any one step: 0.999 looks back about a thousand steps. 0: none."
}

export const accumulate: IntSetting = {
  key: 'accumulate',
  type: 'int',
  label: 'Micro-batches',
  default: 1,
  min: 1,
  max: 1024,
  advanced: true,
  help: 'A batch is cut into so many micro-batches, worked through one after another: less memory, the same update. Batch norm sees each micro-batch by itself.'
}

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
    help: 'Below 1 the discriminator is trained to be a little unsure of real pictures, which keeps it from winning outright. For losses with labels.'
  },
  {
    key: 'augment',
    type: 'choice',
    label: 'Augmentation',
    default: 'none',
    advanced: true,
    changeable: true,
    choices: augmentationChoices(),
    help: 'The discriminator sees real and generated pictures changed at random, so that it cannot learn a small folder by heart. The generator does not learn the changes.'
  },
  ...penalties.all.map(({ id, label, help, max }): SettingDefinition => ({
    key: id,
    type: 'float',
    label,
    default: 0,
    min: 0,
    max,
    advanced: true,
    changeable: true,
    help
  })),
  {
    key: 'reuseLatents',
    type: 'flag',
    label: 'Train with the pictures just seen',
    default: false,
    advanced: true,
    help: 'The generator is trained with the very pictures that the discriminator has just seen instead of fresh ones: less work per step.'
  },
  {
    key: 'onePass',
    type: 'flag',
    label: 'Train at the same time',
    default: false,
    advanced: true,
    help: "Both networks are trained with the same pictures and the same logits, as in TensorFlow's DCGAN tutorial, instead of the generator after the discriminator: about a sixth less work per step, but it takes more steps to as good pictures."
  }
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

/** Channels of the pictures, as `channels` says. */
export const channelCount = (settings: Settings): 1 | 3 => (wordSetting(settings, 'channels') === 'grey' ? 1 : 3)

/** Adam's numbers: the rate and β1 from the settings, the rest as in Keras. */
export const adam = (settings: Settings): Rates => ({
  learningRate: numberSetting(settings, 'learningRate'),
  beta1: numberSetting(settings, 'beta1'),
  beta2: 0.999,
  epsilon: 1e-7
})

export const deterministic: SettingDefinition = {
  key: 'deterministic',
  type: 'flag',
  label: 'Exact on CUDA',
  default: true,
  advanced: true,
  changeable: true,
  help: 'On an NVIDIA GPU, TensorFlow runs kernels that give the same numbers each time: the same seed is the same run, and a resume goes on as if nothing had happened. Some convolutions take longer with them. Elsewhere runs are exact anyway.'
}

/** How weights are updated: every model's to choose. */
export const updates: SettingDefinition[] = [
  optimiser,
  weightDecay,
  clipNorm,
  rateSchedule,
  emaDecay,
  accumulate,
  deterministic
]

/**
 * Whole batches in one epoch, 0 where the pictures do not fill one; what is left of a pass over is shuffled into
 * another.
 */
export function stepsPerEpoch(imageCount: number, settings: Settings, batchesPerStep = 1): number {
  const onePass = Math.floor(imageCount / (numberSetting(settings, 'batchSize') * batchesPerStep))
  if (onePass === 0) return 0
  return 'epochSteps' in settings ? numberSetting(settings, 'epochSteps') : onePass * numberSetting(settings, 'passes')
}

/** Settings of which some have defaults of the preset's own. @throws Error when a key is none of theirs. */
export function withDefaults(settings: readonly SettingDefinition[], own: Settings): SettingDefinition[] {
  const unknown = Object.keys(own).find(key => !settings.some(setting => setting.key === key))
  if (unknown !== undefined) throw new Error(`None of these settings is "${unknown}".`)
  return settings.map(setting => ({ ...setting, default: own[setting.key] ?? setting.default }) as SettingDefinition)
}

/** Epochs of at least `shortest` steps, as many as make about `steps` altogether and at least `least`. */
export function schedule(
  imageCount: number,
  batch: number,
  steps: number,
  least: number,
  shortest = 25
): { epochs: number; passes: number } {
  const onePass = Math.max(1, Math.floor(imageCount / batch))
  const passes = Math.ceil(shortest / onePass)
  return { passes, epochs: Math.max(least, Math.ceil(steps / (onePass * passes))) }
}

/** How long a run trains, and by how many examples at a time. */
import type { Settings } from '../../../shared/domain'
import { numberSetting } from '../definition'
import type { IntSetting } from './kinds'

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
  help:
    'How often one epoch goes through all the pictures. More than once keeps epochs of a small folder from ' +
    'being over in a moment.'
}

/**
 * For papers that count steps: an epoch is as long whatever the number of pictures. In place of `epochs` and `passes`.
 */
export const epochsOfSteps = (count: number, steps: number): IntSetting[] => [
  {
    ...epochs(count),
    help:
      'How long to train, in epochs of as many steps as “Steps per epoch” says. Each epoch ends with a sample ' +
      'sheet and a checkpoint.'
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
  help:
    `${noun.charAt(0).toUpperCase()}${noun.slice(1)} per training step. One, as in the paper, gives the ` +
    'sharpest; more are steadier.'
})

/**
 * Whole batches in one epoch, 0 where the pictures do not fill one; what is left of a pass over is shuffled into
 * another.
 */
export function stepsPerEpoch(imageCount: number, settings: Settings, batchesPerStep = 1): number {
  const onePass = Math.floor(imageCount / (numberSetting(settings, 'batchSize') * batchesPerStep))
  if (onePass === 0) return 0
  return 'epochSteps' in settings ? numberSetting(settings, 'epochSteps') : onePass * numberSetting(settings, 'passes')
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

/** What can be set of BigGAN, and what follows from it for its networks. */
import type { SettingDefinition, Settings } from '../../../shared/domain'
import { numberSetting, wordSetting } from '../definition'
import { aspect, pictureSize, sizeOf } from './picture-size'
import {
  adversarial,
  batchSize,
  beta1,
  channels,
  classes,
  epochs,
  latent,
  learningRate,
  passes,
  perClass,
  precision,
  updates,
  width,
  withDefaults
} from '../settings'

const own: SettingDefinition[] = [
  {
    key: 'discriminatorSteps',
    type: 'int',
    label: 'Discriminator updates per step',
    default: 2,
    min: 1,
    max: 16,
    advanced: true,
    help: 'How often the discriminator is updated before each update of the generator, each time on a batch of its own.'
  },
  {
    key: 'shared',
    type: 'int',
    label: 'Shared embedding',
    default: 32,
    min: 0,
    max: 1024,
    unit: 'numbers',
    advanced: true,
    help:
      'Numbers that stand for a class in every block of the generator; 128 in the paper. 0: each block has its ' +
      'own for every class.'
  },
  {
    key: 'slices',
    type: 'flag',
    label: 'A slice of the latent for each block',
    default: true,
    advanced: true,
    help:
      'Every block of the generator is conditioned on numbers of its own. Otherwise the whole latent goes into ' +
      'the first map.'
  },
  {
    key: 'attention',
    type: 'choice',
    label: 'Self-attention',
    default: 'paper',
    advanced: true,
    choices: [
      { value: 'paper', label: 'As in the paper' },
      { value: 'none', label: 'None' },
      ...['8', '16', '32', '64'].map(side => ({ value: side, label: `Maps of ${side}×${side}` }))
    ],
    help:
      'At which maps every place looks at all others. In the paper 64×64; half the side of pictures of 64 ' +
      'pixels, and none for smaller ones.'
  },
  {
    key: 'orthogonal',
    type: 'float',
    label: 'Orthogonal regularisation (β)',
    default: 1e-4,
    min: 0,
    max: 1,
    advanced: true,
    changeable: true,
    help: "Keeps the generator's kernels at right angles, so that truncated latents make good pictures too. 0: none."
  }
]

const emaStart: SettingDefinition = {
  key: 'emaStart',
  type: 'int',
  label: 'The average begins at',
  default: 500,
  min: 0,
  max: 1_000_000,
  unit: 'steps',
  advanced: true,
  help:
    "Samples come from the generator's own weights until then: 20,000 in the paper, whose average looks back " +
    '10,000 steps.'
}

export const bigganSettings: SettingDefinition[] = [
  epochs(100),
  passes,
  { ...batchSize(64), max: 4096 },
  {
    ...pictureSize(32, 64, 128, 256, 512),
    help: 'Height and width of its square pictures. 64 and more want a GPU.'
  },
  aspect,
  {
    ...width(8),
    help:
      'Channels that all layers have multiples of: four times as many throughout at 32×32, up to sixteen times ' +
      'above. 64 for 32×32 and 96 for 128×128 in the paper, both for GPUs.'
  },
  channels('colour'),
  {
    ...learningRate(2e-4),
    label: 'Learning rate of the generator',
    help:
      "How far each step moves the generator's weights: 5e-5 with the paper's batches of 2,048, 2e-4 with " +
      'batches of 50.'
  },
  {
    ...learningRate(2e-4),
    key: 'discriminatorRate',
    label: 'Learning rate of the discriminator',
    help: "How far each update moves the discriminator's weights: 2e-4 in the paper."
  },
  beta1(0),
  // A number at least for each of the seven blocks of 512×512, and for the first map.
  { ...latent(64), min: 8 },
  classes,
  ...own,
  perClass(8),
  precision,
  // Each of its updates of D draws latents of its own.
  ...adversarial('hinge').filter(({ key }) => key !== 'reuseLatents' && key !== 'onePass'),
  ...withDefaults(updates, { emaDecay: 0.999 }),
  emaStart
]

/** Side of the maps that have self-attention; 0 for none. */
export function attentionSide(s: Settings): number {
  const chosen = wordSetting(s, 'attention')
  if (chosen === 'none') return 0
  if (chosen !== 'paper') return Number(chosen)
  return sizeOf(s) >= 128 ? 64 : sizeOf(s) === 64 ? 32 : 0
}

/**
 * How many numbers of the latent go into the first map, and into each block: as many each, and what is left over into
 * the first map. 0 for the blocks where the latent is not sliced.
 */
export function slicesOf(s: Settings, blocks: number): number[] {
  const size = numberSetting(s, 'latent')
  const each = s.slices === true ? Math.floor(size / (blocks + 1)) : 0
  return [size - blocks * each, ...new Array<number>(blocks).fill(each)]
}

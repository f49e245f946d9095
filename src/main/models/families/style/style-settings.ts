/** What a StyleGAN leaves to choose, beside what every model does. */
import type { SettingDefinition, Settings } from '../../../../shared/domain'
import { numberSetting } from '../../definition'

/** Channels of its maps, by their side: the paper's table, base/side and `most` at most. */
export const mapsOf =
  (s: Settings) =>
  (side: number): number =>
    Math.min(numberSetting(s, 'most'), Math.max(1, Math.floor(numberSetting(s, 'base') / side)))

export const channelTable: SettingDefinition[] = [
  {
    key: 'most',
    type: 'int',
    label: 'Width',
    default: 64,
    min: 4,
    max: 1024,
    unit: 'channels',
    advanced: false,
    help: 'Channels of its small maps. The paper has 512, for GPUs; a quarter of them trains about ten times as fast.'
  },
  {
    key: 'base',
    type: 'int',
    label: 'Channels times side',
    default: 2048,
    min: 64,
    max: 131_072,
    advanced: true,
    help:
      'Channels of its large maps: this, divided by the side of the map. The paper has 32,768 for 1024 pixels, ' +
      'and half of it for fewer.'
  }
]

export const mappingLayers: SettingDefinition = {
  key: 'mappingLayers',
  type: 'int',
  label: 'Layers of the mapping network',
  default: 2,
  min: 1,
  max: 16,
  advanced: true,
  help: 'Between a latent and its style. The paper has 8 for 1024 pixels; 2 do for fewer.'
}

export const styleRegularisers: SettingDefinition[] = [
  {
    key: 'gamma',
    type: 'float',
    label: 'R1 penalty (γ)',
    default: 0,
    min: 0,
    max: 1000,
    advanced: true,
    changeable: true,
    help:
      'Keeps the discriminator gentle around real pictures, every 16th step. 0: by size and batch, ' +
      '0.0002·size²/batch. Five times more where training is unsteady.'
  },
  {
    key: 'pathWeight',
    type: 'float',
    label: 'Path length penalty',
    default: 2,
    min: 0,
    max: 100,
    advanced: true,
    help:
      'Makes a step between two styles change the picture by as much everywhere, every 4th step. 0: none, ' +
      'which saves about a tenth of the time.'
  },
  {
    key: 'mixing',
    type: 'float',
    label: 'Style mixing',
    default: 0.9,
    min: 0,
    max: 1,
    advanced: true,
    help:
      'Share of the pictures that are trained with styles of two latents, so that coarse and fine styles can ' +
      'be told apart.'
  }
]

const sum = (values: readonly number[] = []): number => values.reduce((a, b) => a + b, 0)

/**
 * G's update: G forwards and backwards, D forwards and backwards to its input. D's: G forwards, D forwards and
 * backwards on both batches. Path length every 4th step on half a batch, R1 every 16th: each forwards, backwards, and
 * both again. A layer's gradient by its input, and by its weights, each costs as much as its forward pass.
 */
export const styleFlop = (
  forward: Readonly<Record<string, readonly number[]>>,
  batchSize: number,
  s: Settings
): number => {
  const [g, d] = [sum(forward.mapping) + sum(forward.synthesis), sum(forward.discriminator)]
  const paths = numberSetting(s, 'pathWeight') > 0 ? (6 * sum(forward.synthesis)) / 2 / 4 : 0
  return batchSize * (3 * g + 2 * d + g + 6 * d + paths + (6 * d) / 16)
}

/**
 * StyleGAN2 as its models declare it: networks, phases and what it is sampled from are the same with and without
 * classes.
 */
import type { SettingDefinition, Settings } from '../../../../shared/domain'
import { levelSides, noiseNumbers, styleCount, styleDiscriminator, styleMapping, styleSynthesis } from '../../../layers'
import { numberSetting, type ModelDefinition } from '../../definition'
import {
  adversarial,
  batchSize,
  channelCount,
  channels,
  emaHalfLife,
  epochs,
  latent,
  learningRate,
  passes,
  precision,
  updates
} from '../../settings'
import { adaptiveAlteration, adaptiveSettings } from './adaptive-augmentation'
import { logitPenaltySettings } from '../logit-penalties'
import { logitMeasures, measureLogits } from '../logit-measures'
import { aspect, fourCells, pictureSize, shapedImage, sizeOf } from '../picture-size'
import { conditionedClasses, stylePhases, styleState } from './style-phases'
import { styleSampling } from './style-sampling'
import { channelTable, mapsOf, mappingLayers, styleFlop, styleRegularisers } from './style-settings'

type Own = Pick<ModelDefinition, 'id' | 'name' | 'summary' | 'purpose' | 'suits' | 'sampleCount' | 'conditional'> & {
  /** Of what is shown of it after every epoch, and of its classes. */
  settings: readonly SettingDefinition[]
}

function styleNetworks(s: Settings): ReturnType<ModelDefinition['networks']> {
  const shape = { size: sizeOf(s), cells: fourCells(s), channels: channelCount(s), maps: mapsOf(s) }
  const width = numberSetting(s, 'latent')
  // How much of each class a picture is of, where the networks are conditioned on that.
  const shares = conditionedClasses(s) > 0 ? [[conditionedClasses(s)]] : []
  return {
    mapping: {
      inputs: [[width], ...shares],
      build: styleMapping({ layers: numberSetting(s, 'mappingLayers'), width })
    },
    synthesis: {
      inputs: [
        [styleCount(shape.size), width],
        [levelSides(shape.size).length, noiseNumbers]
      ],
      build: styleSynthesis(shape)
    },
    discriminator: {
      inputs: [shapedImage(s), ...shares],
      build: styleDiscriminator(shape),
      looksAtPictures: true,
      scores: true
    }
  }
}

export const defineStyleGan = ({ settings, ...own }: Own): ModelDefinition => ({
  ...own,
  paper: 'arXiv:1912.04958',
  settings: [
    epochs(200),
    passes,
    batchSize(16),
    pictureSize(64, 32, 128, 256, 512, 1024),
    aspect,
    channels('colour'),
    ...channelTable,
    latent(64),
    mappingLayers,
    { ...learningRate(2.5e-3) },
    ...adaptiveSettings,
    ...styleRegularisers,
    ...adversarial('non-saturating').filter(({ key }) => key === 'loss'),
    ...logitPenaltySettings,
    ...settings,
    precision,
    emaHalfLife,
    ...updates.filter(({ key }) => key !== 'emaDecay')
  ],
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  rates: s => ({ learningRate: numberSetting(s, 'learningRate'), beta1: 0, beta2: 0.99, epsilon: 1e-8 }),

  networks: styleNetworks,
  phases: stylePhases,
  alters: adaptiveAlteration,
  state: styleState,
  sampling: styleSampling,

  losses: [
    { key: 'discriminator', label: 'Discriminator', short: 'D' },
    { key: 'generator', label: 'Generator', short: 'G' }
  ],
  measures: [
    ...logitMeasures('pictures'),
    {
      key: 'augmentation',
      label: 'Augmentation',
      help: 'Probability with which adaptive augmentation changes what the discriminator sees.',
      share: true
    }
  ],
  observes: ['realLogits', 'fakeLogits', 'augmentation'],
  measure: (recorded, s) => ({
    ...measureLogits(recorded, s),
    ...(recorded.augmentation ? { augmentation: Number(recorded.augmentation[0]) } : {})
  }),
  stepFlop: styleFlop
})

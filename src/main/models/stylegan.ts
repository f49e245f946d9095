/**
 * StyleGAN2 (Karras et al. 2020, arXiv:1912.04958), with the numbers and the adaptive augmentation of Karras et al.
 * 2020, arXiv:2006.06676. A mapping network makes styles of latents; a synthesis network starts from a learnt constant,
 * is modulated by a style at every convolution, adds noise, and sums the pictures of all its levels; a residual
 * discriminator looks at them. R1 comes every 16th step, path length every 4th.
 */
import { styleDiscriminator, styleMapping, styleSynthesis, styleCount, levelSides, noiseNumbers } from '../layers'
import { numberSetting, type ModelDefinition } from './definition'
import { adaptiveSettings } from './families/adaptive-augmentation'
import { logitMeasures, measureLogits } from './families/logit-measures'
import { pictureSize, sizeOf, squareImage } from './families/picture-size'
import { stylePhases, styleState } from './families/style-phases'
import { styleSampling } from './families/style-sampling'
import { channelTable, mapsOf, mappingLayers, styleFlop, styleRegularisers } from './families/style-settings'
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
  samples,
  schedule,
  updates
} from './settings'

const stylegan: ModelDefinition = {
  id: 'stylegan',
  name: 'StyleGAN2',
  summary: 'Pictures by styles: coarse, middle and fine ones can be mixed. Slow to train, and worth it on a GPU.',
  paper: 'arXiv:1912.04958',
  settings: [
    epochs(200),
    passes,
    batchSize(16),
    pictureSize(64, 32, 128, 256, 512, 1024),
    channels('colour'),
    ...channelTable,
    latent(64),
    mappingLayers,
    { ...learningRate(2.5e-3) },
    ...adaptiveSettings,
    ...styleRegularisers,
    ...adversarial('non-saturating').filter(({ key }) => key === 'loss'),
    samples(25),
    precision,
    emaHalfLife,
    ...updates.filter(({ key }) => key !== 'emaDecay')
  ],
  image: squareImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: large ? 1.2 : 0.6,
      reason: large
        ? 'The best pictures of those that are trained here, and styles to mix; but it takes a GPU, or many hours.'
        : 'Larger than your pictures are.',
      settings: {
        channels: grey ? 'grey' : 'colour',
        adaptive: imageCount < 20_000,
        ...schedule(imageCount, 16, 30_000, 20, 100)
      }
    }
  },
  rates: s => ({ learningRate: numberSetting(s, 'learningRate'), beta1: 0, beta2: 0.99, epsilon: 1e-8 }),

  networks: s => {
    const shape = { size: sizeOf(s), channels: channelCount(s), maps: mapsOf(s) }
    const width = numberSetting(s, 'latent')
    return {
      mapping: { inputs: [[width]], build: styleMapping({ layers: numberSetting(s, 'mappingLayers'), width }) },
      synthesis: {
        inputs: [
          [styleCount(shape.size), width],
          [levelSides(shape.size).length, noiseNumbers]
        ],
        build: styleSynthesis(shape)
      },
      discriminator: { inputs: [squareImage(s)], build: styleDiscriminator(shape), looksAtPictures: true }
    }
  },
  phases: stylePhases,
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
}
export default stylegan

/**
 * The smallest GAN there is: both networks can be held in the head. G is one affine map of the plane, which can be
 * right exactly where the points are Gaussian; D has two small hidden layers (Goodfellow et al. 2014 on points). Each
 * step is an update of D on the mean of both halves of its loss, then one of G; D learns ten times as fast. Once D
 * cannot tell real points from generated ones, both losses stand at ln 2. For shapes that are no one cloud both take
 * hidden layers.
 */
import { scatterShape } from '../../shared/points'
import type { SettingDefinition, Settings } from '../../shared/domain'
import { dense, fanInNormal, leakyRelu, normalInitializer, tanh, type Layer } from '../layers'
import { numberSetting } from './definition'
import { atRest, defineGan } from './families/gan'
import { adam, batchSize, beta1, epochs, adversarial, learningRate, passes, samples, updates } from './settings'

/** Weights from N(0, 0.02²), biases 0. */
const linear = (units: number) => dense(units, { init: normalInitializer(0.02) })

/** Runs from before there was a choice have none. */
const widthOf = (s: Settings, network: string): number => Number(s[`${network}Width`] ?? 0)

/** What made shapes that no affine map can. */
const bent: Settings = {
  generatorWidth: 64,
  discriminatorWidth: 64,
  batchSize: 64,
  epochs: 40,
  passes: 10,
  learningRate: 0.001,
  discriminatorRate: 0.002,
  beta1: 0.5
}

/** Two hidden layers of a network that has to bend the plane. */
const bending = (units: number): Layer[] => [
  dense(units, { init: fanInNormal() }),
  leakyRelu(0.2),
  dense(units, { init: fanInNormal() }),
  leakyRelu(0.2)
]

const hidden = (network: 'generator' | 'discriminator', none: string): SettingDefinition => ({
  key: `${network}Width`,
  type: 'int',
  label: `Hidden units of the ${network}`,
  default: 0,
  min: 0,
  max: 256,
  advanced: false,
  help: `In each of two hidden layers. 0: ${none}`
})

export default defineGan({
  id: 'gaussian-2d',
  name: 'Point GAN',
  summary: 'A GAN on points in the plane: all of it can be seen, step by step.',
  purpose: 'understanding',
  paper: 'arXiv:1406.2661',
  exampleKind: 'points',
  settings: [
    {
      ...epochs(20),
      help: 'How often training goes through all the points. Each epoch ends with a scatter and a checkpoint.'
    },
    { ...passes, help: 'How often one epoch goes through all the points.' },
    { ...batchSize(8), unit: 'points', help: 'Points per training step. Larger is steadier.' },
    hidden('generator', 'none at all; it stretches, turns and moves the plane, which is enough for one normal cloud.'),
    hidden('discriminator', 'five and three units, which is enough to tell two clouds apart.'),
    {
      ...learningRate(0.005),
      label: 'Learning rate of the generator',
      help: "How far each step moves the generator's weights."
    },
    {
      ...learningRate(0.05),
      key: 'discriminatorRate',
      label: 'Learning rate of the discriminator',
      help:
        "How far each step moves the discriminator's weights: faster than the generator, so that it keeps up " +
        'with it.'
    },
    beta1(0.9),
    {
      ...samples(1000),
      label: 'Points shown',
      max: 4096,
      help: 'How many fixed latents are drawn into the scatter after every epoch.'
    },
    // Augmentations are for pictures.
    ...adversarial('non-saturating').filter(({ key }) => key !== 'augment'),
    ...updates
  ],
  image: () => scatterShape,
  latent: () => 2,
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ origin = 'gaussian-2d' }) => ({
    score: 1,
    reason: 'For seeing how a GAN works: real and generated points side by side, epoch by epoch.',
    // No affine map makes anything but a normal cloud of one.
    settings: origin === 'gaussian-2d' ? {} : bent
  }),
  generator: s => (widthOf(s, 'generator') > 0 ? [...bending(widthOf(s, 'generator')), dense(2)] : [linear(2)]),
  discriminator: s =>
    widthOf(s, 'discriminator') > 0
      ? [...bending(widthOf(s, 'discriminator')), dense(1)]
      : [linear(5), tanh(), linear(3), tanh(), linear(1)],
  rates: adam,
  discriminatorRates: s => ({ learningRate: numberSetting(s, 'discriminatorRate') }),
  equilibrium: atRest
})

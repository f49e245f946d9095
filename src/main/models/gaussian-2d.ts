/**
 * The smallest GAN there is: both networks can be held in the head. G is one affine map of the plane, which can be
 * right exactly where the points are Gaussian; D has two small hidden layers (Goodfellow et al. 2014 on points). Each
 * step is an update of D on the mean of both halves of its loss, then one of G; D learns ten times as fast. Once D
 * cannot tell real points from generated ones, both losses stand at ln 2.
 */
import { scatterShape } from '../../shared/points'
import { dense, normalInitializer, tanh } from '../layers'
import { numberSetting } from './definition'
import { atRest, defineGan } from './families/gan'
import { adam, batchSize, beta1, epochs, adversarial, learningRate, passes, samples, updates } from './settings'

/** Weights from N(0, 0.02²), biases 0. */
const linear = (units: number) => dense(units, { init: normalInitializer(0.02) })

export default defineGan({
  id: 'gaussian-2d',
  name: 'Point GAN',
  summary: 'A GAN on points in the plane: all of it can be seen, and it trains in seconds.',
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
  suits: () => ({
    score: 1,
    reason: 'For seeing how a GAN works: real and generated points side by side, epoch by epoch.',
    settings: {}
  }),
  generator: () => [linear(2)],
  discriminator: () => [linear(5), tanh(), linear(3), tanh(), linear(1)],
  rates: adam,
  discriminatorRates: s => ({ learningRate: numberSetting(s, 'discriminatorRate') }),
  equilibrium: atRest
})

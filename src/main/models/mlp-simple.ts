/**
 * The smallest GAN that learns digits: one hidden layer in each network, LeakyReLU 0.01 (Goodfellow et al. 2014 on
 * fully connected networks). D is updated on a real batch, then on a generated one.
 */
import { dense, flatten, leakyRelu, reshape, tanh } from '../layers'
import { numberSetting } from './definition'
import { defineGan } from './families/gan'
import {
  adam,
  batchSize,
  beta1,
  epochsOfSteps,
  adversarial,
  latent,
  learningRate,
  precision,
  samples,
  updates
} from './settings'

export default defineGan({
  id: 'mlp-simple',
  name: 'Simple MLP',
  summary: 'The smallest network that generates pictures: 28×28 grey, very fast, rough.',
  purpose: 'soon',
  paper: 'arXiv:1406.2661',
  settings: [
    ...epochsOfSteps(20, 1000),
    batchSize(128),
    learningRate(1e-3),
    beta1(0.9),
    latent(100),
    samples(16),
    precision,
    ...adversarial('non-saturating', 1, ({ sides }) => sides !== undefined),
    ...updates
  ],
  image: () => [28, 28, 1],
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: () => ({
    score: 0.5,
    reason: 'For learning how GANs work: the quickest to train, stays rough.',
    settings: {}
  }),
  generator: () => [dense(128), leakyRelu(0.01), dense(28 * 28), tanh(), reshape([28, 28, 1])],
  discriminator: () => [flatten(), dense(128), leakyRelu(0.01), dense(1)],
  discriminatorUpdates: 'separate',
  rates: adam
})

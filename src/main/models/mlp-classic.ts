/**
 * A fully connected GAN in the manner of the first ones (Goodfellow et al. 2014): three hidden layers each, LeakyReLU
 * and dropout after each, latents uniform in [−1, 1), real labels smoothed to 0.9 (Salimans et al. 2016).
 */
import { dense, dropout, flatten, leakyRelu, reshape, tanh } from '../layers'
import { numberSetting } from './definition'
import { defineGan } from './families/gan'
import {
  adam,
  batchSize,
  beta1,
  epochs,
  adversarial,
  latent,
  learningRate,
  passes,
  precision,
  samples,
  schedule,
  updates
} from './settings'

const hidden = (units: number) => [dense(units), leakyRelu(0.2), dropout(0.3)]

export default defineGan({
  id: 'mlp-classic',
  name: 'Classic MLP',
  summary: 'The first GANs had no convolutions: 28×28 grey, fast, soft shapes.',
  purpose: 'soon',
  paper: 'arXiv:1406.2661',
  settings: [
    epochs(100),
    passes,
    batchSize(64),
    learningRate(2e-3),
    beta1(0.9),
    latent(100),
    samples(16),
    precision,
    ...adversarial('non-saturating', 0.9),
    ...updates
  ],
  image: () => [28, 28, 1],
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'uniform',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ imageCount }) => ({
    score: 0.4,
    reason: 'For comparing with the convolutional networks.',
    settings: schedule(imageCount, 64, 10_000, 40)
  }),
  generator: () => [...[32, 64, 128].flatMap(hidden), dense(28 * 28), tanh(), reshape([28, 28, 1])],
  discriminator: () => [flatten(), ...[128, 64, 32].flatMap(hidden), dense(1)],
  rates: adam
})

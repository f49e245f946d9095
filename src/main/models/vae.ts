/**
 * The variational autoencoder (Kingma and Welling 2014). The encoder says of a picture a mean and a log variance for
 * each number of its latent, z = μ + σ·ε is drawn from them, and the decoder makes the picture of z. The loss is the
 * negative of the paper's lower bound, in nats a picture: −log p(x|z) + KL(q(z|x) ‖ N(0, I)), the latter times β
 * (Higgins et al. 2017; 1 is the paper's). Its fully connected networks are the paper's own for MNIST, with one hidden
 * layer of 500 tanh.
 */
import type { Settings } from '../../shared/domain'
import { dense, tanh } from '../layers'
import { numberSetting, wordSetting } from './definition'
import { defineAutoencoder } from './families/autoencoder'
import { decoderOf, encoderOf, network } from './families/coder-networks'
import { aspect, pictureSize, shapedImage } from './families/picture-size'
import {
  accumulate,
  adam,
  batchSize,
  beta1,
  channels,
  clipNorm,
  deterministic,
  epochs,
  latent,
  learningRate,
  optimiser,
  passes,
  precision,
  rateSchedule,
  reconstructionLoss,
  samples,
  schedule,
  weightDecay,
  width
} from './settings'

const hidden = [dense(500), tanh()]
const isPlane = (s: Settings): boolean => numberSetting(s, 'latent') === 2

export default defineAutoencoder({
  id: 'vae',
  name: 'Variational autoencoder',
  summary:
    'Gives each picture a place of its own in a few numbers, and makes what lies between them. Soft, and ' +
    'steady to train.',
  purpose: 'codes',
  paper: 'arXiv:1312.6114',
  settings: [
    epochs(20),
    passes,
    batchSize(100),
    network('dense'),
    pictureSize(28, 64),
    aspect,
    width(32),
    channels('grey'),
    learningRate(1e-3),
    beta1(0.9),
    latent(2),
    {
      key: 'beta',
      type: 'float',
      label: 'Weight of the KL divergence (β)',
      default: 1,
      min: 0,
      max: 100,
      advanced: true,
      help:
        "How strongly codes are held to a standard normal cloud. 1 is the paper's; below it pictures come out " +
        'sharper and the map patchier, above it the reverse.'
    },
    reconstructionLoss(
      'bernoulli',
      'How far a pixel is from what it should be. Cross-entropy suits pictures that are mostly black and ' +
        'white, squared error photographs.'
    ),
    samples(81),
    precision,
    optimiser,
    weightDecay,
    clipNorm,
    rateSchedule,
    accumulate,
    deterministic
  ],
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  sheetKind: s => (isPlane(s) ? 'map' : 'samples'),
  // A map is square.
  sampleCount: s =>
    isPlane(s) ? Math.floor(Math.sqrt(numberSetting(s, 'samples'))) ** 2 : numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: 0.3,
      reason: large
        ? 'Steady to train, and every picture has a place of its own; softer than a GAN.'
        : 'A map of all your pictures: neighbours look alike. Softer than a GAN.',
      settings: {
        channels: grey ? 'grey' : 'colour',
        ...(large ? { size: '64', latent: 64, samples: 25 } : {}),
        ...(large || !grey ? { network: 'conv', likelihood: 'gaussian' } : {}),
        ...schedule(imageCount, 100, 5000, 20)
      }
    }
  },
  encoder: s => encoderOf(s, hidden, 2 * numberSetting(s, 'latent')),
  decoder: s => decoderOf(s, hidden),
  reconstruction: s => wordSetting(s, 'likelihood'),
  beta: s => numberSetting(s, 'beta'),
  rates: adam
})

/**
 * A plain autoencoder (Hinton and Salakhutdinov 2006): an encoder squeezes a picture into a few numbers, a decoder
 * makes the picture of them again, and both are trained with the mean absolute error between the two.
 */
import { dense, relu } from '../layers'
import { numberSetting } from './definition'
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
  schedule,
  weightDecay,
  width
} from './settings'

export default defineAutoencoder({
  id: 'autoencoder',
  name: 'Autoencoder',
  summary: 'Squeezes each picture into a few numbers and reconstructs it: learns to copy, not to invent.',
  purpose: 'codes',
  paper: 'doi:10.1126/science.1127647',
  settings: [
    epochs(20),
    passes,
    batchSize(64),
    network('conv'),
    pictureSize(28, 64),
    aspect,
    width(32),
    channels('grey'),
    learningRate(1e-3),
    beta1(0.9),
    latent(32),
    {
      key: 'samples',
      type: 'int',
      label: 'Gallery pictures',
      default: 18,
      min: 1,
      max: 128,
      advanced: true,
      help: 'How many training pictures are reconstructed after every epoch, always the same ones.'
    },
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
  sheetKind: () => 'reconstructions',
  // Each with its original.
  sampleCount: s => 2 * numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => ({
    score: 0.2,
    reason: 'To see how few numbers your pictures fit into, and to walk between them. It invents less than a GAN.',
    settings: {
      channels: grey ? 'grey' : 'colour',
      size: Math.max(sourceSize.width, sourceSize.height) > 40 ? '64' : '28',
      ...schedule(imageCount, 64, 2500, 20)
    }
  }),
  encoder: s => encoderOf(s, [dense(512), relu(), dense(256), relu()], numberSetting(s, 'latent')),
  decoder: s => decoderOf(s, [dense(256), relu(), dense(512), relu()]),
  reconstruction: () => 'absolute',
  rates: adam
})

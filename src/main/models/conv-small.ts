/**
 * A small convolutional GAN, 28×28 in colour: 3×3 kernels, 64 channels throughout, batch norm and LeakyReLU 0.2 in both
 * networks. Real and generated pictures go through D stacked in one batch, so that batch norm sees both together.
 */
import { batchNorm, conv, dense, flatten, leakyRelu, reshape, tanh, transposedConv } from '../layers'
import { numberSetting } from './definition'
import { aspect, sevenCells, shapedImage } from './families/picture-size'
import { defineGan } from './families/gan'
import { adam, channelCount, ganSettings, schedule } from './settings'

export default defineGan({
  id: 'conv-small',
  name: 'Small convolutional',
  summary: 'A light convolutional network, 28×28 in colour: a few channels, quick on any machine.',
  purpose: 'soon',
  paper: 'arXiv:1511.06434',
  settings: ganSettings(
    {
      epochs: 20,
      batchSize: 16,
      channels: 'colour',
      learningRate: 2e-4,
      beta1: 0.5,
      latent: 100,
      samples: 25
    },
    [aspect]
  ),
  image: s => shapedImage(s, 28),
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, imageCount }) => ({
    score: 0.6,
    reason: 'Lighter than the DCGAN: for slow machines.',
    settings: { channels: grey ? 'grey' : 'colour', ...schedule(imageCount, 16, 10_000, 20) }
  }),
  generator: s => {
    const [down, across] = sevenCells(s)
    return [
      dense(64 * down * across),
      batchNorm(),
      leakyRelu(0.2),
      reshape([down, across, 64]),
      transposedConv(64, 3, 2),
      batchNorm(),
      leakyRelu(0.2),
      transposedConv(64, 3, 2),
      batchNorm(),
      leakyRelu(0.2),
      conv(channelCount(s), 3),
      tanh()
    ]
  },
  discriminator: () => [
    conv(64, 3, 2),
    batchNorm(),
    leakyRelu(0.2),
    conv(64, 3, 2),
    batchNorm(),
    leakyRelu(0.2),
    flatten(),
    dense(1)
  ],
  discriminatorUpdates: 'stacked',
  rates: adam
})

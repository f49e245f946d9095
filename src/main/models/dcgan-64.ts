/**
 * DCGAN. No pooling or dense hidden layers; batch norm everywhere but G's output and D's input; ReLU in G,
 * LeakyReLU in D; weights N(0, 0.02) (Radford, Metz and Chintala 2015, section 3, figure 1).
 */
import {
  batchNorm,
  conv,
  dense,
  flatten,
  leakyRelu,
  normalInitializer,
  relu,
  reshape,
  tanh,
  transposedConv
} from '../layers'
import { numberSetting } from './definition'
import { aspect, fourCells, shapedImage } from './families/picture-size'
import { defineGan } from './families/gan'
import { adam, channelCount, ganSettings, schedule } from './settings'

const init = normalInitializer(0.02)

export default defineGan({
  id: 'dcgan-64',
  name: 'DCGAN 64',
  summary: 'Small photos: 64×64 pictures in colour, the classic convolutional network.',
  purpose: 'finest',
  paper: 'arXiv:1511.06434',
  settings: ganSettings(
    {
      epochs: 50,
      batchSize: 128,
      width: 128,
      channels: 'colour',
      learningRate: 2e-4,
      beta1: 0.5,
      latent: 100,
      samples: 25
    },
    [aspect]
  ),
  image: s => shapedImage(s, 64),
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => ({
    score: Math.max(sourceSize.width, sourceSize.height) > 40 ? 2 : 1,
    reason:
      Math.max(sourceSize.width, sourceSize.height) > 40
        ? 'Shows more of what is in your pictures.'
        : 'Larger than your pictures are; slower than the quick sketch.',
    // A quarter of the paper's width and batch: what a machine without a GPU trains in an hour.
    settings: { channels: grey ? 'grey' : 'colour', width: 32, batchSize: 32, ...schedule(imageCount, 32, 4000, 20) }
  }),
  generator: s => {
    const w = numberSetting(s, 'width')
    const [down, across] = fourCells(s)
    return [
      dense(down * across * 8 * w, { init, bias: false }),
      reshape([down, across, 8 * w]),
      batchNorm(),
      relu(),
      ...[4, 2, 1].flatMap(k => [transposedConv(k * w, 5, 2, { init, bias: false }), batchNorm(), relu()]),
      transposedConv(channelCount(s), 5, 2, { init }),
      tanh()
    ]
  },
  discriminator: s => {
    const w = numberSetting(s, 'width')
    return [
      conv(w, 5, 2, { init }),
      leakyRelu(0.2),
      ...[2, 4, 8].flatMap(k => [conv(k * w, 5, 2, { init, bias: false }), batchNorm(), leakyRelu(0.2)]),
      flatten(),
      dense(1, { init })
    ]
  },
  rates: adam
})

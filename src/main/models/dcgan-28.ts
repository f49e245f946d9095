/**
 * DCGAN for 28×28 pictures: two transposed convolutions up, two strided convolutions down.
 * The architecture follows Radford et al. 2015 in spirit (no pooling, batch norm in G, LeakyReLU in D);
 * SELU in G and dropout instead of batch norm in D are the small-image variant's own.
 */
import { batchNorm, conv, dense, dropout, flatten, leakyRelu, reshape, selu, tanh, transposedConv } from '../layers'
import { numberSetting } from './definition'
import { aspect, sevenCells, shapedImage } from './families/picture-size'
import { defineGan } from './families/gan'
import { adam, channelCount, ganSettings, schedule } from './settings'

export default defineGan({
  id: 'dcgan-28',
  name: 'DCGAN 28',
  summary: 'A quick sketch: small 28×28 pictures, whose first shapes come early.',
  purpose: 'soon',
  paper: 'arXiv:1511.06434',
  settings: ganSettings(
    {
      epochs: 10,
      batchSize: 32,
      width: 64,
      channels: 'grey',
      learningRate: 1e-3,
      beta1: 0.9,
      latent: 100,
      samples: 25
    },
    [aspect]
  ),
  image: s => shapedImage(s, 28),
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => ({
    score: Math.max(sourceSize.width, sourceSize.height) <= 40 ? 3 : 1,
    reason:
      Math.max(sourceSize.width, sourceSize.height) <= 40
        ? 'Your pictures are small already: this fits them.'
        : 'The quickest way to see something.',
    settings: {
      channels: grey ? 'grey' : 'colour',
      ...schedule(imageCount, 32, 2500, 10),
      ...(imageCount < 20_000 ? gentle : {})
    }
  }),
  generator: s => {
    const w = numberSetting(s, 'width')
    const [down, across] = sevenCells(s)
    return [
      dense(down * across * 2 * w),
      reshape([down, across, 2 * w]),
      batchNorm(),
      transposedConv(w, 5, 2),
      selu(),
      batchNorm(),
      transposedConv(channelCount(s), 5, 2),
      tanh()
    ]
  },
  discriminator: s => {
    const w = numberSetting(s, 'width')
    return [
      conv(w, 5, 2),
      leakyRelu(0.2),
      dropout(0.3),
      conv(2 * w, 5, 2),
      leakyRelu(0.2),
      dropout(0.3),
      flatten(),
      dense(1)
    ]
  },
  rates: adam
})

/**
 * The DCGAN paper's Adam. On 1,000 pictures of clothes, Adam's defaults let D win for good (its loss at 0.2 after 1,860
 * steps, no recognisable sample); with these the same steps give shirts, coats and shoes.
 */
const gentle = { learningRate: 2e-4, beta1: 0.5 }

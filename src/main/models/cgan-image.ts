/**
 * A GAN conditioned on a picture instead of a class (Mirza and Osindero 2014): it learns to make one picture of another
 * from pairs of them. G looks at the input through strided convolutions like D's, a map of the latent joins what they
 * found, and both become the picture; D looks at an input together with its target, or with what G generated from it. G
 * is also trained with how far it is from the target, as Isola et al. 2017 weigh it. Otherwise the networks are
 * `cgan`'s.
 */
import {
  batchNorm,
  chain,
  concat,
  conv,
  dense,
  dropout,
  flatten,
  leakyRelu,
  named,
  reshape,
  selu,
  tanh,
  transposedConv
} from '../layers'
import type { SettingDefinition, Settings } from '../../shared/domain'
import { numberSetting } from './definition'
import { aspect, pictureSize, shapedImage, sizeOf, smallMap } from './families/picture-size'
import { defineGan } from './families/gan'
import { adam, channelCount, ganSettings, schedule, batchSize, epochs, passes, samples } from './settings'

/** Channels of the layers, finest first: one for every halving between the picture and 7×7 or 8×8. */
const widths = (s: Settings): number[] =>
  (sizeOf(s) === 64 ? [1, 2, 4] : [1, 2]).map(k => k * numberSetting(s, 'width'))

/** The shared settings, said of pairs. */
const pairwise: SettingDefinition[] = [
  {
    ...epochs(20),
    help:
      'How often training goes through all the pairs. Each epoch ends with a sheet of translations and a ' +
      'checkpoint.'
  },
  { ...passes, help: 'How often one epoch goes through all the pairs.' },
  { ...batchSize(32), unit: 'pairs', help: 'Pairs per training step. Larger is steadier and uses more memory.' }
]

const differenceWeight: SettingDefinition = {
  key: 'differenceWeight',
  type: 'float',
  label: 'Weight of the difference to the target (λ)',
  default: 100,
  min: 0,
  max: 10_000,
  advanced: true,
  changeable: true,
  help:
    "How much the generator is held to each pair's own target, beside fooling the discriminator. High: true " +
    'to the target, and soft. 0: only what looks real beside the input counts.'
}

const galleryPairs: SettingDefinition = {
  ...samples(12),
  label: 'Gallery pairs',
  max: 85,
  help: 'How many pairs are translated after every epoch, always the same ones with the same latents.'
}

export default defineGan({
  id: 'cgan-image',
  name: 'Image-conditioned GAN',
  summary: 'Generates one picture from another, learnt from pairs: colour from grey, a drawing from its outline.',
  purpose: 'translation',
  paper: 'arXiv:1411.1784',
  exampleKind: 'pairs',
  settings: ganSettings(
    { epochs: 20, batchSize: 32, width: 64, channels: 'colour', learningRate: 2e-4, beta1: 0.5, latent: 100 },
    [...pairwise, pictureSize(28, 64), aspect, differenceWeight, galleryPairs]
  ),
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  // Each with its input and its target.
  sampleCount: s => 3 * numberSetting(s, 'samples'),
  differenceWeight: s => numberSetting(s, 'differenceWeight'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: 1,
      reason: 'Learns from your pairs to generate the second picture from the first.',
      settings: {
        channels: grey ? 'grey' : 'colour',
        size: large ? '64' : '28',
        ...schedule(imageCount, 32, 2500, 10),
        ...(large ? { width: 32 } : {})
      }
    }
  },
  generator: s => {
    const [down, across] = smallMap(s)
    const [coarsest = 1, ...finer] = widths(s).reverse()
    const first = chain(dense(down * across * coarsest), reshape([down, across, coarsest]), batchNorm())
    const look = named('input', chain(...widths(s).flatMap(k => [conv(k, 5, 2), leakyRelu(0.2), batchNorm()])))
    const rest = chain(
      ...finer.flatMap(k => [transposedConv(k, 5, 2), selu(), batchNorm()]),
      transposedConv(channelCount(s), 5, 2),
      tanh()
    )
    return (net, latent, input) => rest(net, concat()(net, first(net, latent), look(net, input)))
  },
  discriminator: s => [...widths(s).flatMap(k => [conv(k, 5, 2), leakyRelu(0.2), dropout(0.3)]), flatten(), dense(1)],
  rates: adam
})

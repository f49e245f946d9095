/**
 * A conditional GAN (Mirza and Osindero 2014): both networks are conditioned on the class. In G an embedding of
 * the label joins what the first layer makes of the latent, after its norm; in D another one joins the picture as a
 * plane of its own. The networks are otherwise those of `dcgan-28`, with one more halving for 64×64. Why after the
 * norm: docs/decisions/0017-where-the-class-joins.md.
 */
import {
  batchNorm,
  chain,
  conv,
  dense,
  dropout,
  flatten,
  labelPlane,
  labelVector,
  leakyRelu,
  reshape,
  selu,
  tanh,
  transposedConv
} from '../layers'
import type { SettingDefinition, Settings } from '../../shared/domain'
import { numberSetting } from './definition'
import { aspect, pictureSize, shapedImage, sizeOf, smallMap } from './families/picture-size'
import { defineGan } from './families/gan'
import { adam, channelCount, ganSettings, schedule, classes, perClass } from './settings'

/** Numbers in the embedding, where it joins the latent itself. */
const embedding = 50
/** Channels as multiples of the width, finest first: one for every halving between the picture and 7×7 or 8×8. */
const multiples = (s: Settings): number[] => (sizeOf(s) === 64 ? [1, 2, 4] : [1, 2])

const classJoins: SettingDefinition = {
  key: 'classJoins',
  type: 'choice',
  label: 'Class joins',
  default: 'map',
  advanced: true,
  choices: [
    { value: 'map', label: 'The first map' },
    { value: 'latent', label: 'The latent' }
  ],
  help:
    'Where the class joins the generator. At the first map, after its batch norm, pictures of one class stay ' +
    'different from each other. At the latent, as in the first paper, they soon look alike.'
}

export default defineGan({
  id: 'cgan',
  name: 'Conditional GAN',
  summary: 'Is conditioned on the class and generates the one you ask for: wants one sub-folder per class.',
  purpose: 'classes',
  paper: 'arXiv:1411.1784',
  conditional: true,
  settings: ganSettings(
    { epochs: 10, batchSize: 32, width: 64, channels: 'grey', learningRate: 2e-4, beta1: 0.5, latent: 100 },
    [pictureSize(28, 64), aspect, classes, classJoins, perClass(8)]
  ),
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'classes') * numberSetting(s, 'perClass'),
  suits: ({ grey, sourceSize, imageCount, labels }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: labels.length < 2 ? 0 : 0.8,
      reason: `Your pictures come in ${labels.length} classes: this one generates the class you choose.`,
      settings: {
        channels: grey ? 'grey' : 'colour',
        size: large ? '64' : '28',
        classes: Math.max(2, labels.length),
        perClass: labels.length > 32 ? 1 : 8,
        ...schedule(imageCount, 32, 2500, 10),
        ...(large ? { width: 32 } : {})
      }
    }
  },
  generator: s => {
    const w = numberSetting(s, 'width')
    const [down, across] = smallMap(s)
    const [coarsest = 1, ...finer] = multiples(s).reverse()
    const count = numberSetting(s, 'classes')
    const first = [dense(down * across * coarsest * w), reshape([down, across, coarsest * w]), batchNorm()]
    const rest = [
      ...finer.flatMap(k => [transposedConv(k * w, 5, 2), selu(), batchNorm()]),
      transposedConv(channelCount(s), 5, 2),
      tanh()
    ]
    // Runs from before there was a choice have none.
    if (s.classJoins !== 'map') return [labelVector(count, embedding), ...first, ...rest]
    return (net, latent, label) =>
      chain(labelPlane(count, Math.ceil(w / 8)), ...rest)(net, chain(...first)(net, latent), label)
  },
  discriminator: s => [
    labelPlane(numberSetting(s, 'classes')),
    ...multiples(s).flatMap(k => [conv(k * numberSetting(s, 'width'), 5, 2), leakyRelu(0.2), dropout(0.3)]),
    flatten(),
    dense(1)
  ],
  rates: adam
})

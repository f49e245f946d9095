/**
 * pix2pix (Isola et al. 2017): a U-Net makes one picture of another, and a PatchGAN looks at both together. G is
 * trained to fool it and, a hundred times as much, to come near the pair's own target. There is no latent: dropout is
 * the noise, and stays on when pictures are translated (section 3.2), as norms go on looking at the picture itself
 * (section 3.3).
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import { tf } from '../tensors/tf'
import { patchGan, uNet } from '../layers'
import nonSaturating from '../losses/adversarial/non-saturating'
import { l1 } from '../losses/l1'
import { numberSetting, type ModelDefinition } from './definition'
import { ganStepFlop } from './families/gan/flop'
import { jittered } from './families/jitter'
import { logitMeasures, measureLogits } from './families/logit-measures'
import { pictureSize, sizeOf, squareImage } from './families/picture-size'
import {
  jitter,
  jitterAlteration,
  jitterOf,
  norm,
  normSetting,
  papersAdam,
  patchLayers
} from './families/translation-settings'
import type { Batch, ExampleDraws, Phase } from './phase'
import { latentsInput, pictureInput, type DeclaredInput, type Sampling } from './sampling'
import {
  beta1,
  channelCount,
  channels,
  epochs,
  learningRate,
  onePicture,
  passes,
  precision,
  samples,
  schedule,
  updates,
  width,
  withDefaults
} from './settings'

type Network = 'generator' | 'discriminator'

/** Halvings down to one pixel. */
const downs = (s: Settings): number => Math.log2(sizeOf(s))

/** Inputs and targets of a batch, changed alike; both phases see the same. */
const pairsIn = ({ input, target }: Batch, s: Settings, draw: ExampleDraws): [input: Tensor, target: Tensor] =>
  jittered([input, target], jitterOf(s), draw.shared, 'pair') as [Tensor, Tensor]

/** −log D(x, y) − log(1 − D(x, G(x))), halved: D is to learn slowly (section 3.3). */
const discriminator = (s: Settings): Phase<Network> => ({
  name: 'discriminator',
  trains: ['discriminator'],
  loss: (batch, n, { draw, record }) => {
    const [input, target] = pairsIn(batch, s, draw)
    const translated = n.generator.as('translation', { shared: true })(input)
    const real = n.discriminator.as('real')(tf.concat([input, target], 3)) // [batch, patches, patches, 1]
    const fake = n.discriminator.as('fake')(tf.concat([input, translated], 3))
    record({ realLogits: real, fakeLogits: fake })
    return nonSaturating.discriminator(real, fake, 1)
  }
})

/** −log D(x, G(x)) + λ·‖y − G(x)‖₁ (equation 4). */
const generator = (s: Settings): Phase<Network> => ({
  name: 'generator',
  trains: ['generator'],
  loss: (batch, n, { draw, report }) => {
    const [input, target] = pairsIn(batch, s, draw)
    const translated = n.generator.as('translation', { shared: true })(input)
    const generator = nonSaturating.generator(n.discriminator.as('fake')(tf.concat([input, translated], 3)), null)
    const difference = l1(translated, target)
    report({ generator, difference })
    return tf.add(generator, tf.mul(difference, numberSetting(s, 'differenceWeight')))
  }
})

/** One number, by which dropout is drawn. */
const noiseInput: DeclaredInput = {
  ...latentsInput(1, 'normal'),
  label: 'Noise',
  help: 'The seed of dropout: another number gives another translation.'
}

const sampling: Sampling<Network> = {
  networks: ['generator'],
  inputs: s => [...(s.noise === true ? [noiseInput] : []), pictureInput],
  draw: ({ generator }, input) => generator(input(pictureInput.key)),
  oneByOne: true,
  asInTraining: s => s.noise === true,
  // Down to one pixel, whatever the picture's sides.
  anySize: s => ({ multiple: sizeOf(s) })
}

const pix2pix: ModelDefinition = {
  id: 'pix2pix',
  name: 'pix2pix',
  summary:
    "Learns from pairs to make one picture of another, at any size: the paper's U-Net against a " +
    'discriminator of patches.',
  purpose: 'translation',
  paper: 'arXiv:1611.07004',
  exampleKind: 'pairs',
  settings: [
    {
      ...epochs(200),
      help:
        'How often training goes through all the pairs. Each epoch ends with a sheet of translations and a ' +
        'checkpoint.'
    },
    passes,
    onePicture('pairs'),
    pictureSize(256, 128, 64, 32),
    width(64),
    channels('colour'),
    learningRate(2e-4),
    beta1(0.5),
    {
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
    },
    normSetting('batch'),
    patchLayers,
    ...jitter,
    {
      key: 'noise',
      type: 'flag',
      label: 'Dropout when translating',
      default: true,
      advanced: true,
      changeable: true,
      help:
        "The paper's only source of variety: dropout stays on when pictures are translated, drawn by a seed, and " +
        'norms look at each picture itself. Off: every picture has one translation.'
    },
    {
      ...samples(8),
      label: 'Gallery pairs',
      max: 85,
      help: 'How many pairs are translated after every epoch, always the same ones with the same noise.'
    },
    precision,
    ...withDefaults(updates, { schedule: 'linear' })
  ],
  image: squareImage,
  // One number, by which dropout is drawn.
  latent: s => (s.noise === true ? 1 : 0),
  latentDistribution: 'normal',
  // Each with its input and its target.
  sampleCount: s => 3 * numberSetting(s, 'samples'),
  suits: ({ grey, imageCount }) => ({
    score: 0.9,
    reason:
      'Learns from your pairs to generate the second picture from the first, and translates pictures of any size.',
    settings: { channels: grey ? 'grey' : 'colour', size: '64', width: 16, ...schedule(imageCount, 1, 20_000, 10, 500) }
  }),
  rates: papersAdam,

  networks: s => ({
    generator: {
      inputs: [squareImage(s)],
      build: uNet({ channels: channelCount(s), downs: downs(s), width: numberSetting(s, 'width'), norm: norm(s) })
    },
    discriminator: {
      inputs: [[sizeOf(s), sizeOf(s), 2 * channelCount(s)]],
      build: patchGan({ layers: numberSetting(s, 'patchLayers'), width: numberSetting(s, 'width'), norm: norm(s) })
    }
  }),

  phases: s => [discriminator(s), generator(s)],
  alters: jitterAlteration('discriminator', pairsIn),
  losses: [
    { key: 'discriminator', label: 'Discriminator', short: 'D' },
    { key: 'generator', label: 'Generator', short: 'G' },
    { key: 'difference', label: 'Difference', short: 'L1' }
  ],
  measures: logitMeasures('pairs'),
  observes: ['realLogits', 'fakeLogits'],
  measure: measureLogits,
  // Both phases ask for the same translation, which is made once.
  stepFlop: ({ generator = [], discriminator = [] }, batchSize) =>
    ganStepFlop(generator, discriminator, batchSize, { generatesOnce: true }),
  sampling
}
export default pix2pix

/**
 * CycleGAN (Zhu et al. 2017): two folders without partners, a translator for either way, and a discriminator for what
 * comes out on either side. What goes there and back must come back as it was (section 3.2), and what is there already
 * must stay as it is (section 5.2, "photo generation from paintings").
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import { tf } from '../tensors/tf'
import { patchGan, resnetGenerator } from '../layers'
import leastSquares from '../losses/adversarial/least-squares'
import { l1 } from '../losses/l1'
import { numberSetting, type ModelDefinition } from './definition'
import { fromBuffer, imageBuffer } from './families/image-buffer'
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
import { chosenBy, directionInput, pictureInput, type Sampling } from './sampling'
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

type Network = 'aToB' | 'bToA' | 'discriminatorA' | 'discriminatorB'

/** Generated pictures that each discriminator's buffer keeps (section 4). */
const kept = 50
/** Residual blocks: nine for 256 pixels, six for fewer (appendix 7.2), where nothing else was chosen. */
const blocksOf = (s: Settings): number => numberSetting(s, 'blocks') || (sizeOf(s) >= 256 ? 9 : 6)

/** A picture of each domain, each changed by itself; every phase sees the same. */
const domainsIn = ({ a, b }: Batch, s: Settings, draw: ExampleDraws): [a: Tensor, b: Tensor] =>
  [...jittered([a], jitterOf(s), draw.shared, 'a'), ...jittered([b], jitterOf(s), draw.shared, 'b')] as [Tensor, Tensor]

/** Mao et al. halve G's loss; Zhu et al. do not. */
const fooled = (logits: Tensor): Tensor => tf.mul(leastSquares.generator(logits, null), 2)

const generators = (s: Settings): Phase<Network> => ({
  name: 'generators',
  trains: ['aToB', 'bToA'],
  loss: (batch, n, { draw, record, report }) => {
    const [a, b] = domainsIn(batch, s, draw)
    const [fakeB, fakeA] = [n.aToB(a), n.bToA(b)] // [batch, size, size, channels]
    record({ fakeA, fakeB })
    const generator = tf.add(fooled(n.discriminatorB(fakeB)), fooled(n.discriminatorA(fakeA)))
    const cycle = tf.add(l1(n.bToA(fakeB), a), l1(n.aToB(fakeA), b))
    const [cycleWeight, identityWeight] = [numberSetting(s, 'cycleWeight'), numberSetting(s, 'identityWeight')]
    const loss = tf.add(generator, tf.mul(cycle, cycleWeight))
    report({ generators: generator, cycle })
    if (identityWeight === 0) return loss
    return tf.add(loss, tf.mul(tf.add(l1(n.aToB(b), b), l1(n.bToA(a), a)), cycleWeight * identityWeight))
  }
})

/** One for each domain: both share an optimiser by what they train together. */
const discriminators = (s: Settings): Phase<Network> => ({
  name: 'discriminators',
  trains: ['discriminatorA', 'discriminatorB'],
  loss: (batch, n, { draw, record, recorded, state }) => {
    const [a, b] = domainsIn(batch, s, draw)
    const [realA, fakeA] = [n.discriminatorA(a), n.discriminatorA(fromBuffer('a', recorded('fakeA'), { state, draw }))]
    const [realB, fakeB] = [n.discriminatorB(b), n.discriminatorB(fromBuffer('b', recorded('fakeB'), { state, draw }))]
    record({ realLogits: tf.concat([realA, realB]), fakeLogits: tf.concat([fakeA, fakeB]) })
    return tf.add(leastSquares.discriminator(realA, fakeA, 1), leastSquares.discriminator(realB, fakeB, 1))
  }
})

const sampling: Sampling<Network> = {
  networks: ['aToB', 'bToA'],
  inputs: () => [pictureInput, directionInput],
  draw: ({ aToB, bToA }, input) => {
    const picture = input(pictureInput.key)
    return chosenBy(input(directionInput.key), [() => aToB(picture), () => bToA(picture)])
  },
  oneByOne: true,
  anySize: () => ({ multiple: 4 })
}

const cyclegan: ModelDefinition = {
  id: 'cyclegan',
  name: 'CycleGAN',
  summary: 'Learns from two folders without partners to turn pictures of one kind into the other, and back.',
  purpose: 'translation',
  paper: 'arXiv:1703.10593',
  exampleKind: 'domains',
  settings: [
    {
      ...epochs(200),
      help:
        'How often training goes through the larger folder. Each epoch ends with a sheet of translations there ' +
        'and back, and a checkpoint.'
    },
    passes,
    onePicture('pictures of either folder'),
    pictureSize(256, 128, 64, 32),
    width(64),
    channels('colour'),
    learningRate(2e-4),
    beta1(0.5),
    {
      key: 'blocks',
      type: 'int',
      label: 'Residual blocks',
      default: 0,
      min: 0,
      max: 16,
      advanced: true,
      help: 'Of each generator. 0: as in the paper, nine for 256 pixels and six for fewer.'
    },
    {
      key: 'cycleWeight',
      type: 'float',
      label: 'Weight of coming back (λ)',
      default: 10,
      min: 0,
      max: 1000,
      advanced: true,
      changeable: true,
      help:
        'How much a picture that goes there and back is held to what it was. High: shapes stay; low: more may ' +
        'change.'
    },
    {
      key: 'identityWeight',
      type: 'float',
      label: 'Weight of staying',
      default: 0.5,
      min: 0,
      max: 10,
      advanced: true,
      changeable: true,
      help:
        'As a share of λ: how much a picture that is of the wanted kind already is to stay as it is, which keeps ' +
        'colours. 0: not at all, a third less work.'
    },
    normSetting('instance'),
    patchLayers,
    ...jitter,
    {
      ...samples(4),
      label: 'Gallery pictures of each folder',
      max: 42,
      help: 'How many pictures of either folder are translated there and back after every epoch, always the same ones.'
    },
    precision,
    ...withDefaults(updates, { schedule: 'linear' })
  ],
  image: squareImage,
  latent: () => 0,
  latentDistribution: 'normal',
  // There and back from either domain.
  sampleCount: s => 6 * numberSetting(s, 'samples'),
  sheetKind: () => 'cycles',
  suits: ({ grey, exampleCount }) => ({
    score: 1,
    reason:
      'Learns from your two folders to turn pictures of either into the other, and translates pictures of any size.',
    settings: {
      channels: grey ? 'grey' : 'colour',
      size: '64',
      width: 16,
      blocks: 3,
      ...schedule(exampleCount, 1, 20_000, 10, 500)
    }
  }),
  rates: papersAdam,

  networks: s => {
    const generator = {
      inputs: [squareImage(s)],
      build: resnetGenerator({
        channels: channelCount(s),
        blocks: blocksOf(s),
        width: numberSetting(s, 'width'),
        norm: norm(s)
      })
    }
    const discriminator = {
      inputs: [squareImage(s)],
      build: patchGan({ layers: numberSetting(s, 'patchLayers'), width: numberSetting(s, 'width'), norm: norm(s) })
    }
    return { aToB: generator, bToA: generator, discriminatorA: discriminator, discriminatorB: discriminator }
  },
  phases: s => [generators(s), discriminators(s)],
  state: s => ({ ...imageBuffer('a', kept, squareImage(s)), ...imageBuffer('b', kept, squareImage(s)) }),
  alters: jitterAlteration('generators', domainsIn),
  losses: [
    { key: 'discriminators', label: 'Discriminators', short: 'D' },
    { key: 'generators', label: 'Generators', short: 'G' },
    { key: 'cycle', label: 'There and back', short: 'Cyc' }
  ],
  measures: logitMeasures('pictures'),
  observes: ['realLogits', 'fakeLogits'],
  measure: recorded => measureLogits(recorded, { loss: 'least-squares' }),
  // Each translator three times forwards and backwards (there, back, staying), each discriminator as in `ganStepFlop`.
  stepFlop: ({ aToB = [], bToA = [], discriminatorA = [], discriminatorB = [] }, batchSize, { identityWeight }) => {
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    return (
      batchSize *
      ((identityWeight === 0 ? 6 : 9) * (sum(aToB) + sum(bToA)) + 8 * (sum(discriminatorA) + sum(discriminatorB)))
    )
  },
  sampling
}
export default cyclegan

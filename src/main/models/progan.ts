/**
 * Progressive growing of GANs (Karras, Aila, Laine and Lehtinen 2018). Both networks begin at 4×4 and double their
 * pictures level by level, each faded in over as many pictures as it then trains on unchanged; equalised learning
 * rates, pixelwise norms, the standard deviation over a minibatch; WGAN-GP with a small penalty on drift; samples come
 * from G's average. Optimisers begin anew at each level.
 */
import type { SettingDefinition, Settings } from '../../shared/domain'
import type { Stage } from '../../shared/run/stages'
import {
  boxDown,
  chain,
  channelBias,
  equalisedConv,
  equalisedDense,
  fade,
  flatten,
  leakyRelu,
  minibatchDeviation,
  named,
  nearestUp,
  pixelNorm,
  reshape,
  type NetworkFunction
} from '../layers'
import { numberSetting } from './definition'
import { defineGan } from './families/gan'
import { aspect, fourCells, pictureSize, shapedImage, sizeOf } from './families/picture-size'
import { channelCount, ganSettings, schedule, withDefaults } from './settings'

const gain = Math.SQRT2
const activation = leakyRelu(0.2)

const base: SettingDefinition = {
  key: 'base',
  type: 'int',
  label: 'Width',
  default: 1024,
  min: 16,
  max: 8192,
  unit: 'channels',
  advanced: false,
  help:
    'Channels of each level are this over half its side, as far as “Most channels” allows. The paper has ' +
    '8,192; an eighth of that trains without a GPU.'
}
const most: SettingDefinition = {
  key: 'most',
  type: 'int',
  label: 'Most channels',
  default: 64,
  min: 4,
  max: 512,
  unit: 'channels',
  advanced: true,
  help: 'No level has more. The paper has 512.'
}
const phasePictures: SettingDefinition = {
  key: 'phasePictures',
  type: 'int',
  label: 'Pictures per phase',
  default: 600_000,
  min: 1,
  max: 100_000_000,
  unit: 'pictures',
  advanced: false,
  help:
    'How many pictures each level is faded in over, and then trained on before the next. The paper has ' +
    '600,000. What is left of the run trains the last level.'
}

const smallerBatches: SettingDefinition = {
  key: 'smallerBatches',
  type: 'flag',
  label: 'Smaller batches at large levels',
  default: true,
  advanced: true,
  help:
    'As in the paper: no more than 14 pictures in a step at 256×256, 6 at 512×512, 3 at 1024×1024, which need ' +
    'less memory. A phase has as many pictures as ever, in more steps.'
}

/** Most pictures of a step, by side (Karras et al. 2018, appendix A.1). */
const largestBatch: Readonly<Record<number, number>> = { 256: 14, 512: 6, 1024: 3 }

/** Side of square pictures at a stage: levels are called by it, whatever the shape. */
const sideAt = (stage: number): number => 4 * 2 ** stage
/** Height and width at a stage. */
function sizeAt(s: Settings, stage: number): [height: number, width: number] {
  const [down, across] = fourCells(s)
  return [down * 2 ** stage, across * 2 ** stage]
}
const lastStage = (s: Settings): number => Math.log2(sizeOf(s) / 4)
/** Channels at a level. */
const channelsAt = (s: Settings, stage: number): number =>
  Math.max(1, Math.min(numberSetting(s, 'most'), Math.floor(numberSetting(s, 'base') / 2 ** (stage + 1))))

/** 4×4, then every level faded in and trained on, so many pictures for each. */
function stages(s: Settings): Stage[] {
  let from = 0
  return Array.from({ length: lastStage(s) + 1 }, (_, stage) => {
    const [[height, width], batch] = [sizeAt(s, stage), batchAt(s, stage)]
    const phase = Math.max(1, Math.round(numberSetting(s, 'phasePictures') / batch))
    const fade = stage === 0 ? 0 : phase
    const own = batch === numberSetting(s, 'batchSize') ? {} : { batchSize: batch }
    const begun = { from, label: `${width}×${height}`, fade, ...own }
    from += fade + phase
    return begun
  })
}

/** Pictures of a step at a stage. */
const batchAt = (s: Settings, stage: number): number =>
  Math.min(numberSetting(s, 'batchSize'), (s.smallerBatches === true && largestBatch[sideAt(stage)]) || Infinity)

const levels = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const level = (stage: number): string => `b${sideAt(stage)}`

const toPicture = (s: Settings, stage: number): NetworkFunction =>
  named(`toPicture${sideAt(stage)}`, equalisedConv(channelCount(s), 1))
const fromPicture = (s: Settings, stage: number): NetworkFunction =>
  named(`fromPicture${sideAt(stage)}`, chain(equalisedConv(channelsAt(s, stage), 1, { gain }), activation))

const convolved = (channels: number): NetworkFunction => chain(equalisedConv(channels, 3, { gain }), activation)
const normed = (channels: number): NetworkFunction => chain(convolved(channels), pixelNorm())

function generator(s: Settings, stage: number): NetworkFunction {
  const first = channelsAt(s, 0)
  const [down, across] = fourCells(s)
  const start = named(
    level(0),
    chain(
      pixelNorm(),
      equalisedDense(down * across * first, { gain: gain / 4, bias: false }),
      reshape([down, across, first]),
      channelBias(),
      activation,
      pixelNorm(),
      normed(first)
    )
  )
  const grown = (at: number): NetworkFunction =>
    named(level(at), chain(nearestUp(), normed(channelsAt(s, at)), normed(channelsAt(s, at))))
  return (net, latent, share) => {
    const before = chain(start, ...levels(1, stage - 1).map(grown))(net, latent)
    if (stage === 0 || !share) return toPicture(s, 0)(net, before)
    const after = grown(stage)(net, before)
    const older = nearestUp()(net, toPicture(s, stage - 1)(net, before))
    return fade()(net, older, toPicture(s, stage)(net, after), share)
  }
}

function discriminator(s: Settings, stage: number): NetworkFunction {
  const shrunk = (at: number): NetworkFunction =>
    named(level(at), chain(convolved(channelsAt(s, at)), convolved(channelsAt(s, at - 1)), boxDown()))
  const end = named(
    level(0),
    chain(
      minibatchDeviation(),
      convolved(channelsAt(s, 0)),
      flatten(),
      equalisedDense(channelsAt(s, 0), { gain }),
      activation,
      equalisedDense(1)
    )
  )
  return (net, picture, share) => {
    if (stage === 0 || !share) return chain(fromPicture(s, 0), end)(net, picture)
    const newer = shrunk(stage)(net, fromPicture(s, stage)(net, picture))
    const older = fromPicture(s, stage - 1)(net, boxDown()(net, picture))
    const faded = fade()(net, older, newer, share)
    return chain(
      ...levels(1, stage - 1)
        .reverse()
        .map(shrunk),
      end
    )(net, faded)
  }
}

export default defineGan({
  id: 'progan',
  name: 'Progressive growing',
  summary: 'Grows from 4×4 to as large as 1024×1024 while it trains: photos and drawings, for long trainings.',
  purpose: 'finest',
  paper: 'arXiv:1710.10196',
  settings: withDefaults(
    ganSettings(
      {
        epochs: 100,
        batchSize: 16,
        channels: 'colour',
        learningRate: 1e-3,
        beta1: 0,
        latent: 64,
        samples: 25,
        loss: 'wasserstein'
      },
      [base, pictureSize(64, 4, 8, 16, 32, 128, 256, 512, 1024), aspect, phasePictures, most, smallerBatches]
    ),
    { gradientPenalty: 10, drift: 0.001, emaDecay: 0.999 }
  ),
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: large ? 0.65 : 0.55,
      reason: 'Grows to large pictures, level by level, in a long training.',
      settings: {
        channels: grey ? 'grey' : 'colour',
        size: large ? '64' : '32',
        phasePictures: large ? 24_000 : 30_000,
        ...schedule(imageCount, 16, 16_500, 20, 100)
      }
    }
  },
  generator,
  discriminator,
  grows: { stages, heightAt: (s, stage) => sizeAt(s, stage)[0] },
  rates: s => ({
    learningRate: numberSetting(s, 'learningRate'),
    beta1: numberSetting(s, 'beta1'),
    beta2: 0.99,
    epsilon: 1e-8
  })
})

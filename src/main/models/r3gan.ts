/**
 * R3GAN: a GAN stripped of tricks (Huang, Gokaslan, Kuleshov and Tompkin 2024). The relativistic pairing loss needs no
 * more than R1 and R2 at every step to converge, and then a plain residual network will do: 1×1, grouped 3×3, 1×1, no
 * normalisation, no tanh, begun like Fixup (Zhang et al. 2019) so that every block is at first the identity.
 */
import type { SettingDefinition, Settings } from '../../shared/domain'
import {
  add,
  chain,
  conv,
  dense,
  discriminativeBasis,
  fanInNormal,
  filteredDown,
  filteredUp,
  generativeBasis,
  groupedConv,
  leakyRelu,
  named,
  zeros,
  type Layer,
  type NetworkFunction
} from '../layers'
import { numberSetting } from './definition'
import { defineGan } from './families/gan'
import { aspect, fourCells, pictureSize, shapedImage, sizeOf } from './families/picture-size'
import { channelCount, ganSettings, schedule, width, withDefaults } from './settings'

const slope = 0.2
/** Keeps the variance through a LeakyReLU. */
const gain = Math.sqrt(2 / (1 + slope ** 2))
const init = fanInNormal()

const wide: SettingDefinition = {
  ...width(96),
  max: 768,
  help:
    'Channels of its maps up to 32×32; larger maps have fewer. The paper has 768; an eighth of that trains ' +
    'without a GPU.'
}

const blocks: SettingDefinition = {
  key: 'blocks',
  type: 'int',
  label: 'Blocks per level',
  default: 1,
  min: 1,
  max: 4,
  advanced: true,
  help: 'Residual blocks in either network for each size from 4×4 up. The paper has two.'
}

/** Sides of its maps, from 4 to the picture's. */
const sides = (s: Settings): number[] => Array.from({ length: Math.log2(sizeOf(s)) - 1 }, (_, i) => 4 * 2 ** i)
/** Channels: `width` up to 32×32, half as many at each doubling from there. */
const channelsAt = (s: Settings, side: number): number =>
  Math.max(2, Math.floor(numberSetting(s, 'width') * Math.min(1, 32 / side)))
/** Groups of 16 channels each. */
const groupsOf = (hidden: number): number => (hidden % 16 === 0 ? hidden / 16 : 1)

/** x + W₃ · act(W₂ · act(W₁ · x)), twice as wide within. [h, w, c] → [h, w, c] */
const residual =
  (s: Settings, c: number): NetworkFunction =>
  (net, x) => {
    const layers = sides(s).length * numberSetting(s, 'blocks')
    const inner = fanInNormal(gain * layers ** (-1 / 4))
    const branch = chain(
      conv(2 * c, 1, 1, { init: inner }),
      leakyRelu(slope),
      groupedConv(2 * c, 3, groupsOf(2 * c), { init: inner }),
      leakyRelu(slope),
      conv(c, 1, 1, { init: zeros, bias: false })
    )
    return add()(net, x, branch(net, x))
  }
const level = (s: Settings, side: number): NetworkFunction[] =>
  Array.from({ length: numberSetting(s, 'blocks') }, (_, i) =>
    named(`b${side}/block${i + 1}`, residual(s, channelsAt(s, side)))
  )
/** A 1×1 convolution to other channels, where they change. */
const changed = (s: Settings, from: number, to: number): Layer[] =>
  channelsAt(s, from) === channelsAt(s, to) ? [] : [conv(channelsAt(s, to), 1, 1, { init, bias: false })]

export default defineGan({
  id: 'r3gan',
  name: 'R3GAN',
  summary: 'The strongest simple recipe known, for machines with a GPU: photos and drawings, at 32 pixels or more.',
  purpose: 'finest',
  paper: 'arXiv:2501.05441',
  settings: withDefaults(
    ganSettings(
      {
        epochs: 100,
        batchSize: 32,
        width: 96,
        channels: 'colour',
        learningRate: 2e-4,
        beta1: 0,
        latent: 64,
        samples: 25,
        loss: 'relativistic'
      },
      [wide, pictureSize(64, 32, 128, 256), aspect, blocks]
    ),
    { augment: 'all', r1: 2, r2: 2, emaDecay: 0.9999 }
  )
    // Its own course takes the place of a schedule to choose.
    .filter(({ key }) => key !== 'schedule'),
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: large ? 3 : 2.2,
      reason: 'Shows the finest pictures, for the longest training: made for a GPU.',
      settings: {
        channels: grey ? 'grey' : 'colour',
        size: large ? '64' : '32',
        width: 384,
        ...schedule(imageCount, 32, 100_000, 50, 100)
      }
    }
  },
  generator: s => {
    const [, ...larger] = sides(s)
    return chain(
      dense(channelsAt(s, 4), { init, bias: false }),
      generativeBasis(fourCells(s)),
      ...level(s, 4),
      ...larger.flatMap(side => [
        ...changed(s, side / 2, side).map(one => named(`b${side}`, one)),
        filteredUp(),
        ...level(s, side)
      ]),
      named('toPicture', conv(channelCount(s), 1, 1, { init, bias: false }))
    )
  },
  discriminator: s => {
    const smaller = sides(s).slice(1).reverse()
    return chain(
      named('fromPicture', conv(channelsAt(s, sizeOf(s)), 1, 1, { init, bias: false })),
      ...smaller.flatMap(side => [
        ...level(s, side),
        filteredDown(),
        ...changed(s, side, side / 2).map(one => named(`b${side}`, one))
      ]),
      ...level(s, 4),
      discriminativeBasis(),
      dense(1, { init, bias: false })
    )
  },
  // Along half a cosine over the run, as in the paper's appendix: 20 million pictures there.
  rates: s => {
    const rate = numberSetting(s, 'learningRate')
    return {
      learningRate: { from: rate, to: rate / 4 },
      beta1: numberSetting(s, 'beta1'),
      beta2: { from: 0.9, to: 0.99 },
      epsilon: 1e-8
    }
  },
  courses: () => ({ penalties: { from: 1, to: 0.1 }, augmentation: { from: 0, to: 0.3 } }),
  averageHalfLife: () => ({ from: 0, to: 0.025 })
})

/**
 * Small data: the light GAN for a few hundred pictures of Liu et al. 2021 (FastGAN), made lighter still for machines
 * without a GPU. G doubles its picture block by block, and small early maps say which channels of later ones matter
 * (skip-layer excitation); D is spectrally normalised (Miyato et al. 2018), plays by the hinge loss, and sees only
 * augmented pictures (Zhao et al. 2020); samples come from G's average. What was measured, and what was left out of the
 * paper: docs/decisions/0013-small-data.md.
 */
import type { SettingDefinition, Settings } from '../../shared/domain'
import { counted, fewPictures } from '../../shared/counted'
import {
  batchNorm,
  chain,
  conv,
  dense,
  excite,
  flatten,
  glu,
  leakyRelu,
  normalInitializer,
  reshape,
  tanh,
  upConv,
  type Layer,
  type Value
} from '../layers'
import { numberSetting } from './definition'
import { aspect, fourCells, pictureSize, shapedImage, sizeOf } from './families/picture-size'
import { defineGan } from './families/gan'
import {
  adam,
  batchSize,
  beta1,
  channelCount,
  channels,
  epochs,
  adversarial,
  latent,
  learningRate,
  passes,
  precision,
  samples,
  schedule,
  updates,
  width,
  withDefaults
} from './settings'

const init = normalInitializer(0.02)

/**
 * Narrow, in the paper's proportions: `width` channels in a map of 32×32 whatever the picture's size, twice as many in
 * each smaller one, as many in 64×64 and half as many in 128×128. Wide: `width` at half the picture's side, twice as
 * many at each halving, eight times at most; so were runs from before there was a choice. At 64 pixels both are the
 * same.
 */
const channelsAt = (s: Settings, side: number): number =>
  Math.ceil(
    numberSetting(s, 'width') *
      (s.largeMaps === 'narrow' ? (side > 32 ? Math.min(1, 64 / side) : 32 / side) : Math.min(8, sizeOf(s) / 2 / side))
  )
/** from, 2·from, … up to `to`. */
const doublings = (from: number, to: number): number[] => (from > to ? [] : [from, ...doublings(2 * from, to)])

const largeMaps: SettingDefinition = {
  key: 'largeMaps',
  type: 'choice',
  label: 'Maps above 32×32',
  default: 'narrow',
  advanced: true,
  choices: [
    { value: 'narrow', label: 'Narrow' },
    { value: 'wide', label: 'Wide' }
  ],
  help:
    'Of pictures larger than 64×64. Narrow maps have no more channels than those of 32×32, which suits a ' +
    'processor. Wide ones, and those they come from, have more, for a GPU: a step takes about twice as long.'
}

export default defineGan({
  id: 'small-data',
  name: 'Small data',
  summary: 'Photos and drawings in small folders: made for 50 to 5,000 pictures, in colour, 64 pixels or more.',
  purpose: 'finest',
  paper: 'arXiv:2101.04775',
  settings: [
    epochs(100),
    passes,
    batchSize(16),
    {
      ...width(16),
      help:
        'Channels of its large maps; the smaller ones have multiples of it. Halving it trains about three times ' +
        'as fast.'
    },
    {
      ...pictureSize(64, 128, 256),
      help: 'Height and width of its square pictures. At twice the size a step takes two to three times as long.'
    },
    aspect,
    largeMaps,
    channels('colour'),
    learningRate(5e-4),
    beta1(0.5),
    latent(100),
    samples(25),
    precision,
    ...withDefaults(adversarial('hinge'), { augment: 'colour,translation', reuseLatents: true }),
    ...withDefaults(updates, { emaDecay: 0.995 })
  ],
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    const few = imageCount < 5000
    return {
      score: !large ? 0.8 : few ? 2.5 : 1.8,
      reason: !large
        ? 'Larger than your pictures are.'
        : imageCount < fewPictures
          ? `Made for small folders. Yours is smaller still: of ${counted(imageCount, 'picture')} it makes the ` +
            'most, and cannot make much.'
          : few
            ? 'Made for folders of this size: it shows the most for the time it trains.'
            : 'Quick, and made for fewer pictures than you have.',
      settings: { channels: grey ? 'grey' : 'colour', ...schedule(imageCount, 16, 20_000, 20, 100) }
    }
  },
  generator: s => (net, latent) => {
    const [down, across] = fourCells(s)
    const maps = new Map<number, Value>()
    const gated = (side: number): number => 2 * channelsAt(s, side)
    const block = (side: number, x: Value, ...up: Layer[]): Value =>
      net.within(`b${side}`, () => {
        const map = chain(...up, batchNorm(), glu())(net, x)
        const early = maps.get(side / 8)
        const excited = early ? excite([down, across])(net, map, early) : map
        maps.set(side, excited)
        return excited
      })
    const start = block(
      4,
      latent,
      dense(down * across * gated(4), { init, bias: false }),
      reshape([down, across, gated(4)])
    )
    const last = doublings(8, sizeOf(s) / 2).reduce(
      (x, side) => block(side, x, upConv(gated(side), { init, bias: false })),
      start
    )
    return chain(upConv(channelCount(s), { init }), tanh())(net, last)
  },
  discriminator: s => [
    ...doublings(4, sizeOf(s) / 2)
      .reverse()
      .flatMap(side => [conv(channelsAt(s, side), 4, 2, { spectral: true }), leakyRelu(0.2)]),
    flatten(),
    dense(1, { spectral: true })
  ],
  rates: adam
})

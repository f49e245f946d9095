/**
 * BigGAN (Brock, Donahue and Simonyan 2019): classes at large scale. Every block of G is conditioned on the class, by
 * one embedding that all of them share, and on a slice of the latent; D adds to its logit how far a picture lies
 * along the embedding of its class. Both are spectrally normalised; batches are large, in parts where memory is not.
 * As it stands here it is small, for a processor at 32 pixels; the paper's own sizes are in docs/results.md.
 */
import type { Settings } from '../../shared/domain'
import {
  batchNorm,
  chain,
  concat,
  conv,
  dense,
  globalSum,
  named,
  orthogonal as init,
  projection,
  relu,
  reshape,
  residualDown,
  residualUp,
  selfAttention,
  slice,
  tanh,
  type NetworkFunction,
  type Value
} from '../layers'
import { orthogonality } from '../regularisers/orthogonal'
import { numberSetting } from './definition'
import { attentionSide, bigganSettings, slicesOf } from './families/biggan-settings'
import { defineGan } from './families/gan'
import { fourCells, shapedImage, sizeOf } from './families/picture-size'
import { truncated, truncationInput } from './families/truncation'
import { channelCount, schedule } from './settings'

/** Channels as multiples of the width, by the side of the pictures (appendix B; C.2 for 32). */
const tables: Readonly<Record<number, { start: number; up: number[]; down: number[] }>> = {
  32: { start: 4, up: [4, 4, 4], down: [4, 4, 4, 4] },
  64: { start: 16, up: [16, 8, 4, 2], down: [1, 2, 4, 8, 16] },
  128: { start: 16, up: [16, 8, 4, 2, 1], down: [1, 2, 4, 8, 16, 16] },
  256: { start: 16, up: [16, 8, 8, 4, 2, 1], down: [1, 2, 4, 8, 8, 16, 16] },
  512: { start: 16, up: [16, 8, 8, 4, 2, 1, 1], down: [1, 1, 2, 4, 8, 8, 16, 16] }
}

function channelsOf(s: Settings): { start: number; up: number[]; down: number[] } {
  const [table, width] = [tables[sizeOf(s)], numberSetting(s, 'width')]
  if (!table) throw new Error(`BigGAN has no table of channels for pictures of ${sizeOf(s)} pixels.`)
  const wide = (multiples: number[]): number[] => multiples.map(multiple => multiple * width)
  return { start: table.start * width, up: wide(table.up), down: wide(table.down) }
}

/** [latent], [classes] → [size, size, channels] */
const generator =
  (s: Settings): NetworkFunction =>
  (net, latent, classes) => {
    const { start, up } = channelsOf(s)
    const [first = 0, ...each] = slicesOf(s, up.length)
    const sharedSize = numberSetting(s, 'shared')
    const [down, across] = fourCells(s)
    let taken = first
    let x = chain(
      ...(s.slices === true ? [slice(0, first)] : []),
      dense(down * across * start, { init, spectral: true }),
      reshape([down, across, start])
    )(net, latent)
    const embedding = sharedSize > 0 ? named('shared', dense(sharedSize, { init, bias: false }))(net, classes) : classes
    const conditionOf = (count: number): Value => {
      taken += count
      return count === 0 ? embedding : concat()(net, embedding, slice(taken - count, count)(net, latent))
    }
    up.forEach((filters, i) => {
      const side = 8 * 2 ** i
      const condition = conditionOf(each[i] ?? 0)
      const block = residualUp(filters, { init, spectralNorms: sharedSize > 0 })
      x = named(`b${side}`, scope => {
        const made = block(scope, x, condition)
        return side === attentionSide(s) ? selfAttention(init)(scope, made) : made
      })(net)
    })
    const last = conv(channelCount(s), 3, 1, { init, spectral: true })
    return chain(batchNorm({ momentum: 0.9, epsilon: 1e-5 }), relu(), last, tanh())(net, x)
  }

/** [size, size, channels], class → [1] */
const discriminator =
  (s: Settings): NetworkFunction =>
  (net, picture, label) => {
    const { down } = channelsOf(s)
    // At 32 pixels two blocks halve the map, at other sizes all but the last.
    const halvings = sizeOf(s) === 32 ? 2 : down.length - 1
    const found = down.reduce((x, filters, i) => {
      const side = sizeOf(s) / 2 ** Math.min(i + 1, halvings)
      const block = residualDown(filters, { init, first: i === 0, halves: i < halvings })
      return named(`block${i + 1}`, scope => {
        const map = block(scope, x)
        return i < halvings && side === attentionSide(s) ? selfAttention(init)(scope, map) : map
      })(net)
    }, picture)
    const features = chain(relu(), globalSum())(net, found)
    return projection(numberSetting(s, 'classes'), init)(net, features, label)
  }

export default defineGan({
  id: 'biggan',
  name: 'BigGAN',
  summary:
    'The strongest of the models for classes, and the slowest: mixes classes, and trades variety ' +
    'for typical pictures.',
  purpose: 'classes',
  paper: 'arXiv:1809.11096',
  conditional: true,
  mixesClasses: true,
  drawsClasses: true,
  settings: bigganSettings,
  image: shapedImage,
  latent: s => numberSetting(s, 'latent'),
  latentDistribution: 'normal',
  sampleCount: s => numberSetting(s, 'classes') * numberSetting(s, 'perClass'),
  suits: ({ grey, imageCount, labels }) => ({
    score: labels.length < 2 ? 0 : 0.7,
    reason:
      `For your ${labels.length} classes and the way from one to another, where there is time or a GPU: it ` +
      'learns slowly and goes far.',
    settings: {
      channels: grey ? 'grey' : 'colour',
      classes: Math.max(2, labels.length),
      perClass: labels.length > 32 ? 1 : 8,
      ...schedule(Math.floor(imageCount / 2), 64, 10_000, 10, 100)
    }
  }),
  generator,
  discriminator,
  discriminatorSteps: s => numberSetting(s, 'discriminatorSteps'),
  generatorPenalty: (kernels, s) => {
    const beta = numberSetting(s, 'orthogonal')
    const penalised = [...kernels].flatMap(([name, kernel]) => (name.includes('/shared/') ? [] : [kernel]))
    return beta > 0 && penalised.length > 0 ? orthogonality(penalised, beta) : null
  },
  rates: s => ({
    learningRate: numberSetting(s, 'learningRate'),
    beta1: numberSetting(s, 'beta1'),
    beta2: 0.999,
    epsilon: 1e-6
  }),
  discriminatorRates: s => ({ learningRate: numberSetting(s, 'discriminatorRate') }),
  sampling: own => ({
    ...own,
    inputs: s => [...own.inputs(s), truncationInput],
    draw: (n, input, state, s) => {
      const latents = (): ReturnType<typeof input> => truncated(input('latents'), input(truncationInput.key))
      return own.draw(n, key => (key === 'latents' ? latents() : input(key)), state, s)
    }
  })
})

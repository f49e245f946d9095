/** StyleGAN2's discriminator (Karras et al. 2020, figure 7c): residual blocks from the picture down to 4×4. */
import { leakyRelu } from '../activation/activations'
import { chain, named } from '../chain'
import { innerProduct } from '../conditioning/inner-product'
import { filteredDown } from '../convolution/filtered'
import { equalisedConv } from '../equalised/equalised-conv'
import { equalisedDense } from '../equalised/equalised-dense'
import { equalisedDownConv } from '../equalised/equalised-down-conv'
import { minibatchDeviation } from '../normalisation/minibatch-deviation'
import type { NetworkFunction } from '../scope'
import { add } from '../shape/add'
import { flatten } from '../shape/reshape'
import { classDirection, levelSides, slowLayers, type StyleShape } from './style-generator'

const gain = Math.SQRT2

/** Layers between a class and its direction, as many as in the paper's code. */
const classLayers = 8

/**
 * [height, width, channels] → [1], logits; with shares of classes, [classes], how far the picture's features lie along
 * their direction.
 */
export const styleDiscriminator =
  ({ size, maps }: Pick<StyleShape, 'size' | 'maps'>): NetworkFunction =>
  (net, picture, shares) => {
    const seen = net.within(`b${size}`, () =>
      net.within('rgb', () => chain(equalisedConv(maps(size), 1, { scale: gain }), leakyRelu(0.2))(net, picture))
    )
    const last = levelSides(size)
      .slice(1)
      .reverse()
      .reduce((x, side) => net.within(`b${side}`, () => residual(maps(side), maps(side / 2))(net, x)), seen)
    const features = net.within('b4', () =>
      chain(
        minibatchDeviation(),
        equalisedConv(maps(4), 3, { scale: gain }),
        leakyRelu(0.2),
        flatten(),
        equalisedDense(maps(4), { scale: gain }),
        leakyRelu(0.2)
      )(net, last)
    )
    return net.within('b4', () => {
      if (!shares) return equalisedDense(1)(net, features)
      const width = maps(4)
      const direction = chain(classDirection(width), named('direction', slowLayers(classLayers, width)))(net, shares)
      return innerProduct()(net, equalisedDense(width)(net, features), direction)
    })
  }

/** Both ways are scaled by √½, so that their sum varies as either of them. [h, w, c] → [h/2, w/2, wider] */
const residual =
  (maps: number, wider: number): NetworkFunction =>
  (net, x) => {
    const found = net.within('conv', () =>
      chain(
        equalisedConv(maps, 3, { scale: gain }),
        leakyRelu(0.2),
        equalisedDownConv(wider, { scale: gain * Math.SQRT1_2 }),
        leakyRelu(0.2)
      )(net, x)
    )
    const skipped = net.within('skip', () =>
      chain(filteredDown(), equalisedConv(wider, 1, { bias: false, scale: Math.SQRT1_2 }))(net, x)
    )
    return add()(net, found, skipped)
  }

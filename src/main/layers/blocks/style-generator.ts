/**
 * The two halves of StyleGAN2's generator (Karras et al. 2020, arXiv:1912.04958, figure 2c and figure 7b): latents
 * become styles, and styles pictures.
 */
import { leakyRelu } from '../activation/activations'
import { chain, named } from '../chain'
import { filteredUp } from '../convolution/filtered'
import { equalisedDense } from '../equalised/equalised-dense'
import { imageShape, inputAt } from '../layer'
import { pixelNorm } from '../normalisation/pixel-norm'
import type { NetworkFunction, Scope, Value } from '../scope'
import { add } from '../shape/add'
import { concat } from '../shape/concat'
import { row } from '../shape/row'
import { learntConstant } from '../style/learnt-constant'
import { levelNoise } from '../style/level-noise'
import { modulatedConv } from '../style/modulated-conv'

export interface StyleShape {
  /** Side of its pictures, were they square: levels are called by it, and have channels by it. */
  size: number
  /** Of the map that they begin at, down and across: 4×4 of squares. */
  cells?: readonly [number, number]
  /** Of its pictures. */
  channels: number
  /** Channels of its maps, by their side. */
  maps: (side: number) => number
}

/** Sides of a synthesis network's levels: 4, 8, … size. */
export const levelSides = (size: number): number[] => Array.from({ length: Math.log2(size) - 1 }, (_, i) => 4 * 2 ** i)

/** How many styles a picture has: one for each convolution, and one for the last picture. */
export const styleCount = (size: number): number => 2 * levelSides(size).length

/** Layers that learn a hundred times slower than the rest: […] → [width]. */
export const slowLayers = (count: number, width: number): NetworkFunction =>
  chain(
    ...Array.from({ length: count }, () => [
      equalisedDense(width, { rate: 0.01, scale: Math.SQRT2 }),
      leakyRelu(0.2)
    ]).flat()
  )

/** What a class, or shares of classes, comes to: [classes] → [width], with a mean square of 1. */
export const classDirection = (width: number): NetworkFunction =>
  named('classes', chain(equalisedDense(width), pixelNorm()))

/**
 * f: z → w, [latent] → [width] (Karras et al. 2019, section 2); with shares of classes beside the latent, their
 * embedding is joined to it (Karras et al. 2020, arXiv:2006.06676, appendix C).
 */
export const styleMapping =
  ({ layers, width }: { layers: number; width: number }): NetworkFunction =>
  (net, latent, shares) => {
    const z = pixelNorm()(net, latent)
    return slowLayers(layers, width)(net, shares ? concat()(net, z, classDirection(width)(net, shares)) : z)
  }

/**
 * Styles and numbers that say the noise of each level → a picture: [styleCount, width], [levels, noiseNumbers] →
 * [height, width, channels]. Every level adds a picture of its own to the one before it, enlarged (skip connections).
 */
export const styleSynthesis =
  ({ size, cells = [4, 4], channels, maps }: StyleShape): NetworkFunction =>
  (net, styles, ...others) => {
    const noise = inputAt('styleSynthesis', others, 0)
    let next = 0
    let map = net.within('b4', () => learntConstant([...cells, maps(4)])(net, styles))
    let picture: Value | null = null
    for (const [level, side] of levelSides(size).entries()) {
      const own = row(level)(net, noise)
      net.within(`b${side}`, () => {
        const conv = (name: string, up: boolean): Value =>
          net.within(name, () => styled(net, map, row(next++)(net, styles), own, maps(side), up))
        if (level > 0) map = conv('conv1', true)
        map = conv('conv2', false)
        // Its style is that of the next level's first convolution.
        const drawn = net.within('rgb', () => pictured(net, map, row(next)(net, styles), channels))
        picture = picture ? add()(net, filteredUp()(net, picture), drawn) : drawn
      })
    }
    if (!picture) throw new Error(`A picture of ${size}×${size} has no levels.`)
    return picture
  }

/** A style out of w, whose scales begin at 1: [width] → [as many as the map has channels]. */
const styleFor = (net: Scope, x: Value, w: Value): Value =>
  equalisedDense(imageShape('A style', x)[2], { bias: 1 })(net, w)

function styled(net: Scope, x: Value, w: Value, noise: Value, maps: number, up: boolean): Value {
  const made = modulatedConv(maps, 3, { up, scale: Math.SQRT2 })(net, x, styleFor(net, x, w))
  return leakyRelu(0.2)(net, levelNoise({ scale: Math.SQRT2 })(net, made, noise))
}

const pictured = (net: Scope, x: Value, w: Value, channels: number): Value =>
  modulatedConv(channels, 1, { demodulate: false })(net, x, styleFor(net, x, w))

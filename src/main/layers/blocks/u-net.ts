import { relu, leakyRelu, tanh } from '../activation/activations'
import { chain, named } from '../chain'
import { concat } from '../shape/concat'
import { conv } from '../convolution/conv'
import { dropout } from '../dropout'
import type { NetworkFunction } from '../scope'
import { transposedConv } from '../convolution/transposed-conv'
import { biasBefore, init, normOf, type Norm } from './norms'

export interface UNetOptions {
  /** Of the pictures it makes. */
  channels: number
  /** How often the picture is halved: 8 for 256 px. */
  downs: number
  /** Channels of the first level; the next have 2, 4, 8, 8 … times as many. */
  width: number
  norm: Norm
}

/**
 * The U-Net of pix2pix (Isola et al. 2017, section 6.1.1): every level halves its map, has what lies below it made of
 * that, and joins both before it doubles it again. Dropout in the inner levels is all the noise there is. [h, w, c] →
 * [h, w, channels].
 */
export const uNet = ({ channels, downs, width, norm }: UNetOptions): NetworkFunction => {
  const bias = biasBefore(norm)
  const filters = (level: number): number => Math.min(2 ** level, 8) * width
  const [outermost, innermost] = [0, downs - 1]

  const down = (level: number): NetworkFunction =>
    named(
      `down${level + 1}`,
      chain(
        conv(filters(level), 4, 2, { padding: 1, init, bias }),
        ...(level === outermost || level === innermost ? [] : [normOf(norm)])
      )
    )

  const up = (level: number): NetworkFunction =>
    named(
      `up${level + 1}`,
      level === outermost
        ? chain(relu(), transposedConv(channels, 4, 2, { padding: 1, init }), tanh())
        : chain(
            relu(),
            transposedConv(filters(level - 1), 4, 2, { padding: 1, init, bias }),
            normOf(norm),
            ...(level > 3 && level < innermost ? [dropout(0.5)] : [])
          )
    )

  const from =
    (level: number): NetworkFunction =>
    (net, x) => {
      const found = down(level)(net, x) // [h/2, w/2, filters]
      if (level === innermost) return up(level)(net, found)
      // The next level and the join both take it activated: up's ReLU of it is that of what it was before. Where the
      // join took that instead, TensorFlow fused convolution, norm and LeakyReLU though their norm was wanted, too:
      // "remapper failed", and nothing fused at all (docs/decisions/0015-faster-steps.md has another of the kind).
      const active = leakyRelu(0.2)(net, found)
      return up(level)(net, concat()(net, active, from(level + 1)(net, active)))
    }
  return from(outermost)
}

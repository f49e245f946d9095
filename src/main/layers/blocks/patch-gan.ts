import { leakyRelu } from '../activation/activations'
import { chain } from '../chain'
import { conv } from '../convolution/conv'
import type { NetworkFunction } from '../scope'
import { biasBefore, init, normOf, type Norm } from './norms'

export interface PatchGanOptions {
  /** Layers between the first and the last; 3 makes each logit see 70×70 pixels. */
  layers: number
  /** Channels of the first layer; the next have 2, 4, 8, 8 … times as many. */
  width: number
  norm: Norm
}

/**
 * A discriminator of patches (Isola et al. 2017, section 3.2.2): a logit for each of them. [h, w, c] → [h/2^layers − 2,
 * w/2^layers − 2, 1].
 */
export const patchGan = ({ layers, width, norm }: PatchGanOptions): NetworkFunction => {
  const filters = (layer: number): number => Math.min(2 ** layer, 8) * width
  return chain(
    conv(width, 4, 2, { padding: 1, init }),
    leakyRelu(0.2),
    ...Array.from({ length: layers }, (_, i) => i + 1).flatMap(layer => [
      conv(filters(layer), 4, layer === layers ? 1 : 2, { padding: 1, init, bias: biasBefore(norm) }),
      normOf(norm),
      leakyRelu(0.2)
    ]),
    conv(1, 4, 1, { padding: 1, init })
  )
}

/** Pixels across that a logit sees. */
export function receptiveField(layers: number): number {
  let seen = 1
  for (const stride of [1, 1, ...Array.from({ length: layers }, () => 2)]) seen = (seen - 1) * stride + 4
  return seen
}

import { relu } from '../activation/activations'
import { named } from '../chain'
import { classBatchNorm } from '../conditioning/class-batch-norm'
import { conv } from '../convolution/conv'
import { upConv } from '../convolution/up-conv'
import type { Initializer } from '../initializers'
import { add } from '../shape/add'
import type { NetworkFunction, Value } from '../scope'

export interface ResidualUpOptions {
  init: Initializer
  /** The products that make the norms' scales and offsets are spectrally normalised, as its convolutions are. */
  spectralNorms: boolean
}

/**
 * A residual block of a generator that doubles its map (Brock et al. 2019, figure 15b): norm, ReLU, doubling,
 * convolution, norm, ReLU, convolution, beside a convolution 1×1 of the doubled map. Both norms are conditioned on the
 * second input. [h, w, c], [n] → [2h, 2w, filters].
 */
export const residualUp =
  (filters: number, { init, spectralNorms }: ResidualUpOptions): NetworkFunction =>
  (net, x, ...others) => {
    const norm = classBatchNorm({ init, spectral: spectralNorms })
    const refined = (map: Value): Value => relu()(net, norm(net, map, ...others))
    const doubled = upConv(filters, { init, spectral: true })(net, refined(x))
    const deep = conv(filters, 3, 1, { init, spectral: true })(net, refined(doubled))
    return add()(net, deep, named('skip', upConv(filters, { size: 1, init, spectral: true }))(net, x))
  }

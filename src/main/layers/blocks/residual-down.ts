import { relu } from '../activation/activations'
import { named } from '../chain'
import { conv } from '../convolution/conv'
import { downConv } from '../convolution/down-conv'
import type { Initializer } from '../initializers'
import { add } from '../shape/add'
import type { NetworkFunction, Value } from '../scope'
import { imageShape } from '../layer'

export interface ResidualDownOptions {
  init: Initializer
  /** The first block of a network: it looks at the picture itself, not at what ReLU leaves of it. */
  first?: boolean
  /** Halves the map. */
  halves: boolean
}

/**
 * A residual block of a discriminator (Brock et al. 2019, figure 15c): ReLU, convolution, ReLU, convolution, means of
 * 2×2 where it halves, beside a convolution 1×1 where the shape changes; all spectrally normalised. [h, w, c] → [h/2,
 * w/2, filters], or [h, w, filters].
 */
export const residualDown =
  (filters: number, { init, first = false, halves }: ResidualDownOptions): NetworkFunction =>
  (net, x) => {
    const options = { init, spectral: true }
    const last = halves ? downConv(filters, options) : conv(filters, 3, 1, options)
    const wide = conv(filters, 3, 1, options)(net, first ? x : relu()(net, x))
    const deep = last(net, relu()(net, wide))
    return add()(net, deep, named('skip', skip)(net, x))

    function skip(scope: typeof net, value: Value): Value {
      if (halves) return downConv(filters, { ...options, size: 1 })(scope, value)
      return imageShape('residualDown', value)[2] === filters ? value : conv(filters, 1, 1, options)(scope, value)
    }
  }

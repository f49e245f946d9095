import { relu, tanh } from '../activation/activations'
import { add } from '../shape/add'
import { chain, named } from '../chain'
import { conv } from '../convolution/conv'
import type { Layer } from '../layer'
import { reflectionPad } from '../convolution/reflection-pad'
import type { NetworkFunction } from '../scope'
import { transposedConv } from '../convolution/transposed-conv'
import { biasBefore, init, normOf, type Norm } from './norms'

export interface ResnetOptions {
  /** Of the pictures it makes. */
  channels: number
  /** Residual blocks. */
  blocks: number
  /** Channels at full size; four times as many in the blocks, at a quarter of it. */
  width: number
  norm: Norm
}

/**
 * The generator of CycleGAN (Zhu et al. 2017, appendix 7.2, after Johnson et al. 2016): two halvings, residual blocks,
 * two doublings.
 * [h, w, c] → [h, w, channels], for sides that 4 divides.
 */
export const resnetGenerator = ({ channels, blocks, width, norm }: ResnetOptions): NetworkFunction => {
  const bias = biasBefore(norm)
  const mirrored = (filters: number, size: number): Layer[] => [
    reflectionPad((size - 1) / 2),
    conv(filters, size, 1, { padding: 0, init, bias })
  ]
  const refined = [normOf(norm), relu()]

  const inner = chain(...mirrored(4 * width, 3), ...refined, ...mirrored(4 * width, 3), normOf(norm))
  const residual: NetworkFunction = (net, x) => add()(net, x, inner(net, x))

  return chain(
    named(
      'down',
      chain(
        ...mirrored(width, 7),
        ...refined,
        conv(2 * width, 3, 2, { padding: 1, init, bias }),
        ...refined,
        conv(4 * width, 3, 2, { padding: 1, init, bias }),
        ...refined
      )
    ),
    ...Array.from({ length: blocks }, (_, i) => named(`block${i + 1}`, residual)),
    named(
      'up',
      chain(
        transposedConv(2 * width, 3, 2, { padding: 1, init, bias }),
        ...refined,
        transposedConv(width, 3, 2, { padding: 1, init, bias }),
        ...refined,
        reflectionPad(3),
        conv(channels, 7, 1, { padding: 0, init }),
        tanh()
      )
    )
  )
}

import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { glorotUniform, zeros } from '../initializers'
import { imageShape, layer, type KernelOptions, type Layer } from '../layer'

/**
 * Convolution in groups (Xie et al. 2017, section 3), "same": channels and filters are cut into as many groups, and
 * each sees its own: [h, w, c] → [h, w, filters], kernel [size, size, c/groups, filters].
 *
 * A convolution for each group, side by side: TensorFlow's own grouped kernel has no gradients on a processor, and
 * other ways take longer (docs/decisions/0025-grouped-convolutions.md).
 */
export const groupedConv = (
  filters: number,
  size: number,
  groups: number,
  { init = glorotUniform, bias = true }: Omit<KernelOptions, 'spectral'> = {}
): Layer =>
  layer('groupedConv', (net, x) => {
    const [height, width, channels] = imageShape('groupedConv', x)
    if (channels % groups !== 0 || filters % groups !== 0)
      throw new Error(`groupedConv cannot cut ${channels} channels and ${filters} filters into ${groups} groups.`)
    const each = channels / groups
    const fans = { in: size * size * each, out: (size * size * filters) / groups }
    const kernel = net.weight('kernel', [size, size, each, filters], init, { fans })
    const offset = bias ? net.weight('bias', [filters], zeros) : null
    return net.output(
      [height, width, filters],
      ({ ops }) => {
        const cut = (whole: Tensor): Tensor[] => (groups === 1 ? [whole] : tf.split(whole, groups, 3))
        const kernels = cut(kernel.variable)
        const parts = cut(x.tensor).map((part, i) => ops.conv(part, kernels[i] ?? kernel.variable, 1))
        const y = groups === 1 ? (parts[0] ?? x.tensor) : tf.concat(parts, 3)
        return offset ? ops.biasAdd(y, offset.variable) : y
      },
      { flop: 2 * size * size * each * filters * height * width, features: 'found' }
    )
  })

import { zeros } from '../initializers'
import { layer, type Layer } from '../layer'
import { axis } from '../../tensors/axis'

/** Adds a number to each channel, where it was not added with the kernel: […, c] → […, c]. */
export const channelBias = (): Layer =>
  layer('channelBias', (net, x) => {
    const bias = net.weight('bias', [axis(x, -1)], zeros)
    return net.output(x.shape, ({ ops }) => ops.biasAdd(x.tensor, bias.variable), { features: 'refined' })
  })

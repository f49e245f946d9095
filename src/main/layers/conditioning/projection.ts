import { tf } from '../../tensors/tf'
import { zeros, type Initializer } from '../initializers'
import { inputAt, layer, vectorLength, type Layer } from '../layer'
import { spectralNorm } from '../normalisation/spectral-norm'
import { embedded } from './embedding'

/**
 * The last layer of a projection discriminator (Miyato and Koyama 2018, arXiv:1802.05637, equation 3): a logit of the
 * picture alone, and how far its features lie along the embedding of its class: h·w + b + ⟨embed(y), h⟩, both
 * spectrally normalised. [n], class → [1].
 */
export const projection = (classes: number, init: Initializer): Layer =>
  layer('projection', (net, x, ...others) => {
    const label = inputAt('projection', others, 0)
    const size = vectorLength('projection', x)
    const kernel = net.weight('kernel', [size, 1], init, { fans: { in: size, out: 1 } })
    const bias = net.weight('bias', [1], zeros)
    const table = net.weight('embedding', [classes, size], init, { fans: { in: classes, out: size } })
    const [kernelOf, tableOf] = [spectralNorm(net, kernel), spectralNorm(net, table, 'embedding')]
    return net.output(
      [1],
      pass => {
        const alone = pass.ops.biasAdd(pass.ops.matMul(x.tensor, kernelOf(pass)), bias.variable)
        const along = tf.sum(tf.mul(embedded(tableOf(pass), label.tensor, pass.ops), x.tensor), 1, true)
        return tf.add(alone, along)
      },
      { flop: 2 * size * 2, perPass: true }
    )
  })

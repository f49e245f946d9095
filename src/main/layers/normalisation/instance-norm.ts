import { tf } from '../../tensors/tf'
import { imageShape, layer, type Layer } from '../layer'

/**
 * Instance normalisation (Ulyanov et al. 2016, arXiv:1607.08022): each channel of each picture by itself, (x − μ)/√(σ²
 * + ε), without weights; the same in training and when sampling.
 */
export const instanceNorm = ({ epsilon = 1e-5 }: { epsilon?: number } = {}): Layer =>
  layer('instanceNorm', (net, x) => {
    const [height, width, channels] = imageShape('instanceNorm', x)
    return net.output(
      x.shape,
      ({ ops }) => {
        const [batch = 1] = x.tensor.shape
        // The channels of all pictures side by side, as those of one: that is what batch norm's kernel is fast at.
        const all = batch * channels
        const normalised = (maps: typeof x.tensor) => ops.batchNorm(maps, tf.ones([all]), tf.zeros([all]), epsilon).y
        if (batch === 1) return normalised(x.tensor)
        const beside = tf.reshape(tf.transpose(x.tensor, [1, 2, 0, 3]), [1, height, width, all])
        return tf.transpose(tf.reshape(normalised(beside), [height, width, batch, channels]), [2, 0, 1, 3])
      },
      { features: 'refined' }
    )
  })

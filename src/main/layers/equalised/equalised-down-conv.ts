import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { blurred } from '../convolution/blurred'
import { imageShape, layer, type Layer } from '../layer'
import { equalised, type EqualisedOptions } from './equalised-kernel'

/**
 * The filter [1, 3, 3, 1], then a 3×3 convolution of stride 2, with an equalised learning rate: [h, w, c] → [h/2, w/2,
 * filters], for even sides (Karras et al. 2020, arXiv:1912.04958, figure 7).
 */
export const equalisedDownConv = (filters: number, options: EqualisedOptions = {}): Layer =>
  layer('equalisedConv', (net, x) => {
    const [height, width, channels] = imageShape('equalisedDownConv', x)
    if (height % 2 !== 0 || width % 2 !== 0)
      throw new Error(`equalisedDownConv halves even sides; it was given ${height}×${width}.`)
    const { kernel, bias } = equalised(net, [3, 3, channels, filters], 9 * channels, options)
    return net.output(
      [height / 2, width / 2, filters],
      ({ ops }) => {
        const y = tf.conv2d(blurred(x.tensor, 2, 2) as Tensor4D, kernel() as Tensor4D, 2, 'valid')
        return bias ? ops.biasAdd(y, bias()) : y
      },
      { flop: (2 * 9 * channels * filters * height * width) / 4, features: 'found' }
    )
  })

import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { Augmentation } from './augmentation'
import { column, perPicture } from './draws'

/** Values around their own mean, further from it or nearer by a factor of each picture's. */
function around(values: Tensor, axes: number[], factor: Tensor): Tensor {
  const mean = tf.mean(values, axes, true)
  return tf.add(tf.mul(tf.sub(values, mean), factor), mean)
}

/** Brightness by up to ½, saturation by 0 to 2, contrast by ½ to 1½. */
const colour: Augmentation = {
  id: 'colour',
  label: 'Colour',
  order: 1,
  draws: 3,
  apply: (x, draws) => {
    const [brightness, saturation, contrast] = [0, 1, 2].map(index => perPicture(column(draws, index))) as [
      Tensor,
      Tensor,
      Tensor
    ]
    const brighter = tf.add(x, tf.sub(brightness, 0.5))
    return around(around(brighter, [3], tf.mul(saturation, 2)), [1, 2, 3], tf.add(contrast, 0.5))
  }
}
export default colour

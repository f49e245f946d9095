import { tf } from '../../tensors/tf'
import { embedded } from './embedding'
import { normalInitializer, type Initializer } from '../initializers'
import { imageShape, inputAt, layer, type Layer } from '../layer'

/**
 * Conditions a picture on a class (Mirza and Osindero 2014): appends an embedding of it as more channels. [h, w, c],
 * class → [h, w, c + planes].
 */
export const labelPlane = (classes: number, planes = 1, init: Initializer = normalInitializer(1)): Layer =>
  layer('labelPlane', (net, x, ...others) => {
    const label = inputAt('labelPlane', others, 0)
    const [height, width, channels] = imageShape('labelPlane', x)
    const embedding = net.weight('embedding', [classes, height * width * planes], init)
    return net.output([height, width, channels + planes], ({ ops }) => {
      const [batch = 1] = x.tensor.shape
      return tf.concat(
        [x.tensor, tf.reshape(embedded(embedding.variable, label.tensor, ops), [batch, height, width, planes])],
        3
      )
    })
  })

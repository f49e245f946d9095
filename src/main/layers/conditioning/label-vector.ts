import { tf } from '../../tensors/tf'
import { embedded } from './embedding'
import { normalInitializer, type Initializer } from '../initializers'
import { inputAt, layer, vectorLength, type Layer } from '../layer'

/**
 * Conditions a vector on a class (Mirza and Osindero 2014, arXiv:1411.1784): appends an embedding of it. [n], class →
 * [n + size].
 */
export const labelVector = (classes: number, size: number, init: Initializer = normalInitializer(1)): Layer =>
  layer('labelVector', (net, x, ...others) => {
    const label = inputAt('labelVector', others, 0)
    const length = vectorLength('labelVector', x)
    const embedding = net.weight('embedding', [classes, size], init)
    return net.output([length + size], ({ ops }) =>
      tf.concat([x.tensor, embedded(embedding.variable, label.tensor, ops)], 1)
    )
  })

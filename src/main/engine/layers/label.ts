/** Classes told to a network (Mirza and Osindero 2014, arXiv:1411.1784): an embedding of the label joins what comes in. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { normalInitializer, type Initializer, type Layer, type StepContext } from './layer'

/** Row `labels[i]` of a table [classes, size]: [batch, size]. A product with ones and zeros, whose gradient every engine has twice. */
function embed(table: Tensor, classes: number, { tf, ops, labels }: StepContext): Tensor {
  if (!labels) throw new Error('This network is told the class of every example; none was given.')
  return ops.matMul(tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32'), table)
}

/** Appends an embedding of the class to a vector: [n] → [n + size]. */
export const labelVector = (classes: number, size: number, init: Initializer = normalInitializer(1)): Layer => ({
  kind: 'labelVector',
  build: (shape, declare) => {
    const [length] = shape
    if (length === undefined || shape.length !== 1) throw new Error(`labelVector takes [n]; it was given [${shape.join(', ')}].`)
    const embedding = declare('embedding', [classes, size], init)
    return { shape: [length + size], apply: (x, context) => context.tf.concat([x, embed(embedding, classes, context)], 1) }
  }
})

/** Appends an embedding of the class to a picture as more channels: [h, w, c] → [h, w, c + planes]. */
export const labelPlane = (classes: number, planes = 1, init: Initializer = normalInitializer(1)): Layer => ({
  kind: 'labelPlane',
  build: (shape, declare) => {
    const [height, width, channels] = shape
    if (height === undefined || width === undefined || channels === undefined || shape.length !== 3) throw new Error(`labelPlane takes [height, width, channels]; it was given [${shape.join(', ')}].`)
    const embedding = declare('embedding', [classes, height * width * planes], init)
    return {
      shape: [height, width, channels + planes],
      apply: (x, context) => context.tf.concat([x, context.tf.reshape(embed(embedding, classes, context), [x.shape[0] ?? 1, height, width, planes])], 3)
    }
  }
})

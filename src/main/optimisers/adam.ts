/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980) in the form of TensorFlow and Keras, with ε outside the correction:
 *
 *     m ← β1·m + (1 − β1)·g      v ← β2·v + (1 − β2)·g²
 *     θ ← θ − α·√(1 − β2^t)/(1 − β1^t) · m/(√v + ε)
 *
 * Where β2 moves over the run, the correction goes by what it is now, as in PyTorch.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { engine } from '../tensors/engine'
import { tf } from '../tensors/tf'
import type { OptimiserDefinition, Rule } from './rule'

export interface AdamOptions {
  beta1: number
  beta2: number
  epsilon: number
}

export const adam = ({ beta1, beta2, epsilon }: AdamOptions): Rule => ({
  name: 'adam',
  slots: ['first', 'second'],
  begin: ({ count, rate, beta2: moving }) => {
    const now = moving ?? tf.scalar(beta2)
    const fresh = moving ? tf.sub(1, moving) : 1 - beta2
    const [power1, power2] = [tf.pow(beta1, count), tf.pow(moving ?? beta2, count)]
    const scalars = [power1, power2, rate, tf.scalar(beta1), now, tf.scalar(epsilon)]
    return (weight: Variable, slots: Variable[], gradient: Tensor) => {
      if (
        engine().graph.inPlace('ResourceApplyAdam', [weight, ...slots], [...scalars, gradient], { use_nesterov: false })
      )
        return
      const [first, second] = slots as [Variable, Variable]
      first.assign(tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1)))
      second.assign(tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), fresh)))
      const corrected = tf.div(tf.mul(rate, tf.sqrt(tf.sub(1, power2))), tf.sub(1, power1))
      weight.assign(tf.sub(weight, tf.div(tf.mul(corrected, first), tf.add(tf.sqrt(second), epsilon))))
    }
  }
})

const definition: OptimiserDefinition = { id: 'adam', label: 'Adam', rule: adam }
export default definition

/**
 * Stochastic gradient descent with momentum (Polyak 1964), in Keras's form:
 *
 *     m ← μ·m − α·g      θ ← θ + m
 *
 * and with Nesterov's look ahead (Sutskever et al. 2013): θ ← θ + μ·m − α·g, with the new m.
 */
import type { Variable } from '@tensorflow/tfjs-core'
import { engine } from '../tensors/engine'
import { tf } from '../tensors/tf'
import type { OptimiserDefinition, Rule } from './rule'

export const sgd = ({ momentum, nesterov }: { momentum: number; nesterov: boolean }): Rule => ({
  name: 'sgd',
  slots: ['momentum'],
  begin: ({ rate }) => {
    const factor = tf.scalar(momentum)
    return (weight, slots, gradient) => {
      if (
        engine().graph.inPlace('ResourceApplyKerasMomentum', [weight, ...slots], [rate, gradient, factor], {
          use_nesterov: nesterov
        })
      )
        return
      const [moved] = slots as [Variable]
      const down = tf.mul(gradient, rate)
      moved.assign(tf.sub(tf.mul(moved, momentum), down))
      weight.assign(tf.add(weight, nesterov ? tf.sub(tf.mul(moved, momentum), down) : moved))
    }
  }
})

const definition: OptimiserDefinition = {
  id: 'sgd',
  label: 'SGD with momentum',
  rule: ({ beta1 }) => sgd({ momentum: beta1, nesterov: false })
}
export default definition

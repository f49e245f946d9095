/**
 * RMSprop (Tieleman and Hinton 2012, lecture 6.5) in the form of TensorFlow and Keras, with ε under the root:
 *
 *     s ← ρ·s + (1 − ρ)·g²      d ← μ·d + α·g/√(s + ε)      θ ← θ − d
 */
import type { Variable } from '@tensorflow/tfjs-core'
import { engine } from '../tensors/engine'
import { tf } from '../tensors/tf'
import type { OptimiserDefinition, Rule } from './rule'

export interface RmspropOptions {
  rho: number
  momentum: number
  epsilon: number
}

export const rmsprop = ({ rho, momentum, epsilon }: RmspropOptions): Rule => ({
  name: 'rmsprop',
  slots: ['meanSquare', 'momentum'],
  begin: ({ rate }) => {
    const scalars = [rate, ...[rho, momentum, epsilon].map(value => tf.scalar(value))]
    return (weight, slots, gradient) => {
      if (engine().graph.inPlace('ResourceApplyRMSProp', [weight, ...slots], [...scalars, gradient])) return
      const [square, moved] = slots as [Variable, Variable]
      square.assign(tf.add(square, tf.mul(tf.sub(tf.square(gradient), square), 1 - rho)))
      moved.assign(tf.add(tf.mul(moved, momentum), tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(square, epsilon)))))
      weight.assign(tf.sub(weight, moved))
    }
  }
})

/** Without momentum, as in the WGAN paper. */
const definition: OptimiserDefinition = {
  id: 'rmsprop',
  label: 'RMSprop',
  rule: ({ epsilon }) => rmsprop({ rho: 0.9, momentum: 0, epsilon })
}
export default definition

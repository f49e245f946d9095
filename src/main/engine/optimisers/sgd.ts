/**
 * Stochastic gradient descent with momentum (Polyak 1964), in Keras's form:
 *
 *     m ← μ·m − α·g      θ ← θ + m
 *
 * and with Nesterov's look ahead (Sutskever et al. 2013): θ ← θ + μ·m − α·g, with the new m.
 */
import type { Variable } from '@tensorflow/tfjs-core'
import { tf } from '../engine'
import { inPlace } from './in-place'
import type { Rule } from './optimiser'

export const sgd = ({ momentum, nesterov }: { momentum: number; nesterov: boolean }): Rule => ({
  name: 'sgd',
  slots: ['momentum'],
  begin: ({ rate }) => {
    const factor = tf.scalar(momentum)
    return (weight, slots, gradient) => {
      if (inPlace('ResourceApplyKerasMomentum', [weight, ...slots], [rate, gradient, factor], { use_nesterov: nesterov })) return
      const [moved] = slots as [Variable]
      const down = tf.mul(gradient, rate)
      moved.assign(tf.sub(tf.mul(moved, momentum), down))
      weight.assign(tf.add(weight, nesterov ? tf.sub(tf.mul(moved, momentum), down) : moved))
    }
  }
})

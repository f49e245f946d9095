/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), as in Keras: first
 *
 *     θ ← θ − α·λ·θ
 *
 * then Adam's update, which knows nothing of the decay. Kernels decay; biases and the scales and offsets of
 * normalisation (weights of one axis) do not, as is the custom: pulling those to 0 regularises nothing.
 */
import { tf } from '../tensors/tf'
import { adam, type AdamOptions } from './adam'
import type { OptimiserDefinition, Rule } from './rule'

export function adamW({ weightDecay, ...options }: AdamOptions & { weightDecay: number }): Rule {
  const inner = adam(options)
  return {
    ...inner,
    name: 'adamw',
    begin: update => {
      const move = inner.begin(update)
      const shrink = tf.mul(update.rate, weightDecay)
      return (weight, slots, gradient) => {
        if (weight.rank > 1) weight.assign(tf.sub(weight, tf.mul(weight, shrink)))
        move(weight, slots, gradient)
      }
    }
  }
}

const definition: OptimiserDefinition = { id: 'adamw', label: 'AdamW (Adam with weight decay)', rule: adamW }
export default definition

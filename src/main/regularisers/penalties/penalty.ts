/** What a file of a penalty on the discriminator declares, and the gradient that such penalties look at. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

export type Discriminator = (x: Tensor) => Tensor

export interface PenaltyInputs {
  /** Examples to logits: a pass of its own each time. */
  discriminator: Discriminator
  /** [batch, …shape of an example] */
  real: Tensor
  fake: Tensor
  /** Uniform in [0, 1), for every example: [batch, …shape]. */
  uniform: (name: string, shape: readonly number[]) => Tensor
}

export interface Penalty {
  /** Also the key of its weight in the settings. */
  id: string
  /** As the window shows its weight. */
  label: string
  help: string
  formula: string
  source: string
  /** Largest weight that can be chosen; 0 switches it off. */
  max: number
  /** Where it belongs when the discriminator is updated on each side alone. */
  side: 'real' | 'fake'
  /** @returns scalar, its weight in it */
  term: (inputs: PenaltyInputs, weight: number) => Tensor
}

/** ∇ₓ Σ D(x), [batch, …shape of an example]: its own gradient by the weights is of second order. */
export const gradientOf = (discriminator: Discriminator, x: Tensor): Tensor =>
  tf.grad((examples: Tensor) => tf.sum(discriminator(examples)))(x)

/** ‖g‖² of each example: [batch]. */
export const squaredNorms = (gradient: Tensor): Tensor =>
  tf.sum(tf.square(gradient), [...gradient.shape.keys()].slice(1))

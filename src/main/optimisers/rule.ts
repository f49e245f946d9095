/** What a file of an optimiser declares. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'

export interface Update {
  /** Number of this update, from 1: float32 scalar. */
  count: Tensor
  /** Learning rate of this update: float32 scalar. */
  rate: Tensor
  /** Where β2 moves over the run: what it is now, float32 scalar. */
  beta2?: Tensor | undefined
}

/** How one weight moves. */
export interface Rule {
  /** Short and lower case: the first part of the slots' names. */
  name: string
  /** What is kept for each weight, in its shape, from zeros. */
  slots: readonly string[]
  /** Called once per update; what it returns moves one weight along −gradient, slots in the order of `slots`. */
  begin: (update: Update) => (weight: Variable, slots: Variable[], gradient: Tensor) => void
}

/** A model's own numbers, which each optimiser takes as far as it has such: β1 is the momentum of SGD. */
export interface OptimiserNumbers {
  beta1: number
  beta2: number
  epsilon: number
  weightDecay: number
}

export interface OptimiserDefinition {
  id: string
  /** As the window lists it. */
  label: string
  rule: (numbers: OptimiserNumbers) => Rule
}

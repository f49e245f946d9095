/** What optimisers have in common: slots for every trainable weight, by the names that checkpoints use. */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from '../engine'
import type { Weight } from '../network'
import { snapshot } from '../snapshot'

export interface Update {
  /** Number of this update, from 1: float32 scalar. */
  count: Tensor
  /** Learning rate of this update: float32 scalar. */
  rate: Tensor
}

/** How one weight moves. One file a rule. */
export interface Rule {
  /** Short and lower case: the first part of the slots' names. */
  name: string
  /** What is kept for each weight, in its shape, from zeros. */
  slots: readonly string[]
  /** Called once an update; what it returns moves one weight along −gradient, slots in the order of `slots`. */
  begin: (update: Update) => (weight: Variable, slots: Variable[], gradient: Tensor) => void
}

interface Slots { weight: Weight; slots: Variable[] }

export class Optimiser {
  readonly #slots: Slots[]

  constructor(readonly rule: Rule, weights: readonly Weight[]) {
    this.#slots = weights.filter(weight => weight.trainable).map(weight => ({ weight, slots: rule.slots.map(() => zerosLike(weight.variable)) }))
  }

  /** Slots as `<optimiser>.<slot>.<weight>`. */
  get state(): Map<string, Variable> {
    const { name, slots: names } = this.rule
    return new Map(this.#slots.flatMap(({ weight, slots }) => slots.map((slot, i): [string, Variable] => [`${name}.${names[i] ?? i}.${weight.name}`, slot])))
  }

  /**
   * @param gradients by variable name, as tf.variableGrads gives them.
   * @param only bool scalar: where it is false, weights and slots stay as they are, whatever the gradients.
   */
  apply(gradients: NamedTensorMap, update: Update, only: Tensor | null = null): void {
    const move = this.rule.begin(update)
    for (const { weight, slots } of this.#slots) {
      const gradient = gradients[weight.variable.name]
      if (!gradient) throw new Error(`There is no gradient for ${weight.name}.`)
      const before = only ? [weight.variable, ...slots].map(variable => ({ variable, value: snapshot(variable) })) : []
      move(weight.variable, slots, gradient)
      if (only) for (const { variable, value } of before) variable.assign(tf.where(only, variable, value))
    }
  }

  dispose(): void { for (const { slots } of this.#slots) for (const slot of slots) slot.dispose() }
}

const zerosLike = (variable: Variable): Variable => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false))

/** A rule with its slots for every trainable weight, by the names that checkpoints use. */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import { engine } from '../tensors/engine'
import { tf } from '../tensors/tf'
import type { Rule, Update } from './rule'

export interface OptimisedWeight {
  name: string
  variable: Variable
  trainable: boolean
}

interface Slots {
  weight: OptimisedWeight
  slots: Variable[]
}

export class Optimiser {
  readonly #slots: Slots[]

  /** @param suffix behind the slots' names, where another optimiser moves some of the same weights */
  constructor(
    readonly rule: Rule,
    weights: readonly OptimisedWeight[],
    readonly suffix = ''
  ) {
    this.#slots = weights
      .filter(weight => weight.trainable)
      .map(weight => ({ weight, slots: rule.slots.map(() => zerosLike(weight.variable)) }))
  }

  /** Slots as `<optimiser>/<slot>/<weight>`. */
  get state(): Map<string, Variable> {
    const { name, slots: names } = this.rule
    return new Map(
      this.#slots.flatMap(({ weight, slots }) =>
        slots.map((slot, i): [string, Variable] => [`${name}/${names[i] ?? i}/${weight.name}${this.suffix}`, slot])
      )
    )
  }

  /**
   * @param gradients by variable name, as tf.variableGrads gives them
   * @param only bool scalar: where it is false, weights and slots stay as they are, whatever the gradients
   */
  apply(gradients: NamedTensorMap, update: Update, only: Tensor | null = null): void {
    const { snapshot } = engine().graph
    const move = this.rule.begin(update)
    for (const { weight, slots } of this.#slots) {
      const gradient = gradients[weight.variable.name]
      if (!gradient) throw new Error(`There is no gradient for ${weight.name}.`)
      const before = only ? [weight.variable, ...slots].map(variable => ({ variable, value: snapshot(variable) })) : []
      move(weight.variable, slots, gradient)
      if (only) for (const { variable, value } of before) variable.assign(tf.where(only, variable, value))
    }
  }

  dispose(): void {
    for (const { slots } of this.#slots) for (const slot of slots) slot.dispose()
  }
}

const zerosLike = (variable: Variable): Variable => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false))

/** What a file of a penalty on the discriminator declares, and the gradients that such penalties look at. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

export type Discriminator = (x: Tensor) => Tensor
export type Side = 'real' | 'fake'
/** Variables by name. */
type State = (name: string) => Variable
type StateVariable = Readonly<{ shape: readonly number[]; initial: number }>

/** What a penalty on logits alone looks at. */
export interface LogitInputs {
  /** What the discriminator said, [batch, 1]; null for a side that is not in this update. */
  logits: Readonly<Record<Side, Tensor | null>>
  /** The penalty's own variables. */
  state: State
}

export interface PenaltyInputs extends LogitInputs {
  /** Examples to logits: a pass of its own each time. */
  discriminator: Discriminator
  /** [batch, …shape of an example] */
  real: Tensor
  fake: Tensor
  /** ∇D at the examples of a side, each by itself: [batch, …shape of an example]. For penalties that declare it. */
  gradientAt: (side: Side) => Tensor
  /** Uniform in [0, 1), for every example: [batch, …shape]. */
  uniform: (name: string, shape: readonly number[]) => Tensor
}

interface Common {
  /** Also the key of its weight in the settings. */
  id: string
  /** As the window shows its weight. */
  label: string
  help: string
  formula: string
  source: string
  /** Largest weight that can be chosen; 0 switches it off. */
  max: number
  /** Where it belongs when the discriminator is updated on each side alone; to each of both where it says so. */
  side: Side | 'both'
  /** The side at which it looks at D's gradient, which all penalties that do so share. */
  gradientAt?: Side
  /** Variables of its own, by name. */
  state?: Readonly<Record<string, StateVariable>>
  /** Once at the end of a step. @param logits of the whole batch, by side */
  after?: (logits: Readonly<Record<Side, Tensor>>, tools: { state: State; step: Tensor }) => void
}

/** It looks at D's logits alone: nothing is differentiated twice. */
export interface LogitPenalty extends Common {
  ofLogits: true
  /** @returns scalar, without its weight */
  term: (inputs: LogitInputs) => Tensor
}

export interface ExamplePenalty extends Common {
  ofLogits?: never
  /** @returns scalar, without its weight */
  term: (inputs: PenaltyInputs) => Tensor
}

export type Penalty = LogitPenalty | ExamplePenalty

/** ∇ₓ Σ D(x), [batch, …shape of an example]: its own gradient by the weights is of second order. */
export const gradientOf = (discriminator: Discriminator, x: Tensor): Tensor =>
  tf.grad((examples: Tensor) => tf.sum(discriminator(examples)))(x)

/** ‖g‖² of each example: [batch]. */
export const squaredNorms = (gradient: Tensor): Tensor =>
  tf.sum(tf.square(gradient), [...gradient.shape.keys()].slice(1))

const nameOf = ({ id }: Penalty, name: string): string => `penalty/${id}/${name}`

/** The variables of penalties, by the names that they have in checkpoints. */
export const stateOf = (penalties: readonly Penalty[]): Record<string, StateVariable> =>
  Object.fromEntries(
    penalties.flatMap(penalty =>
      Object.entries(penalty.state ?? {}).map(([name, variable]) => [nameOf(penalty, name), variable])
    )
  )

/** A penalty's own variables out of all there are. */
export const ownState =
  (penalty: Penalty, state: State): State =>
  name =>
    state(nameOf(penalty, name))

/** A scope of tensors: a network's function computes in it. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { BaseScope } from '../../layers/base-scope'
import type { Pass, Shape, Traits, Value, Weight } from '../../layers/scope'
import type { Draws } from '../../tensors/random/draws'

export interface NetworkPass extends Omit<Pass, 'draws'> {
  draws: Draws
  /**
   * Where it is there, what convolutions find is added, after their activation: [batch, height, width, channels] each.
   */
  features?: Tensor[]
  /** Is told what each layer gives, by its path in the network. */
  observe?: (path: string, kind: string, tensor: Tensor) => void
}

/** What the scope asks of its network. */
export interface Weights {
  /** By the layer's path and the weight's name. @throws Error for an unknown one */
  variable: (path: string, name: string) => Variable
  isFrozen: (path: string) => boolean
}

export class TensorScope extends BaseScope {
  constructor(
    readonly weights: Weights,
    readonly pass: NetworkPass
  ) {
    super()
  }

  weight(name: string, shape: Shape): Weight {
    return { shape, variable: this.weights.variable(this.frame.path, name) }
  }

  output(shape: Shape, compute: (pass: Pass) => Tensor, traits: Traits = {}): Value {
    const { path, kind, inputs } = this.frame
    const { training, draws, features, observe } = this.pass
    const tensor = compute({ ...this.pass, training: training && !this.weights.isFrozen(path), draws: draws.at(path) })
    observe?.(path, kind, tensor)
    if (features && traits.features === 'found') features.push(tensor)
    if (features && traits.features === 'refined' && inputs[0] && features.at(-1) === inputs[0].tensor)
      features[features.length - 1] = tensor
    return { shape, tensor }
  }
}

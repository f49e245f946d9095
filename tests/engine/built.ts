/** What tests of the engine take out of a training program, and layers on their own. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { planNetwork } from '../../src/main/layers/plan'
import type { NetworkDefinition, NetworkFunction } from '../../src/main/layers'
import type { Shape } from '../../src/main/layers/scope'
import { Network } from '../../src/main/engine/networks/network'
import type { NetworkPass } from '../../src/main/engine/networks/tensor-scope'
import type { Ops } from '../../src/main/tensors/ops'
import { Draws } from '../../src/main/tensors/random/draws'
import type { TrainingProgram } from '../../src/main/engine/step/build'
import { tf } from '../../src/main/tensors/tf'

/** @throws Error where there is no such network */
export function networkIn({ networks }: Pick<TrainingProgram, 'networks'>, name: string): Network {
  const found = networks.get(name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found
}

export const ganIn = <T extends TrainingProgram>(program: T): T & { generator: Network; discriminator: Network } => ({
  ...program,
  generator: networkIn(program, 'generator'),
  discriminator: networkIn(program, 'discriminator')
})

/** A pass as in training, or as when sampling. */
export const passOf = (ops: Ops, { training = true, step = 0 } = {}): NetworkPass => ({
  ops,
  training,
  step: tf.scalar(step),
  draws: new Draws(0, tf.scalar(0, 'int32'))
})

/** A part of a network as one of its own. @param inputs shapes of one example each */
export class Alone {
  readonly network: Network

  constructor(build: NetworkFunction, inputs: readonly Shape[]) {
    const definition: NetworkDefinition = { inputs, build }
    this.network = new Network(planNetwork('alone', definition), { origin: 1 })
  }

  /** By the name behind the network's: conv/kernel. */
  variable(name: string): Variable {
    const found = this.network.weights.find(weight => weight.name === `alone/${name}`)
    if (!found)
      throw new Error(
        `There is no weight ${name}; there is ${this.network.weights.map(weight => weight.name).join(', ')}.`
      )
    return found.variable
  }

  apply(inputs: readonly Tensor[], pass: NetworkPass): Tensor {
    const [y] = this.network.apply(inputs, pass)
    if (!y) throw new Error('It gives nothing.')
    return y
  }
}

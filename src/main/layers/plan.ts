/** What a network has and costs, from its shapes alone: no tensor library, no weights. */
import { elementCount } from '../lib/shape'
import { BaseScope, type Frame } from './base-scope'
import type { Initializer } from './initializers'
import type { NetworkDefinition, Pass, Shape, Traits, Value, Weight, WeightOptions } from './scope'
import type { Tensor } from '@tensorflow/tfjs-core'

export interface PlannedWeight {
  /** As in checkpoints: the network's name, then the path within it. */
  name: string
  shape: Shape
  init: Initializer
  fans: { in: number; out: number }
  trainable: boolean
  /** Number of the learned layer that it belongs to, from 1. */
  learned: number
  /** What it is in its learned layer, e.g. conv.kernel: the same where layers without weights stand between. */
  role: string
}

/**
 * A layer in its place. A learned layer is one with a kernel, and what belongs to it: the norms and gates that follow
 * it up to the next kernel, and before the first one whatever stands there.
 */
export interface PlannedLayer {
  kind: string
  learned: number
  weighted: boolean
  /** Multiplications and additions of one example's forward pass; 0 without a kernel. */
  flop: number
  couplesBatch: boolean
  comparesExamples: boolean
  perPass: boolean
}

export interface NetworkPlan {
  name: string
  definition: NetworkDefinition
  /** In the order in which they are declared. */
  weights: readonly PlannedWeight[]
  /** By path, in the order in which they are called. */
  layers: ReadonlyMap<string, PlannedLayer>
  /** Numbers in each layer's output, one example. */
  sizes: readonly number[]
  /** Of each output, one example. */
  outputs: readonly Shape[]
}

export function planNetwork(name: string, definition: NetworkDefinition): NetworkPlan {
  const scope = new ShapeScope(name)
  const made = definition.build(scope, ...definition.inputs.map(shapeOnly))
  const outputs = 'shape' in made ? [made] : made
  return {
    name,
    definition,
    weights: scope.weights,
    layers: scope.layers,
    sizes: scope.sizes,
    outputs: outputs.map(({ shape }) => [...shape])
  }
}

/** Floating-point operations of each layer that has a kernel, one example forwards. */
export const flopsOf = ({ layers }: NetworkPlan): number[] =>
  [...layers.values()].flatMap(({ flop }) => (flop > 0 ? [flop] : []))

const shapeOnly = (shape: Shape): Value => ({
  shape,
  get tensor(): Tensor {
    throw new Error('A scope of shapes has no tensors.')
  }
})

class ShapeScope extends BaseScope {
  readonly weights: PlannedWeight[] = []
  readonly layers = new Map<string, PlannedLayer>()
  readonly sizes: number[] = []
  readonly #pending = new Map<string, { weights: Omit<PlannedWeight, 'learned' | 'role'>[]; traits: Traits }>()
  readonly #roles = new Map<string, number>()
  #learned = 0

  constructor(readonly network: string) {
    super()
  }

  weight(
    name: string,
    shape: Shape,
    init: Initializer,
    { trainable = true, fans = { in: 1, out: 1 } }: WeightOptions = {}
  ): Weight {
    const { path } = this.frame
    const full = `${this.network}/${path}/${name}`
    const { weights } = this.#own(path)
    if (weights.some(weight => weight.name === full))
      throw new Error(`The layer ${path} of the ${this.network} has two weights called ${name}.`)
    weights.push({ name: full, shape: [...shape], init, fans, trainable })
    return {
      shape,
      get variable(): never {
        throw new Error('A scope of shapes has no variables.')
      }
    }
  }

  output(shape: Shape, _compute: (pass: Pass) => Tensor, traits: Traits = {}): Value {
    Object.assign(this.#own(this.frame.path).traits, traits)
    this.sizes.push(elementCount(shape))
    return shapeOnly([...shape])
  }

  protected override left({ path, kind }: Frame): void {
    const {
      weights,
      traits: { flop = 0, couplesBatch = false, comparesExamples = false, perPass = false }
    } = this.#own(path)
    const learned = Math.max(1, flop > 0 ? ++this.#learned : this.#learned)
    this.layers.set(path, {
      kind,
      learned,
      weighted: weights.length > 0,
      flop,
      couplesBatch,
      comparesExamples,
      perPass
    })
    for (const weight of weights) {
      const role = `${kind}.${weight.name.slice(weight.name.lastIndexOf('/') + 1)}`
      const times = (this.#roles.get(`${learned} ${role}`) ?? 0) + 1
      this.#roles.set(`${learned} ${role}`, times)
      this.weights.push({ ...weight, learned, role: times === 1 ? role : `${role} (${times})` })
    }
  }

  #own(path: string): { weights: Omit<PlannedWeight, 'learned' | 'role'>[]; traits: Traits } {
    const found = this.#pending.get(path) ?? { weights: [], traits: {} }
    this.#pending.set(path, found)
    return found
  }
}

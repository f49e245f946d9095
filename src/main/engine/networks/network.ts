/** A network with its weights: made from a plan and a seed, it computes what its function says. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { normalStream, uniformStream } from '../../../shared/random'
import { flopsOf, type NetworkPlan, type PlannedWeight } from '../../layers/plan'
import type { Value } from '../../layers/scope'
import { tf } from '../../tensors/tf'
import { TensorScope, type NetworkPass } from './tensor-scope'
import { entry } from '../../tensors/axis'

export interface NetworkWeight {
  name: string
  variable: Variable
  trainable: boolean
}

export interface NetworkOptions {
  /**
   * Seed of the initial weights, each of which has a stream of its own; a network of the same plan whose weights as
   * they are now it starts from; or 'zeros', where a checkpoint's numbers are put in before anything is computed:
   * millions of draws would only be overwritten.
   */
  origin: number | Network | 'zeros'
  /**
   * So many of its first learned layers, or all layers in parts of these names, stay as they are: nothing in them
   * moves, neither weights nor statistics, and their norms take the moving statistics (as a layer that is not trainable
   * does in Keras).
   */
  frozen?: number | readonly string[]
  /** Put before every weight's name. */
  prefix?: string
}

export class Network {
  readonly weights: readonly NetworkWeight[]
  readonly #isStill: (path: string, learned: number) => boolean
  readonly #byName: ReadonlyMap<string, Variable>

  constructor(
    readonly plan: NetworkPlan,
    { origin, frozen = 0, prefix = '' }: NetworkOptions
  ) {
    const parts = typeof frozen === 'number' ? null : new Set(frozen)
    const still = (path: string, learned: number): boolean =>
      parts ? parts.has(path.split('/')[0] ?? '') : learned <= Number(frozen)
    this.#isStill = still
    const initial = (weight: PlannedWeight): Tensor => {
      // By the engine: nothing crosses over to it.
      if (origin === 'zeros') return tf.fill([...weight.shape], 0)
      const values = typeof origin === 'number' ? drawn(weight, origin) : origin.valuesOf(weight.name)
      return tf.tensor(values, [...weight.shape])
    }
    const made = plan.weights.map(weight => {
      const variable = tf.tidy(() => tf.variable(initial(weight), weight.trainable))
      return {
        planned: weight,
        variable,
        trainable: weight.trainable && !still(pathIn(plan.name, weight.name), weight.learned)
      }
    })
    this.weights = made.map(({ planned, variable, trainable }) => ({
      name: `${prefix}${planned.name}`,
      variable,
      trainable
    }))
    this.#byName = new Map(made.map(({ planned, variable }) => [planned.name, variable]))
  }

  get name(): string {
    return this.plan.name
  }
  get trainable(): Variable[] {
    return this.weights.filter(weight => weight.trainable).map(weight => weight.variable)
  }

  /**
   * What a forward pass in training assigns: moving statistics, vectors of a power iteration. Nothing of frozen layers.
   */
  get statistics(): Variable[] {
    return this.plan.weights.flatMap(({ name, trainable, learned }) =>
      trainable || this.#isStill(pathIn(this.plan.name, name), learned) ? [] : (this.#byName.get(name) ?? [])
    )
  }

  /** All weights, moving statistics included. */
  get parameterCount(): number {
    return this.weights.reduce((sum, { variable }) => sum + variable.size, 0)
  }

  /** What is trained and has two axes or more, by the names in the plan. */
  get kernels(): Map<string, Variable> {
    return new Map(
      this.weights.flatMap(({ name, variable, trainable }) =>
        trainable && variable.rank > 1 ? [[name, variable]] : []
      )
    )
  }

  /** True where an example's output depends on the rest of its batch (batch norm). */
  get couplesBatch(): boolean {
    return [...this.plan.layers].some(
      ([path, { couplesBatch, learned }]) => couplesBatch && !this.#isStill(path, learned)
    )
  }

  /** True where every pass draws numbers or moves a state. */
  get perPass(): boolean {
    return [...this.plan.layers.values()].some(({ perPass }) => perPass)
  }

  /** Floating-point operations of each layer that has a kernel, one example forwards. */
  get flops(): number[] {
    return flopsOf(this.plan)
  }

  /** [batch, …] for each input → [batch, …] for each output. */
  apply(inputs: readonly Tensor[], pass: NetworkPass): Tensor[] {
    const { name, definition } = this.plan
    if (inputs.length !== definition.inputs.length)
      throw new Error(`The ${name} takes ${definition.inputs.length} inputs; it was given ${inputs.length}.`)
    const values = inputs.map((tensor, i): Value => ({
      shape: entry(definition.inputs, i, `inputs of the ${name}`),
      tensor
    }))
    const made = definition.build(new TensorScope(this.#weights, pass), ...values)
    return ('shape' in made ? [made] : made).map(({ tensor }) => tensor)
  }

  /**
   * What each convolution found, after its norm and activation, in their order: [batch, height, width, channels] each.
   */
  features(inputs: readonly Tensor[], pass: NetworkPass): Tensor[] {
    const features: Tensor[] = []
    this.apply(inputs, { ...pass, features })
    return features
  }

  /** A weight's numbers, by the name it has in the plan. @throws Error for an unknown one */
  valuesOf(name: string): Float32Array {
    return this.#named(name).dataSync() as Float32Array
  }

  dispose(): void {
    for (const { variable } of this.weights) variable.dispose()
  }

  readonly #weights = {
    variable: (path: string, weight: string): Variable => this.#named(`${this.plan.name}/${path}/${weight}`),
    isFrozen: (path: string): boolean => {
      const found = this.plan.layers.get(path)
      return found !== undefined && found.weighted && this.#isStill(path, found.learned)
    }
  }

  #named(name: string): Variable {
    const found = this.#byName.get(name)
    if (!found)
      throw new Error(
        `The network has no weight ${name}: its function calls other layers than it did when it was planned.`
      )
    return found
  }
}

/** A weight's path within its network. */
const pathIn = (network: string, name: string): string => name.slice(network.length + 1)

const drawn = ({ name, shape, init, fans }: PlannedWeight, seed: number): Float32Array =>
  init(shape, fans, { uniform: uniformStream('weights', seed, name), normal: normalStream('weights', seed, name) })

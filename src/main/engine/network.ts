/** Builds a chain of layers: makes its weights from a seed and runs it forwards. */
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import { normalStream, uniformStream } from '../../shared/random'
import { learnedLayers } from '../models/weights'
import { tf } from './engine'
import { pass, type BuiltLayer, type Layer, type StepContext } from './layers/layer'

export interface Weight { name: string; variable: Variable; trainable: boolean }

/** A layer in its place. `learned`: number of the layer with a kernel that it belongs to, from 1 (models/weights.ts). */
interface Placed { built: BuiltLayer; learned: number; weighted: boolean }

export class Network {
  readonly weights: Weight[] = []
  /** What a forward pass in training assigns: moving statistics, vectors of a power iteration. Nothing of frozen layers. */
  readonly statistics: Variable[] = []
  /** Numbers in each layer's output, one example; of layers inside a layer too. */
  readonly outputs: number[] = []
  readonly #layers: Placed[] = []
  /** Of one output, without the batch axis. */
  readonly outputShape: readonly number[]

  /**
   * @param name first part of every weight's name: `<name>.<index>.<kind>.<weight>`.
   * @param origin seed of the initial weights, each of which has a stream of its own; or a network of the same layers,
   * whose weights as they are now it starts from.
   * @param frozen so many of its first learned layers stay as they are: nothing in them moves, neither weights nor
   * statistics, and their norms take the moving statistics (as a layer that is not trainable does in Keras).
   */
  constructor(readonly name: string, layers: readonly Layer[], readonly inputShape: readonly number[], origin: number | Network, readonly frozen = 0) {
    let shape: readonly number[] = inputShape
    const numbered = learnedLayers()
    layers.forEach((layer, index) => {
      const first = this.weights.length
      const built = layer.build(shape, (weight, weightShape, init, { trainable = true, fans } = {}) => {
        const full = `${name}.${index}.${layer.kind}.${weight}`
        const values = (): Float32Array => {
          if (typeof origin !== 'number') return origin.weights[this.weights.length]?.variable.dataSync() as Float32Array
          return init(weightShape, fans ?? { in: 1, out: 1 }, { uniform: uniformStream('weights', origin, full), normal: normalStream('weights', origin, full) })
        }
        const variable = tf.tidy(() => tf.variable(tf.tensor(values(), [...weightShape]), trainable))
        this.weights.push({ name: full, variable, trainable })
        return variable
      })
      const own = this.weights.slice(first)
      const placed = { built, learned: numbered(built), weighted: own.length > 0 }
      if (placed.learned <= frozen) for (const weight of own) weight.trainable = false
      else this.statistics.push(...own.filter(({ trainable }) => !trainable).map(({ variable }) => variable))
      this.#layers.push(placed)
      shape = built.shape
      this.outputs.push(...built.inside ?? [], shape.reduce((a, b) => a * b, 1))
    })
    this.outputShape = shape
  }

  get trainable(): Variable[] { return this.weights.filter(weight => weight.trainable).map(weight => weight.variable) }

  /** All weights, moving statistics included. */
  get parameterCount(): number { return this.weights.reduce((sum, weight) => sum + weight.variable.size, 0) }

  /** True where a picture's output depends on the rest of its batch (batch norm). */
  get couplesBatch(): boolean { return this.#layers.some(({ built, learned }) => built.couples === true && learned > this.frozen) }

  /** True where every pass draws numbers or moves a state. */
  get perPass(): boolean { return this.#layers.some(({ built }) => built.perPass === true) }

  /** Floating-point operations of each layer that has a kernel, one example forwards. */
  get flops(): number[] { return this.#layers.flatMap(({ built }) => built.flop ?? []) }

  /** [batch, …inputShape] → [batch, …outputShape]. */
  apply(x: Tensor, context: StepContext): Tensor {
    const resting = { ...context, training: false }
    return this.#layers.reduce((y, { built, learned, weighted }) => pass(built, y, weighted && learned <= this.frozen ? resting : context), x)
  }

  /** What each convolution found, after its norm and activation, in their order: [batch, height, width, channels] each. */
  features(x: Tensor, context: StepContext): Tensor[] {
    const found: Tensor[] = []
    this.apply(x, { ...context, found })
    return found
  }

  dispose(): void { for (const { variable } of this.weights) variable.dispose() }
}

/**
 * Adam (Kingma and Ba 2015) in the form of TensorFlow and Keras:
 * θ ← θ − α·√(1 − β2^t)/(1 − β1^t) · m/(√v + ε), with ε outside the correction.
 */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import type { Weight } from './network'
import { boolAttribute, typeAttribute } from './tensorflow/graph'
import { recording } from './tensorflow/recorder'
import { tf } from './tensorflow/tf'

export interface AdamOptions { learningRate: number; beta1: number; beta2: number; epsilon: number }

interface Slots { weight: Weight; first: Variable; second: Variable }

export class Adam {
  readonly #slots: Slots[]

  constructor(weights: readonly Weight[], readonly options: AdamOptions) {
    this.#slots = weights.filter(weight => weight.trainable).map(weight => ({ weight, first: zerosLike(weight.variable), second: zerosLike(weight.variable) }))
  }

  /** First and second moments, by the names that checkpoints use. */
  get state(): Map<string, Variable> {
    return new Map(this.#slots.flatMap(({ weight, first, second }): [string, Variable][] => [[`adam.first.${weight.name}`, first], [`adam.second.${weight.name}`, second]]))
  }

  /**
   * @param gradients by variable name, as tf.variableGrads gives them.
   * @param update number of this update, from 1: float32 scalar.
   */
  apply(gradients: NamedTensorMap, update: Tensor): void {
    const { learningRate, beta1, beta2, epsilon } = this.options
    const power1 = tf.pow(beta1, update)
    const power2 = tf.pow(beta2, update)
    const scalars = [power1, power2, ...[learningRate, beta1, beta2, epsilon].map(value => tf.scalar(value))]
    for (const { weight, first, second } of this.#slots) {
      const gradient = gradients[weight.variable.name]
      if (!gradient) throw new Error(`There is no gradient for ${weight.name}.`)
      const recorder = recording()
      if (recorder) {
        const all = [weight.variable, first, second]
        const node = recorder.graph.node('ResourceApplyAdam', [
          ...all.map(variable => recorder.handle(variable)),
          ...[...scalars, gradient].map(tensor => recorder.outputOf(tensor)),
          ...all.map(variable => `^${recorder.readNode(variable)}`)
        ], { T: typeAttribute('float32'), use_locking: boolAttribute(false), use_nesterov: boolAttribute(false) })
        for (const variable of all) recorder.touched(variable, node)
      } else {
        first.assign(tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1)))
        second.assign(tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2)))
        const rate = tf.div(tf.mul(learningRate, tf.sqrt(tf.sub(1, power2))), tf.sub(1, power1))
        weight.variable.assign(tf.sub(weight.variable, tf.div(tf.mul(rate, first), tf.add(tf.sqrt(second), epsilon))))
      }
    }
  }

  dispose(): void { for (const { first, second } of this.#slots) { first.dispose(); second.dispose() } }
}

const zerosLike = (variable: Variable): Variable => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false))

/**
 * Dynamic loss scaling, which training in float16 wants (Micikevicius et al. 2018, arXiv:1710.03740, section 3.2).
 *
 * A gradient below 6e-8 is 0 in float16. So the loss's gradient is multiplied by a scale before it goes back through
 * the network, and the weights' gradients, float32 again, are divided by it. Where one of them is not finite, the scale
 * was too large for float16: the update is left out and the scale halved. After 2,000 good updates in a row it is
 * doubled. Numbers and order are those of torch.amp.GradScaler, but for the least scale: without any, what is not
 * finite is no fault of the scale (docs/decisions/0014-float16.md).
 *
 * All of it is tensors and variables: inside a compiled step nothing waits for the host.
 */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

const initial = 2 ** 16
const growthInterval = 2000
const least = 1
/** The largest power of two that float32 holds. */
const most = 2 ** 127

export class LossScale {
  /**
   * By the names they have in checkpoints. `good`: updates since it last changed. `skipped`: updates left out so far.
   */
  readonly variables: ReadonlyMap<string, Variable>
  readonly #scale = scalarVariable(initial)
  readonly #good = scalarVariable(0)
  readonly #skipped = scalarVariable(0)

  /**
   * @param group what its update trains: names its variables
   * @param active false where the engine computes in float32 after all: gradients are as they come, and the variables
   * wait for an engine that does not, so that a run may change between the two.
   */
  constructor(
    group: string,
    readonly active: boolean
  ) {
    const name = (part: string): string => `lossScale/${group}/${part}`
    this.variables = new Map([
      [name('scale'), this.#scale],
      [name('good'), this.#good],
      [name('skipped'), this.#skipped]
    ])
  }

  /** The loss as it is, its gradient times the scale. */
  amplify(loss: Tensor): Tensor {
    return tf.customGrad(x => ({ value: tf.clone(x as Tensor), gradFunc: (dy: Tensor) => tf.mul(dy, this.#scale) }))(
      loss
    )
  }

  /** Number of this update among those that were not left out: what Adam corrects by. @param count among all, from 1 */
  counted(count: Tensor): Tensor {
    return tf.sub(count, this.#skipped)
  }

  /**
   * @returns the gradients as they would be without a scale, and whether every one is finite: bool scalar; null where
   * nothing was scaled
   */
  unscale(gradients: NamedTensorMap): { gradients: NamedTensorMap; finite: Tensor | null } {
    if (!this.active) return { gradients, finite: null }
    const inverse = tf.div(1, this.#scale)
    const unscaled = Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, inverse)])
    )
    return {
      gradients: unscaled,
      finite: tf.all(tf.stack(Object.values(gradients).map(gradient => tf.all(tf.isFinite(gradient)))))
    }
  }

  /**
   * Once an update: halves the scale, doubles it or leaves it.
   * @param finite as `unscale` gives it
   * @returns float32 scalar: 0 for a good update, 1 for one left out, 2 where there was no scale left to halve
   */
  adjust(finite: Tensor): Tensor {
    const [scale, good] = [this.#scale, tf.add(this.#good, 1)]
    const grows = tf.greaterEqual(good, growthInterval)
    const overflow = tf.where(finite, 0, tf.where(tf.lessEqual(scale, least), 2, 1))
    const next = tf.where(
      finite,
      tf.where(grows, tf.minimum(tf.mul(scale, 2), most), scale),
      tf.maximum(tf.mul(scale, 0.5), least)
    )
    this.#skipped.assign(tf.add(this.#skipped, tf.where(finite, 0, 1)))
    this.#good.assign(tf.where(tf.logicalAnd(finite, tf.logicalNot(grows)), good, 0))
    this.#scale.assign(next)
    return overflow
  }

  dispose(): void {
    tf.dispose([...this.variables.values()])
  }
}

/** A loss whose gradient is scaled where there is a scale in use. */
export const amplified = (loss: Tensor, scale: LossScale | null): Tensor => (scale?.active ? scale.amplify(loss) : loss)

const scalarVariable = (value: number): Variable => tf.tidy(() => tf.variable(tf.scalar(value), false))

/** Networks that are updated together: their optimiser, their loss scale, and how many updates they have had. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { groupBy } from '../../lib/group-by'
import type { Phase, Rates } from '../../models/phase'
import type { Network } from '../networks/network'
import { optimisers } from '../../optimisers'
import { Optimiser } from '../../optimisers/slots'
import { scheduledRate } from '../../schedules'
import { valueAt } from '../../schedules/tools/course'
import { tf } from '../../tensors/tf'
import { clipByGlobalNorm } from './clipping'
import type { Gradients } from './micro-batches'
import { LossScale } from './loss-scale'
import type { UpdateOptions } from './options'

export interface GroupOptions {
  update: UpdateOptions
  /** The model's own; a phase's take their place. */
  rates: Rates
  /** Steps of the whole run, which schedules go by. */
  totalSteps: number
  /** Null where losses are not scaled; else whether the engine computes in float16 here. */
  float16: boolean | null
  /** Behind the slots' names, where another group trains some of the same networks. */
  suffix: string
}

export class ParameterGroup {
  readonly scale: LossScale | null
  readonly #optimiser: Optimiser
  readonly #rate: Rates['learningRate']
  readonly #beta2: Rates['beta2']
  /** What share of its updates are no lazy ones. */
  readonly #share: number
  /** Updates that are already written in the step under way. */
  #written = 0

  /** @param phases all that train these networks */
  constructor(
    readonly name: string,
    readonly networks: readonly Network[],
    readonly phases: readonly Phase[],
    readonly options: GroupOptions
  ) {
    const { update, rates, float16, suffix } = options
    const { learningRate, beta1, beta2, epsilon } = Object.assign(
      {},
      rates,
      ...phases.map(phase => phase.rates ?? {})
    ) as Rates
    this.#share = lazyShare(phases)
    this.#rate = learningRate
    this.#beta2 = beta2
    const rule = optimisers.find(update.optimiser).rule({
      beta1: beta1 ** this.#share,
      beta2: (typeof beta2 === 'number' ? beta2 : beta2.from) ** this.#share,
      epsilon,
      weightDecay: update.weightDecay
    })
    this.#optimiser = new Optimiser(
      rule,
      networks.flatMap(({ weights }) => weights),
      suffix
    )
    this.scale = float16 === null ? null : new LossScale(name, float16)
  }

  get trainable(): Variable[] {
    return this.networks.flatMap(({ trainable }) => trainable)
  }
  /** Slots and loss scale, by the names they have in checkpoints. */
  get variables(): Map<string, Variable> {
    return new Map([...this.#optimiser.state, ...(this.scale?.variables ?? [])])
  }

  /** A step begins: its updates are counted from here. */
  begin(): void {
    this.#written = 0
  }

  /**
   * One update. Gradients of a scaled loss are unscaled first, and where one is not finite, nothing moves. Then they
   * are clipped.
   * @param before steps done before this one
   * @param counted the same, counted from where the optimiser's state began
   * @returns what became of it, as LossScale.adjust has it: float32 scalar; null where nothing was scaled
   */
  apply({ grads }: Gradients, before: Tensor, counted: Tensor): Tensor | null {
    const {
      update: { schedule, clipNorm },
      totalSteps
    } = this.options
    const count = tf.add(this.#updatesBefore(counted), ++this.#written)
    const { gradients, finite } = this.scale?.unscale(grads) ?? { gradients: grads, finite: null }
    const progress = tf.minimum(1, tf.div(before, totalSteps))
    const [own, beta2] = [this.#rate, this.#beta2]
    const begun = typeof own === 'number' ? own * this.#share : tf.mul(valueAt(own, progress), this.#share)
    const rate = scheduledRate(schedule, begun, before, totalSteps)
    this.#optimiser.apply(
      clipByGlobalNorm(gradients, clipNorm),
      {
        count: this.scale?.counted(count) ?? count,
        rate,
        beta2: typeof beta2 === 'number' ? undefined : tf.pow(valueAt(beta2, progress), this.#share)
      },
      finite
    )
    return this.scale && finite ? this.scale.adjust(finite) : null
  }

  dispose(): void {
    this.#optimiser.dispose()
    this.scale?.dispose()
  }

  /** Updates in all steps before: a phase that is due every k steps was due in ⌈steps/k⌉ of them. */
  #updatesBefore(steps: Tensor): Tensor {
    const each = groupBy(this.phases, ({ interval = 1 }) => interval)
    const terms = [...each].map(([interval, phases]) => {
      const times = phases.reduce((sum, { batches = 1 }) => sum + batches, 0)
      const due = interval === 1 ? steps : tf.ceil(tf.div(steps, interval))
      return times === 1 ? due : tf.mul(due, times)
    })
    return terms.length === 1 ? (terms[0] as Tensor) : tf.addN(terms)
  }
}

/**
 * What share of the updates are not lazy ones: k/(k + 1) where one phase in k steps joins a phase of every step; 1
 * without lazy ones.
 */
export function lazyShare(phases: readonly Phase[]): number {
  const perStep = (lazy: boolean): number =>
    phases
      .filter(({ interval = 1 }) => interval > 1 === lazy)
      .reduce((sum, { batches = 1, interval = 1 }) => sum + batches / interval, 0)
  const [regular, lazy] = [perStep(false), perStep(true)]
  return regular === 0 ? 1 : regular / (regular + lazy)
}

/**
 * A network whose weights are the exponential moving average of another's: steadier pictures than any one step's
 * weights (Yazıcı et al. 2019, arXiv:1806.04498).
 *
 * Everything that samples need is averaged, batch norm's moving statistics too: statistics belong to the weights they
 * were seen under, so the average of both is taken over the same steps (as BigGAN's released code does).
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { averagePrefix } from '../../models/weights'
import { move, pastWeight } from '../../tensors/moving-average'
import { tf } from '../../tensors/tf'
import { Network } from './network'

export class Average {
  readonly network: Network

  constructor(
    readonly source: Network,
    readonly decay: number,
    readonly start = 0
  ) {
    this.network = new Network(source.plan, { origin: source, prefix: averagePrefix })
  }

  /**
   * s ← s + (1 − d)·(w − s), with d = min(decay, (1 + t)/(10 + t)) at step t: a short memory at first, or the samples
   * of the first epochs would show the initial weights. Where it starts later, it is the weights themselves until then,
   * and d is the decay from there on (Brock et al. 2019, appendix C).
   * @param done steps done before this one, float32 scalar
   * @param most d is no more than that, where it moves over the run; float32 scalar
   */
  update(done: Tensor, most: Tensor | null = null): void {
    const fixed =
      this.start === 0
        ? pastWeight(this.decay, done)
        : tf.mul(tf.cast(tf.greaterEqual(done, this.start), 'float32'), this.decay)
    const decay = most ? tf.minimum(fixed, most) : fixed
    this.source.weights.forEach(({ variable }, i) => {
      const shadow = this.network.weights[i]?.variable
      if (!shadow) throw new Error('The average has other weights than its network.')
      move(shadow, variable, decay)
    })
  }

  dispose(): void {
    this.network.dispose()
  }
}

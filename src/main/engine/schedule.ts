/** How the learning rate changes over a run: computed from the step's number, so that a resumed run goes on exactly. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'
import { tf } from './engine'

/**
 * Factors on the learning rate, by how much of the run is done (0 to 1, float32 scalar).
 * linear: whole for the first half, then straight down to 0 (as in CycleGAN, Zhu et al. 2017).
 * cosine: ½·(1 + cos π·p) (Loshchilov and Hutter 2017, without restarts).
 */
const factors: Record<string, ((part: Tensor) => Tensor) | null> = {
  constant: null,
  linear: part => tf.minimum(1, tf.mul(tf.sub(1, part), 2)),
  cosine: part => tf.mul(tf.add(tf.cos(tf.mul(part, Math.PI)), 1), 0.5)
}

/**
 * @param done steps done before this one, float32 scalar.
 * @param total steps of the whole run; a run that is made longer later has its rate lifted again.
 * @returns the learning rate of this step, float32 scalar.
 */
export function scheduledRate(name: string, rate: number, done: Tensor, total: number): Tensor {
  const factor = factors[name]
  if (factor === undefined) throw new StudioError('bad-input', `There is no learning rate schedule "${name}".${didYouMean(name, Object.keys(factors))} There are: ${Object.keys(factors).join(', ')}.`)
  return factor === null ? tf.scalar(rate) : tf.mul(factor(tf.minimum(1, tf.div(done, total))), rate)
}

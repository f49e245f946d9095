/** How the two networks play, out of a run's settings; runs from before a setting existed play as they did then. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import { augmentations, diffAugment, drawsPerPicture, type Augmentation } from '../regularisers/diff-augment'
import type { StepContext } from './layers/layer'
import type { Ops } from './ops'
import { plainOps } from './ops-plain'

export interface GameOptions {
  /** Objective, by id. */
  loss: string
  /** What D is told real pictures are: 1, or less for one-sided label smoothing. */
  realLabel: number
  /** γ of the R1 penalty; 0: none. */
  r1: number
  /** λ of WGAN-GP's penalty; 0: none. */
  gradientPenalty: number
  /** What D's pictures are augmented with: none, all, or kinds joined by commas. */
  augment: string
  /** G learns from the latents that D has just judged: less work, the same expectation. */
  reuseLatents: boolean
  /** Both networks learn from one forward pass, with the weights from before the step. */
  onePass: boolean
}

const usual: GameOptions = { loss: 'non-saturating', realLabel: 1, r1: 0, gradientPenalty: 0, augment: 'none', reuseLatents: false, onePass: false }

export function gameOptions(settings: Settings): GameOptions {
  return Object.fromEntries(Object.entries(usual).map(([key, value]) => [key, typeof settings[key] === typeof value ? settings[key] : value])) as unknown as GameOptions
}

/**
 * Pictures as D sees them: augmented by draws of this step, real and made alike.
 * @param together pictures in one example, side by side in its channels: what is done to one of them is done to the others
 */
export function augmented(pictures: Tensor, { augment }: GameOptions, { tf, random }: Pick<StepContext, 'tf' | 'random'>, together = 1): Tensor {
  if (augment === 'none') return pictures
  const kinds = augment === 'all' ? augmentations : augmentations.filter((kind: Augmentation) => augment.split(',').includes(kind))
  const draws = random.uniform([pictures.shape[0] ?? 1, drawsPerPicture])
  if (together === 1) return diffAugment(tf, pictures, draws, kinds)
  return tf.concat(tf.split(pictures, together, 3).map(each => diffAugment(tf, each, draws, kinds)), 3)
}

/**
 * Penalties differentiate D's gradient again, which the single-kernel gradients of these ops do not allow: they are
 * composed from tfjs's own instead.
 */
export function twiceDifferentiable(ops: Ops, { tf }: Pick<StepContext, 'tf'>): Ops {
  const { batchNorm, selu, tanh } = plainOps(tf)
  return { ...ops, batchNorm, selu, tanh }
}

/**
 * Randomness inside a training step, keyed by (seed, use, step): the same key gives the same numbers whatever ran
 * before, which is what makes resume exact. The streams are those of TensorFlow's stateless kernels on every engine.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { engine, tf } from './engine'
import { keepMask, normals, uniforms, type Key } from './philox'

/** What engines bring. A key is a word of seed and use, and the step: int32 scalar. */
export interface RandomKernels {
  normal: (word: number, step: Tensor, shape: readonly number[]) => Tensor
  /** In [0, 1). */
  uniform: (word: number, step: Tensor, shape: readonly number[]) => Tensor
  /** 0 with probability `rate`, placed to 1 in 256, else what keeps the mean at 1. */
  keepMask: (word: number, step: Tensor, shape: readonly number[], rate: number) => Tensor
}

export class StepRandom {
  #uses: number

  /** @param step int32 scalar. A new source for every step function: its uses are counted from 0. */
  constructor(readonly seed: number, readonly step: Tensor, readonly kernels: RandomKernels = engine().random, uses = 0) { this.#uses = uses }

  /** A source that draws once more what this one draws from here on. */
  again(): StepRandom { return new StepRandom(this.seed, this.step, this.kernels, this.#uses) }

  /** N(0, 1) of a shape. */
  normal(shape: readonly number[]): Tensor { return this.kernels.normal(this.#word(), this.step, shape) }

  /** Uniform in [low, high). */
  uniform(shape: readonly number[], low = 0, high = 1): Tensor {
    const unit = this.kernels.uniform(this.#word(), this.step, shape)
    return low === 0 && high === 1 ? unit : tf.add(tf.mul(unit, high - low), low)
  }

  /** For dropout: see RandomKernels. */
  keepMask(shape: readonly number[], rate: number): Tensor { return this.kernels.keepMask(this.#word(), this.step, shape, rate) }

  /** A whole 32-bit word of seed and use; consecutive uses land far apart. */
  #word(): number {
    const use = this.#uses++
    return (Math.imul(this.seed, 0x9e3779b1) + Math.imul(use + 1, 0x85ebca6b)) | 0
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
/** The step is an input: its number is still at hand, on whatever device. */
const keyOf = (word: number, step: Tensor): Key => [word, step.dataSync()[0] ?? 0]

/** Drawn in JavaScript and handed over: for engines that run op by op and have no such kernels. */
export const hostRandom: RandomKernels = {
  normal: (word, step, shape) => tf.tensor(normals(sizeOf(shape), keyOf(word, step)), [...shape]),
  uniform: (word, step, shape) => tf.tensor(uniforms(sizeOf(shape), keyOf(word, step)), [...shape]),
  keepMask: (word, step, shape, rate) => tf.tensor(keepMask(sizeOf(shape), keyOf(word, step), rate), [...shape])
}

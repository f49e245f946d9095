/**
 * Randomness inside a training step, from TensorFlow's stateless kernels, keyed by (seed, use, step): the same key
 * gives the same numbers whatever ran before, which is what makes resume exact.
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { attribute, rawOp } from './tensorflow/binding'
import { tf } from './tensorflow/tf'

export class StepRandom {
  #uses = 0

  /** @param step int32 scalar. A new source for every step function: its uses are counted from 0. */
  constructor(readonly seed: number, readonly step: Tensor) {}

  /** N(0, 1) of a shape. */
  normal(shape: readonly number[]): Tensor { return this.#draw('StatelessRandomNormal', shape) }

  /** Uniform in [low, high). */
  uniform(shape: readonly number[], low = 0, high = 1): Tensor {
    const unit = this.#draw('StatelessRandomUniform', shape)
    return low === 0 && high === 1 ? unit : tf.add(tf.mul(unit, high - low), low)
  }

  /** int32 [2], another for every use: what TensorFlow's stateless kernels are keyed by. */
  key(): Tensor {
    const use = this.#uses++
    // A whole 32-bit word of seed and use; consecutive uses land far apart.
    return tf.stack([tf.scalar((Math.imul(this.seed, 0x9e3779b1) + Math.imul(use + 1, 0x85ebca6b)) | 0, 'int32'), this.step])
  }

  #draw(op: string, shape: readonly number[]): Tensor {
    return rawOp(op, [attribute.type('dtype', 'float32'), attribute.type('T', 'int32'), attribute.type('Tseed', 'int32')], [tf.tensor1d([...shape], 'int32'), this.key()])
  }
}

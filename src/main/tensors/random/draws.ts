/**
 * Randomness inside a training step, keyed by (seed, name, step), where a name says in which phase, network and layer a
 * number is drawn: the same key gives the same numbers whatever else was drawn before. That makes resume exact, and a
 * draw that is added changes no other. The streams are those of TensorFlow's stateless kernels on every engine.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { engine } from '../engine'
import type { RandomKernels } from './kernels'

export class Draws {
  /**
   * @param step int32 scalar
   * @param path what the names of its draws begin with
   */
  constructor(
    readonly seed: number,
    readonly step: Tensor,
    readonly path = '',
    readonly kernels: RandomKernels = engine().random
  ) {
    if (path === '') kernels.prepare?.(step)
  }

  /** Draws of a part: names in it are its own. */
  at(name: string): Draws {
    return new Draws(this.seed, this.step, `${this.path}${name}/`, this.kernels)
  }

  /** N(0, 1) in a shape. */
  normal(name: string, shape: readonly number[]): Tensor {
    return this.kernels.normal(this.#word(name), this.step, shape)
  }

  /** Uniform in [0, 1). */
  uniform(name: string, shape: readonly number[]): Tensor {
    return this.kernels.uniform(this.#word(name), this.step, shape)
  }

  /** For dropout: see RandomKernels. */
  keepMask(name: string, shape: readonly number[], rate: number): Tensor {
    return this.kernels.keepMask(this.#word(name), this.step, shape, rate)
  }

  #word(name: string): number {
    return word(this.seed, `${this.path}${name}`)
  }
}

/**
 * 32 bits of a seed and a name: FNV-1a over both, then the finaliser of MurmurHash3, so that near names land far apart.
 */
export function word(seed: number, name: string): number {
  let h = 0x811c9dc5
  for (const byte of Buffer.from(`${seed}/${name}`)) h = Math.imul(h ^ byte, 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}

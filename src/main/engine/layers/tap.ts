import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Layer } from './layer'

/**
 * A place in a chain whose output a later layer comes back to: `here` stands in the list where that is, and the later
 * layer is given the tap. It belongs to one chain: made where the list is made.
 */
export class Tap {
  #shape: readonly number[] | null = null
  #value: Tensor | null = null

  readonly here: Layer = {
    kind: 'tap',
    build: shape => {
      this.#shape = shape
      return {
        shape: [...shape],
        apply: x => {
          this.#value = x
          return x
        }
      }
    }
  }

  /** Without the batch axis. @throws Error when `here` does not stand before the layer that asks. */
  get shape(): readonly number[] { return passed(this.#shape) }
  /** Of the pass that is under way. */
  get value(): Tensor { return passed(this.#value) }
}

function passed<T>(value: T | null): T {
  if (value === null) throw new Error('A tap is read before its own place in the chain.')
  return value
}

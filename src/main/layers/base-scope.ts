/** What scopes of shapes and of tensors have in common: names, which follow from the order of calls alone. */
import type { Initializer } from './initializers'
import type { NetworkFunction, Pass, Scope, Shape, Traits, Value, Weight, WeightOptions } from './scope'
import type { Tensor } from '@tensorflow/tfjs-core'

/** A layer that is being called. */
export interface Frame {
  readonly path: string
  readonly kind: string
  readonly inputs: readonly Value[]
}

export abstract class BaseScope implements Scope {
  readonly #parts: string[] = []
  readonly #frames: Frame[] = []
  /** How many of a kind a part has by now. */
  readonly #seen = new Map<string, number>()

  within<T>(name: string, work: () => T): T {
    this.#parts.push(name)
    try {
      return work()
    } finally {
      this.#parts.pop()
    }
  }

  call(kind: string, body: NetworkFunction, inputs: readonly Value[]): Value {
    const key = [...this.#parts, kind].join('/')
    const times = (this.#seen.get(key) ?? 0) + 1
    this.#seen.set(key, times)
    return this.within(times === 1 ? kind : `${kind}${times}`, () => {
      const frame = { path: this.#parts.join('/'), kind, inputs }
      this.#frames.push(frame)
      try {
        const value = body(this, ...inputs)
        this.left(frame)
        return value
      } finally {
        this.#frames.pop()
      }
    })
  }

  /** The layer under way. @throws Error outside of one */
  protected get frame(): Frame {
    const frame = this.#frames.at(-1)
    if (!frame) throw new Error('Weights and outputs belong to layers: wrap this part of the network in layer().')
    return frame
  }

  /** A layer is done. */
  protected left(_frame: Frame): void {}

  abstract weight(name: string, shape: Shape, init: Initializer, options?: WeightOptions): Weight
  abstract output(shape: Shape, compute: (pass: Pass) => Tensor, traits?: Traits): Value
}

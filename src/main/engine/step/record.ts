/**
 * What a step has said so far: curves, tensors for later, and numbers drawn for the whole batch. Gradients forget
 * everything that is not kept, so all of it is kept here, and given back at the end.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

export class StepRecord {
  readonly #curves = new Map<string, Tensor[]>()
  readonly #values = new Map<string, Tensor[]>()
  readonly #draws = new Map<string, Tensor>()

  /** How often something was reported. */
  reports = 0

  /** Adds to a curve. @param value scalar, already weighed by its share of the examples */
  report(curve: string, value: Tensor): void {
    this.reports++
    this.#curves.set(curve, [...(this.#curves.get(curve) ?? []), tf.keep(tf.clone(value))])
  }

  /** The sum of all that was reported: scalar. @throws Error where nothing was */
  curve(name: string): Tensor {
    const values = this.#curves.get(name)
    if (!values) throw new Error(`No phase reported a loss called ${name}.`)
    return values.length === 1
      ? tf.reshape(values[0] as Tensor, [])
      : tf.addN(values.map(value => tf.reshape(value, [])))
  }

  /** Keeps what a part recorded; the first part begins anew. */
  record(name: string, part: number, value: Tensor): void {
    if (part === 0) tf.dispose(this.#values.get(name) ?? [])
    this.#values.set(name, [...(part === 0 ? [] : (this.#values.get(name) ?? [])), tf.keep(tf.clone(value))])
  }

  /** Of one part. @throws Error where nothing was recorded of it */
  recorded(name: string, part: number): Tensor {
    const value = this.#values.get(name)?.[part]
    if (!value) throw new Error(`No phase of this step has recorded ${name} before.`)
    return value
  }

  /** Of the whole batch: parts one after another. */
  whole(name: string): Tensor {
    const parts = this.#values.get(name) ?? []
    if (parts.length === 0) throw new Error(`No phase of this step has recorded ${name}.`)
    return parts.length === 1 ? tf.clone(parts[0] as Tensor) : tf.concat(parts)
  }

  hasRecorded(name: string): boolean {
    return this.#values.has(name)
  }

  /** Draws once for the whole batch, whichever part asks first. */
  drawn(key: string, draw: () => Tensor): Tensor {
    const known = this.#draws.get(key)
    if (known) return known
    const fresh = tf.keep(draw())
    this.#draws.set(key, fresh)
    return fresh
  }

  dispose(): void {
    tf.dispose([...this.#curves.values(), ...this.#values.values()].flat().concat([...this.#draws.values()]))
  }
}

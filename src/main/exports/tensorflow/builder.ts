/** A graph of TensorFlow's operations, before it is written as a SavedModel or for TensorFlow.js. */
import type { TracedDtype } from '../../engine/tracing/graph'

/** DataType of tensorflow/core/framework/types.proto: its number, and its name. */
export const types = {
  float32: { number: 1, name: 'DT_FLOAT' },
  int32: { number: 3, name: 'DT_INT32' },
  bool: { number: 10, name: 'DT_BOOL' }
} as const satisfies Record<TracedDtype, { number: number; name: string }>

/** Of the graph that is written: what TensorFlow 2 reads, all of it. */
export const producer = 1882

export type Attribute =
  | { type: TracedDtype }
  | { int: number }
  | { float: number }
  | { bool: boolean }
  | { word: string }
  | { ints: readonly number[] }
  | { shape: readonly number[] }

export interface Node {
  name: string
  op: string
  inputs: readonly string[]
  attributes: Readonly<Record<string, Attribute>>
}

export interface Constant {
  name: string
  dtype: TracedDtype
  shape: readonly number[]
  values: Float32Array | Int32Array | Uint8Array
}

export interface Port {
  name: string
  /** The node that it is. */
  node: string
  dtype: TracedDtype
  shape: readonly number[]
}

export interface TensorFlowGraph {
  inputs: readonly Port[]
  outputs: readonly Port[]
  constants: readonly Constant[]
  /** Each after those that it takes. */
  nodes: readonly Node[]
}

export class GraphBuilder {
  readonly nodes: Node[] = []
  readonly constants: Constant[] = []
  readonly #known = new Map<string, string>()
  #last = 0

  /** @returns its name, which is its first output's */
  node(op: string, inputs: readonly string[], attributes: Record<string, Attribute>, name = this.#fresh(op)): string {
    this.nodes.push({ name, op, inputs, attributes })
    return name
  }

  constant(name: string, shape: readonly number[], dtype: TracedDtype, values: Constant['values']): string {
    this.constants.push({ name, dtype, shape, values })
    return name
  }

  /** Whole numbers that a node takes, such as a shape; the same ones are there once. */
  whole(values: readonly number[]): string {
    return this.#once(`i${values.join()}`, name =>
      this.constant(name, [values.length], 'int32', Int32Array.from(values))
    )
  }

  scalar(value: number, dtype: TracedDtype = 'float32'): string {
    const of = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array
    return this.#once(`${dtype}${value}`, name => this.constant(name, [], dtype, of.of(value)))
  }

  #fresh(word: string): string {
    return `${word}_${++this.#last}`
  }

  #once(key: string, make: (name: string) => string): string {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = make(this.#fresh('constant'))
    this.#known.set(key, made)
    return made
  }
}

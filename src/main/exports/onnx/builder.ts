/** Collects the nodes and constants of an ONNX graph (https://onnx.ai/onnx/repo-docs/IR.html). */
import type { TracedDtype } from '../../engine/tracing/graph'
import { bytes, float, int, ints, message, text, type Message } from '../tools/protobuf'

/** TensorProto.DataType. */
export const types = { float32: 1, int32: 6, bool: 9, int64: 7 } as const

type Numbers = Float32Array | Int32Array | Uint8Array | BigInt64Array
export type OnnxAttribute = number | string | readonly number[]

/** A tensor as it is written: dims, type, name, then its bytes. */
const tensor = (
  name: string,
  shape: readonly number[],
  type: number,
  { buffer, byteOffset, byteLength }: Numbers
): Message => [
  ...(shape.length > 0 ? ints(1, shape) : []),
  ...int(2, type),
  ...text(8, name),
  ...bytes(9, new Uint8Array(buffer, byteOffset, byteLength))
]

/** AttributeProto: FLOAT 1, INT 2, STRING 3, INTS 7. A number is whole unless it is said otherwise. */
function attribute(name: string, value: OnnxAttribute | { float: number }): Message {
  const named = text(1, name)
  if (typeof value === 'number') return message(5, named, int(3, value), int(20, 2))
  if (typeof value === 'string') return message(5, named, text(4, value), int(20, 3))
  if ('float' in value) return message(5, named, float(2, value.float), int(20, 1))
  return message(5, named, ...value.map(each => int(8, each)), int(20, 7))
}

export class OnnxBuilder {
  readonly nodes: Message[] = []
  readonly initializers: Message[] = []
  readonly #names = new Map<string, string>()
  #last = 0

  fresh(word: string): string {
    return `${word}_${++this.#last}`
  }

  /** A node of one output. @returns the output's name */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute | { float: number }> = {},
    output = this.fresh(op)
  ): string {
    this.several(op, inputs, attributes, [output])
    return output
  }

  several(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute | { float: number }>,
    outputs: readonly string[]
  ): void {
    this.nodes.push(
      message(
        1,
        ...inputs.map(name => text(1, name)),
        ...outputs.map(name => text(2, name)),
        text(3, outputs[0] ?? op),
        text(4, op),
        ...Object.entries(attributes).map(([name, value]) => attribute(name, value))
      )
    )
  }

  constant(name: string, shape: readonly number[], dtype: TracedDtype | 'int64', values: Numbers): string {
    this.initializers.push(message(5, tensor(name, shape, types[dtype], values)))
    return name
  }

  /** Whole numbers that a node takes, such as a shape; the same ones are there once. */
  whole(values: readonly number[]): string {
    return this.#once(`i${values.join()}`, name =>
      this.constant(name, [values.length], 'int64', BigInt64Array.from(values, BigInt))
    )
  }

  /** One number, in the type of what it is taken with. */
  scalar(value: number, dtype: TracedDtype = 'float32'): string {
    return this.#once(`${dtype}${value}`, name =>
      this.constant(name, [], dtype, dtype === 'float32' ? Float32Array.of(value) : Int32Array.of(value))
    )
  }

  #once(key: string, make: (name: string) => string): string {
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const made = make(this.fresh('constant'))
    this.#names.set(key, made)
    return made
  }
}

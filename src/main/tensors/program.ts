/**
 * A program: named variables and methods over them, each method written once in plain tfjs. Engines run it each in
 * their own way; `interpret` runs it op by op, on any of them.
 */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import type { TableRows } from './graph-ops'
import { tf } from './tf'

/** What convolutions and matrix products run in; everything else, weights included, is float32. */
export type Precision = 'float32' | 'bfloat16' | 'float16'

export type TypedArray = Float32Array | Int32Array | Uint8Array
/** Engines whose device answers later give promises; `await` takes both. */
export type Awaitable<T> = T | Promise<T>

export interface TensorSpec {
  shape: readonly number[]
  dtype: 'float32' | 'int32' | 'uint8'
}

export interface Method {
  inputs: Record<string, TensorSpec>
  precision?: Precision
  /** uint8 inputs arrive as tensors that only `engine().graph.numbers` may read. */
  run: (inputs: Record<string, Tensor>) => Record<string, Tensor>
}

export interface ProgramDefinition {
  /** Names are the ones checkpoints use. */
  variables: ReadonlyMap<string, Variable>
  /** Tables too large to feed, e.g. the dataset: they live in the session and methods gather rows from them. */
  tables?: readonly Table[]
  /** Every variable is assigned, as a checkpoint has it, before a method runs: what they hold now is of no use. */
  unset?: boolean
  methods: Record<string, Method>
}

export interface Program {
  run(method: string, inputs: Record<string, TypedArray>): Awaitable<Record<string, TypedArray>>
  /** Every variable's value, by name. */
  read(): Awaitable<Map<string, TypedArray>>
  /** Sets variables by name. @throws when a name is unknown or a length differs. */
  assign(values: ReadonlyMap<string, TypedArray>): void
  dispose(): void
}

/** A program on a device that answers at once. */
export interface SyncProgram extends Program {
  run(method: string, inputs: Record<string, TypedArray>): Record<string, TypedArray>
  read(): Map<string, TypedArray>
}

/** A table of uint8 rows that lives in the session: `engine().graph.gather` reads it. */
export class Table implements TableRows {
  /** @param values rows × width bytes; kept for interpreted runs, shared, never copied. */
  constructor(
    readonly name: string,
    readonly rows: number,
    readonly width: number,
    readonly values: Uint8Array
  ) {
    if (values.length !== rows * width)
      throw new Error(`Table ${name} should hold ${rows} × ${width} bytes; it holds ${values.length}.`)
  }
}

export const dtypeOf = (tensor: Tensor): 'float32' | 'int32' => (tensor.dtype === 'int32' ? 'int32' : 'float32')

/** An input of a method. @throws Error when the method is run without it: a programming mistake */
export function wanted(inputs: Record<string, Tensor>, key: string): Tensor {
  const tensor = inputs[key]
  if (!tensor) throw new Error(`The method wants an input ${key}.`)
  return tensor
}

/** Runs one method op by op; the caller reads and disposes of what comes out. */
function execute({ methods }: ProgramDefinition, method: string, inputs: Record<string, TypedArray>): NamedTensorMap {
  const found = methods[method]
  if (!found) throw new Error(`The program has no method ${method}.`)
  return tf.tidy(() =>
    found.run(
      Object.fromEntries(
        Object.entries(found.inputs).map(([key, spec]) => {
          const values = inputs[key]
          if (!values) throw new Error(`Method ${method} wants an input ${key}.`)
          return [key, tf.tensor(values, [...spec.shape], spec.dtype === 'float32' ? 'float32' : 'int32')]
        })
      )
    )
  )
}

function assign({ variables }: ProgramDefinition, values: ReadonlyMap<string, TypedArray>): void {
  for (const [name, value] of values) {
    const variable = variables.get(name)
    if (!variable) throw new Error(`The program has no variable ${name}.`)
    if (value.length !== variable.size)
      throw new Error(`Variable ${name} holds ${variable.size} numbers; ${value.length} were given.`)
    tf.tidy(() => {
      variable.assign(tf.tensor(value, variable.shape, dtypeOf(variable)))
    })
  }
}

/** Runs the methods op by op, on a device that answers at once. */
export const interpret = (definition: ProgramDefinition): SyncProgram => ({
  run(method, inputs) {
    const outputs = execute(definition, method, inputs)
    const values = Object.fromEntries(
      Object.entries(outputs).map(([key, tensor]) => [key, tensor.dataSync() as TypedArray])
    )
    tf.dispose(outputs)
    return values
  },
  read: () => new Map([...definition.variables].map(([name, variable]) => [name, variable.dataSync() as TypedArray])),
  assign: values => {
    assign(definition, values)
  },
  dispose() {
    /* Variables belong to whoever made them. */
  }
})

/** The same, on a device whose numbers have to be waited for. */
export const interpretLater = (definition: ProgramDefinition): Program => ({
  async run(method, inputs) {
    const outputs = execute(definition, method, inputs)
    const values = await Promise.all(
      Object.entries(outputs).map(async ([key, tensor]) => [key, (await tensor.data()) as TypedArray] as const)
    )
    tf.dispose(outputs)
    return Object.fromEntries(values)
  },
  read: async () =>
    new Map(
      await Promise.all(
        [...definition.variables].map(
          async ([name, variable]) => [name, (await variable.data()) as TypedArray] as const
        )
      )
    ),
  assign: values => {
    assign(definition, values)
  },
  dispose() {
    /* Variables belong to whoever made them. */
  }
})

/**
 * A program: named variables and methods over them, each method written once in plain tfjs. Engines run it each in
 * their own way; `interpret` runs it op by op, on any of them.
 */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from './engine'
import { recording } from './recording'
import type { Precision } from './tensorflow/recorder'

export type TypedArray = Float32Array | Int32Array | Uint8Array
/** Engines whose device answers later give promises; `await` takes both. */
export type Awaitable<T> = T | Promise<T>

export interface TensorSpec { shape: readonly number[]; dtype: 'float32' | 'int32' | 'uint8' }

export interface Method {
  inputs: Record<string, TensorSpec>
  precision?: Precision
  /** uint8 inputs arrive as tensors that only `pixels` may read. */
  run: (inputs: Record<string, Tensor>) => Record<string, Tensor>
}

export interface ProgramDefinition {
  /** Names are the ones checkpoints use. */
  variables: ReadonlyMap<string, Variable>
  /** Tables too large to feed, e.g. the dataset: they live in the session and methods gather rows from them. */
  tables?: readonly Table[]
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

/** A table of uint8 rows that lives in the session. */
export class Table {
  /** @param values rows × width bytes; kept for interpreted runs, shared, never copied. */
  constructor(readonly name: string, readonly rows: number, readonly width: number, readonly values: Uint8Array) {
    if (values.length !== rows * width) throw new Error(`Table ${name} should hold ${rows} × ${width} bytes; it holds ${values.length}.`)
  }

  /** Rows by index: int32 [n] → float32 [n, width], 0 to 255. */
  gather(indices: Tensor): Tensor {
    const [count] = indices.shape
    if (count === undefined) throw new Error('Rows are gathered by a list of indices.')
    const recorder = recording()
    if (recorder) {
      const { type, int, bool } = recorder.attribute
      const rows = recorder.graph.node('ResourceGather', [this.handle, recorder.outputOf(indices)], {
        dtype: type('uint8'), Tindices: type('int32'), batch_dims: int(0), validate_indices: bool(true)
      })
      return recorder.emit('Cast', [rows], { SrcT: type('uint8'), DstT: type('float32') }, [count, this.width], 'float32')
    }
    const gathered = new Float32Array(count * this.width)
    indices.dataSync().forEach((row, i) => gathered.set(this.values.subarray(row * this.width, (row + 1) * this.width), i * this.width))
    return tf.tensor2d(gathered, [count, this.width])
  }

  get handle(): string { return `table/${this.name}` }
}

/** Bytes as numbers: uint8 of any shape → float32, 0 to 255. */
export function pixels(bytes: Tensor): Tensor {
  const recorder = recording()
  if (!recorder) return tf.cast(bytes, 'float32')
  const { type } = recorder.attribute
  return recorder.emit('Cast', [recorder.outputOf(bytes)], { SrcT: type('uint8'), DstT: type('float32') }, bytes.shape, 'float32')
}

export const dtypeOf = (tensor: Tensor): 'float32' | 'int32' => (tensor.dtype === 'int32' ? 'int32' : 'float32')

/** Runs one method op by op; the caller reads and disposes of what comes out. */
function execute({ methods }: ProgramDefinition, method: string, inputs: Record<string, TypedArray>): NamedTensorMap {
  const found = methods[method]
  if (!found) throw new Error(`The program has no method ${method}.`)
  return tf.tidy(() => found.run(Object.fromEntries(Object.entries(found.inputs).map(([key, spec]) => {
    const values = inputs[key]
    if (!values) throw new Error(`Method ${method} wants an input ${key}.`)
    return [key, tf.tensor(values, [...spec.shape], spec.dtype === 'float32' ? 'float32' : 'int32')]
  }))))
}

function assign({ variables }: ProgramDefinition, values: ReadonlyMap<string, TypedArray>): void {
  for (const [name, value] of values) {
    const variable = variables.get(name)
    if (!variable) throw new Error(`The program has no variable ${name}.`)
    if (value.length !== variable.size) throw new Error(`Variable ${name} holds ${variable.size} numbers; ${value.length} were given.`)
    tf.tidy(() => { variable.assign(tf.tensor(value, variable.shape, dtypeOf(variable))) })
  }
}

/** Runs the methods op by op, on a device that answers at once. */
export const interpret = (definition: ProgramDefinition): SyncProgram => ({
  run(method, inputs) {
    const outputs = execute(definition, method, inputs)
    const values = Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.dataSync() as TypedArray]))
    tf.dispose(outputs)
    return values
  },
  read: () => new Map([...definition.variables].map(([name, variable]) => [name, variable.dataSync() as TypedArray])),
  assign: values => { assign(definition, values) },
  dispose() { /* Variables belong to whoever made them. */ }
})

/** The same, on a device whose numbers have to be waited for. */
export const interpretLater = (definition: ProgramDefinition): Program => ({
  async run(method, inputs) {
    const outputs = execute(definition, method, inputs)
    const values = await Promise.all(Object.entries(outputs).map(async ([key, tensor]) => [key, await tensor.data() as TypedArray] as const))
    tf.dispose(outputs)
    return Object.fromEntries(values)
  },
  read: async () => new Map(await Promise.all([...definition.variables].map(async ([name, variable]) => [name, await variable.data() as TypedArray] as const))),
  assign: values => { assign(definition, values) },
  dispose() { /* Variables belong to whoever made them. */ }
})

/**
 * A program: named variables and methods over them, each method written once in plain tfjs.
 * `compile` turns all methods into one native graph, where one call is one native session run and the variables live
 * inside the session; `interpret` runs the same methods op by op. Both answer to the same interface.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import { DataType, native, type DataTypeName, type TypedArray } from './binding'
import { Graph, intAttribute, boolAttribute, shapeAttribute, stringAttribute, typeAttribute } from './graph'
import { Recorder, recording, type Precision, type VariableNodes } from './recorder'
import { tf } from './tf'

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
  run(method: string, inputs: Record<string, TypedArray>): Record<string, TypedArray>
  /** Every variable's value, by name. */
  read(): Map<string, TypedArray>
  /** Sets variables by name. @throws when a name is unknown or a length differs. */
  assign(values: ReadonlyMap<string, TypedArray>): void
  dispose(): void
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
      const rows = recorder.graph.node('ResourceGather', [this.handle, recorder.outputOf(indices)], {
        dtype: typeAttribute('uint8'), Tindices: typeAttribute('int32'), batch_dims: intAttribute(0), validate_indices: boolAttribute(true)
      })
      return recorder.emit('Cast', [rows], { SrcT: typeAttribute('uint8'), DstT: typeAttribute('float32') }, [count, this.width], 'float32')
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
  if (recorder) return recorder.emit('Cast', [recorder.outputOf(bytes)], { SrcT: typeAttribute('uint8'), DstT: typeAttribute('float32') }, bytes.shape, 'float32')
  return tf.cast(bytes, 'float32')
}

const dtypeOf = (tensor: Tensor): 'float32' | 'int32' => (tensor.dtype === 'int32' ? 'int32' : 'float32')

/** Compiles every method into one native graph. Takes tens of milliseconds for a small network. */
export function compile(definition: ProgramDefinition): Program {
  const graph = new Graph()
  const variables = new Map<Variable, VariableNodes>()
  const names = [...definition.variables.keys()]
  const prefix = `p${programs++}`
  const declare = (name: string, shape: readonly number[], dtype: DataTypeName): string =>
    graph.node('VarHandleOp', [], { dtype: typeAttribute(dtype), shape: shapeAttribute(shape), shared_name: stringAttribute(`${prefix}/${name}`), container: stringAttribute('') }, name)
  const setter = (name: string, handle: string, shape: readonly number[], dtype: DataTypeName): void => {
    const value = graph.node('Placeholder', [], { dtype: typeAttribute(dtype), shape: shapeAttribute(shape) }, `${name}/value`)
    const assigned = graph.node('AssignVariableOp', [handle, value], { dtype: typeAttribute(dtype) })
    // A constant that waits for the assignment: the smallest thing to fetch that proves it ran.
    graph.constant([], DataType.float32, new Float32Array(1), { name: `${name}/set`, after: assigned })
  }
  names.forEach((name, i) => {
    const variable = definition.variables.get(name)
    if (!variable) return
    const dtype = dtypeOf(variable)
    const handle = declare(`v${i}`, variable.shape, dtype)
    setter(`v${i}`, handle, variable.shape, dtype)
    variables.set(variable, { handle, dtype, read: graph.node('ReadVariableOp', [handle], { dtype: typeAttribute(dtype) }, `v${i}/read`) })
  })
  for (const table of definition.tables ?? []) {
    declare(table.handle, [table.rows, table.width], 'uint8')
    setter(table.handle, table.handle, [table.rows, table.width], 'uint8')
  }
  const kinds = new Map<string, string[]>()
  for (const [name, method] of Object.entries(definition.methods)) {
    const recorder = new Recorder(graph, variables, method.precision ?? 'float32')
    const outputs = tf.tidy(() => {
      let keys: string[] = []
      const inputs = Object.fromEntries(Object.entries(method.inputs).map(([key, spec]) => {
        const placeholder = graph.node('Placeholder', [], { dtype: typeAttribute(spec.dtype), shape: shapeAttribute(spec.shape) }, `${name}/in/${key}`)
        return [key, recorder.standIn(placeholder, spec.shape, spec.dtype)]
      }))
      keys = Object.keys(recorder.record(`${name}/out`, () => method.run(inputs)))
      return keys
    }) as unknown as string[]
    kinds.set(name, outputs)
  }
  return new CompiledProgram(graph.load(), definition, kinds)
}

/** Keeps the resources of one program apart from another's. */
let programs = 0

class CompiledProgram implements Program {
  readonly #indices: Map<string, number>

  constructor(readonly session: number, readonly definition: ProgramDefinition, readonly outputs: ReadonlyMap<string, string[]>) {
    this.#indices = new Map([...definition.variables.keys()].map((name, i) => [name, i]))
    this.assign(new Map([...definition.variables].map(([name, variable]) => [name, variable.dataSync() as TypedArray])))
    for (const table of definition.tables ?? []) this.#fetch([[[table.rows, table.width], DataType.uint8, table.values]], [`${table.handle}/value`], [`${table.handle}/set`])
  }

  run(method: string, inputs: Record<string, TypedArray>): Record<string, TypedArray> {
    const definition = this.definition.methods[method]
    const outputs = this.outputs.get(method)
    if (!definition || !outputs) throw new Error(`The program has no method ${method}.`)
    const keys = Object.keys(definition.inputs)
    const feeds = keys.map((key): Feed => {
      const spec = definition.inputs[key]
      const values = inputs[key]
      if (!spec || !values) throw new Error(`Method ${method} wants an input ${key}.`)
      return [[...spec.shape], DataType[spec.dtype], values]
    })
    const results = this.#fetch(feeds, keys.map(key => `${method}/in/${key}`), outputs.map(key => `${method}/out/${key}`))
    return Object.fromEntries(outputs.map((key, i) => [key, results[i] ?? new Float32Array()]))
  }

  read(): Map<string, TypedArray> {
    const names = [...this.#indices.keys()]
    const values = this.#fetch([], [], names.map((_, i) => `v${i}/read`))
    return new Map(names.map((name, i) => [name, values[i] ?? new Float32Array()]))
  }

  assign(values: ReadonlyMap<string, TypedArray>): void {
    const feeds: Feed[] = []
    const indices: number[] = []
    for (const [name, value] of values) {
      const index = this.#indices.get(name)
      const variable = this.definition.variables.get(name)
      if (index === undefined || !variable) throw new Error(`The program has no variable ${name}.`)
      if (value.length !== variable.size) throw new Error(`Variable ${name} holds ${variable.size} numbers; ${value.length} were given.`)
      feeds.push([variable.shape, DataType[dtypeOf(variable)], value])
      indices.push(index)
    }
    if (indices.length > 0) this.#fetch(feeds, indices.map(i => `v${i}/value`), indices.map(i => `v${i}/set`))
  }

  dispose(): void { native.deleteSavedModel(this.session) }

  #fetch(feeds: readonly Feed[], inputNames: readonly string[], outputNames: readonly string[]): TypedArray[] {
    const ids: number[] = []
    try {
      for (const [shape, dtype, values] of feeds) ids.push(native.createTensor(shape, dtype, values))
      const results = native.runSavedModel(this.session, ids, inputNames.join(','), outputNames.join(','))
      const values = results.map(({ id }) => native.tensorDataSync(id))
      for (const { id } of results) native.deleteTensor(id)
      return values
    } finally {
      for (const id of ids) native.deleteTensor(id)
    }
  }
}

type Feed = [shape: number[], dtype: number, values: TypedArray]

/** Runs the same methods op by op: the reference that compiled programs are held against. */
export function interpret(definition: ProgramDefinition): Program {
  const named = definition.variables
  return {
    run(method, inputs) {
      const found = definition.methods[method]
      if (!found) throw new Error(`The program has no method ${method}.`)
      const outputs = tf.tidy(() => {
        const tensors = Object.fromEntries(Object.entries(found.inputs).map(([key, spec]) => {
          const values = inputs[key]
          if (!values) throw new Error(`Method ${method} wants an input ${key}.`)
          return [key, tf.tensor(values, [...spec.shape], spec.dtype === 'float32' ? 'float32' : 'int32')]
        }))
        return found.run(tensors)
      })
      const values = Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.dataSync() as TypedArray]))
      tf.dispose(outputs)
      return values
    },
    read: () => new Map([...named].map(([name, variable]) => [name, variable.dataSync() as TypedArray])),
    assign(values) {
      for (const [name, value] of values) {
        const variable = named.get(name)
        if (!variable) throw new Error(`The program has no variable ${name}.`)
        if (value.length !== variable.size) throw new Error(`Variable ${name} holds ${variable.size} numbers; ${value.length} were given.`)
        tf.tidy(() => { variable.assign(tf.tensor(value, variable.shape, dtypeOf(variable))) })
      }
    },
    dispose() { /* Variables belong to whoever made them. */ }
  }
}

/**
 * Programs as native graphs: all methods in one, where one call is one native session run and the variables live
 * inside the session.
 */
import type { Variable } from '@tensorflow/tfjs-node-gpu'
import { dtypeOf, type Method, type Precision, type ProgramDefinition, type SyncProgram } from '../../tensors/program'
import { DataType, native, type DataTypeName, type TypedArray } from './binding'
import { Graph, shapeAttribute, stringAttribute, typeAttribute } from './graph'
import { tableHandle } from './graph-ops'
import { precisions } from './precisions'
import { Recorder, type VariableNodes } from './recorder'
import { tf } from './tf'

export * from '../../tensors/program'

/**
 * Compiles every method into one native graph, in float32 where the machine is not made for the precision it asks for.
 * Takes tens of milliseconds for a small network.
 * @param made what it is made for.
 */
export function compile(definition: ProgramDefinition, made: readonly Precision[] = precisions): SyncProgram {
  const graph = new Graph()
  const variables = new Map<Variable, VariableNodes>()
  const names = [...definition.variables.keys()]
  const prefix = `p${programs++}`
  const declare = (name: string, shape: readonly number[], dtype: DataTypeName): string =>
    graph.node(
      'VarHandleOp',
      [],
      {
        dtype: typeAttribute(dtype),
        shape: shapeAttribute(shape),
        shared_name: stringAttribute(`${prefix}/${name}`),
        container: stringAttribute('')
      },
      name
    )
  const setter = (name: string, handle: string, shape: readonly number[], dtype: DataTypeName): void => {
    const value = graph.node(
      'Placeholder',
      [],
      { dtype: typeAttribute(dtype), shape: shapeAttribute(shape) },
      `${name}/value`
    )
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
    variables.set(variable, {
      handle,
      dtype,
      read: graph.node('ReadVariableOp', [handle], { dtype: typeAttribute(dtype) }, `v${i}/read`)
    })
  })
  for (const table of definition.tables ?? []) {
    const handle = tableHandle(table.name)
    declare(handle, [table.rows, table.width], 'uint8')
    setter(handle, handle, [table.rows, table.width], 'uint8')
  }
  const outputs = new Map<string, string[]>()
  for (const [name, method] of Object.entries(definition.methods)) {
    const { precision = 'float32' } = method
    const recorder = new Recorder(graph, variables, made.includes(precision) ? precision : 'float32')
    outputs.set(name, recorded(graph, recorder, name, method))
  }
  return new CompiledProgram(graph.load(), definition, outputs)
}

/** Runs a method once, on placeholders, into the graph. @returns the keys of its outputs */
function recorded(graph: Graph, recorder: Recorder, name: string, method: Method): string[] {
  let keys: string[] = []
  tf.tidy(() => {
    const inputs = Object.fromEntries(
      Object.entries(method.inputs).map(([key, spec]) => {
        const placeholder = graph.node(
          'Placeholder',
          [],
          { dtype: typeAttribute(spec.dtype), shape: shapeAttribute(spec.shape) },
          `${name}/in/${key}`
        )
        return [key, recorder.standIn(placeholder, spec.shape, spec.dtype)]
      })
    )
    keys = Object.keys(recorder.record(`${name}/out`, () => method.run(inputs)))
  })
  return keys
}

/** Keeps the resources of one program apart from another's. */
let programs = 0

class CompiledProgram implements SyncProgram {
  readonly #indices: Map<string, number>

  constructor(
    readonly session: number,
    readonly definition: ProgramDefinition,
    readonly outputs: ReadonlyMap<string, string[]>
  ) {
    this.#indices = new Map([...definition.variables.keys()].map((name, i) => [name, i]))
    if (!definition.unset)
      this.assign(
        new Map([...definition.variables].map(([name, variable]) => [name, variable.dataSync() as TypedArray]))
      )
    for (const { name, rows, width, values } of definition.tables ?? []) {
      this.#fetch(
        [[[rows, width], DataType.uint8, values]],
        [`${tableHandle(name)}/value`],
        [`${tableHandle(name)}/set`]
      )
    }
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
    const results = this.#fetch(
      feeds,
      keys.map(key => `${method}/in/${key}`),
      outputs.map(key => `${method}/out/${key}`)
    )
    return Object.fromEntries(outputs.map((key, i) => [key, results[i] ?? new Float32Array()]))
  }

  read(): Map<string, TypedArray> {
    const names = [...this.#indices.keys()]
    const values = this.#fetch(
      [],
      [],
      names.map((_, i) => `v${i}/read`)
    )
    return new Map(names.map((name, i) => [name, values[i] ?? new Float32Array()]))
  }

  assign(values: ReadonlyMap<string, TypedArray>): void {
    const feeds: Feed[] = []
    const indices: number[] = []
    for (const [name, value] of values) {
      const index = this.#indices.get(name)
      const variable = this.definition.variables.get(name)
      if (index === undefined || !variable) throw new Error(`The program has no variable ${name}.`)
      if (value.length !== variable.size)
        throw new Error(`Variable ${name} holds ${variable.size} numbers; ${value.length} were given.`)
      feeds.push([variable.shape, DataType[dtypeOf(variable)], unaligned(value)])
      indices.push(index)
    }
    if (indices.length > 0)
      this.#fetch(
        feeds,
        indices.map(i => `v${i}/value`),
        indices.map(i => `v${i}/set`)
      )
  }

  dispose(): void {
    native.deleteSavedModel(this.session)
  }

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

/**
 * The same numbers, off TensorFlow's alignment of 64 bytes, so that it copies them instead of sharing the memory; a
 * buffer itself begins at a multiple of 8. A variable would keep shared memory until an update replaces it, on
 * whichever thread that runs; the binding then hands the memory back to V8 from there, which V8 does not stand: now and
 * then a crash.
 */
function unaligned(values: TypedArray): TypedArray {
  if (values.byteOffset % 8 === 4) return values
  const Kind = values.constructor as Float32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor
  const copy = new Kind(new ArrayBuffer(values.byteLength + 4), 4, values.length)
  copy.set(values)
  return copy
}

type Feed = [shape: number[], dtype: number, values: TypedArray]

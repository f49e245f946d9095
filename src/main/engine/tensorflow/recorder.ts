/**
 * Listens to one run of a function written in plain tfjs and writes what it executes into a graph.
 *
 * The function really runs while it is recorded, so shapes and types come for free. What it may not do, because it
 * would be frozen into the graph without a word: draw randomness in JavaScript, read a tensor's values, or use a
 * tensor that was made outside and is neither an input nor a variable. Each of these throws.
 */
import { elementCount } from '../../lib/shape'
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import type { Precision } from '../../tensors/program'
import { backend, DataType, idOf, intercept, native, type DataTypeName, type OpAttribute } from './binding'
import { boolAttribute, fromOpAttribute, intAttribute, typeAttribute, type Attribute, type Graph } from './graph'

let active: Recorder | null = null

/**
 * The recorder that is listening now, if one is: ops with a node of their own write that instead of running step by
 * step.
 */
export const recording = (): Recorder | null => active

/**
 * Ops that run in half the bits under such a precision, and which of their inputs are numbers (the others are shapes).
 */
const halved: Record<string, readonly boolean[]> = {
  Conv2D: [true, true],
  Conv2DBackpropInput: [false, true, true],
  Conv2DBackpropFilter: [true, false, true],
  MatMul: [true, true],
  BatchMatMulV2: [true, true]
}

/** A variable's nodes: its handle, and the read that holds its value at this point of the recording. */
export interface VariableNodes {
  handle: string
  read: string
  dtype: DataTypeName
}

export class Recorder {
  /** For who writes nodes of his own. */
  readonly attribute = { type: typeAttribute, bool: boolAttribute, int: intAttribute }
  /** Output names by the ids of the tensors that stand for them. */
  readonly #outputs = new Map<number, string>()
  readonly #casts = new Map<string, string>()
  /** Nodes that every output waits for. */
  readonly #updates: string[] = []
  readonly #variableIds = new Map<Variable, number>()
  readonly #standIns: Tensor[] = []

  constructor(
    readonly graph: Graph,
    readonly variables: ReadonlyMap<Variable, VariableNodes>,
    readonly precision: Precision
  ) {
    // Copies: updates move a variable's read node during one recording only.
    this.variables = new Map([...variables].map(([variable, nodes]) => [variable, { ...nodes }]))
  }

  /** A zero tensor that stands for a node's output while the function runs. uint8 shows as int32 to tfjs. */
  standIn(output: string, shape: readonly number[], dtype: DataTypeName): Tensor {
    const size = elementCount(shape)
    const values =
      dtype === 'float32' ? new Float32Array(size) : dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size)
    const id = original.createTensor([...shape], DataType[dtype], values)
    this.#outputs.set(id, output)
    const tensor = backend.createOutputTensor({ id, shape: [...shape], dtype: DataType[dtype] })
    this.#standIns.push(tensor)
    return tensor
  }

  /** The graph output that a tensor stands for. @throws when it was made outside the recorded function. */
  outputOf(tensor: Tensor): string {
    return this.#output(idOf(tensor), 'The recorded function')
  }

  /** Writes a node that was not executed, and a stand-in for its first output. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute>,
    shape: readonly number[],
    dtype: DataTypeName
  ): Tensor {
    return this.standIn(this.graph.node(op, inputs, attributes), shape, dtype)
  }

  /**
   * Writes a node that updates a variable in place. Reads so far happen before it, reads from now on after it.
   * @param inputs what follows the handle.
   */
  update(variable: Variable, op: string, inputs: readonly string[], attributes: Record<string, Attribute>): void {
    this.#flush(variable)
    const nodes = this.#nodes(variable)
    const name = this.graph.node(op, [nodes.handle, ...inputs, `^${nodes.read}`], attributes)
    this.#updates.push(name)
    this.#reread(variable, nodes, name)
  }

  /** The handle of a variable, for nodes that update several at once; call `touched` for each afterwards. */
  handle(variable: Variable): string {
    this.#flush(variable)
    return this.#nodes(variable).handle
  }
  readNode(variable: Variable): string {
    return this.#nodes(variable).read
  }
  /** Says that `node` has updated a variable in place. */
  touched(variable: Variable, node: string): void {
    if (!this.#updates.includes(node)) this.#updates.push(node)
    this.#reread(variable, this.#nodes(variable), node)
  }

  /** Runs `fn`, recording. Outputs become nodes `<prefix>/<key>` that also wait for every update. */
  record(prefix: string, fn: () => Record<string, Tensor>): Record<string, DataTypeName> {
    if (recording()) throw new Error('A recording is under way already; recordings do not nest.')
    const before = new Map<Variable, Tensor>()
    for (const [variable, nodes] of this.variables) {
      before.set(variable, variable.clone())
      const id = idOf(variable)
      this.#variableIds.set(variable, id)
      this.#outputs.set(id, nodes.read)
    }
    const release = this.#listen()
    active = this
    const kinds: Record<string, DataTypeName> = {}
    try {
      const outputs = fn()
      for (const variable of this.variables.keys()) this.#flush(variable)
      for (const [key, tensor] of Object.entries(outputs)) {
        const output = this.outputOf(tensor)
        kinds[key] = tensor.dtype === 'int32' ? 'int32' : tensor.dtype === 'bool' ? 'bool' : 'float32'
        this.graph.node(
          'Identity',
          [output, ...this.#updates.map(name => `^${name}`)],
          { T: typeAttribute(kinds[key]) },
          `${prefix}/${key}`
        )
      }
    } finally {
      active = null
      release()
      // The recorded run's own values are thrown away: only the session's count.
      for (const [variable, value] of before) {
        variable.assign(value)
        value.dispose()
      }
      for (const tensor of this.#standIns) if (!tensor.isDisposed) tensor.dispose()
    }
    return kinds
  }

  #listen(): () => void {
    const written = new WeakSet<object>()
    const { move, getInputTensorIds } = backend
    const { random } = Math
    const uploaded = backend as unknown as { tensorMap: { get(dataId: object): { values: unknown } | undefined } }
    backend.move = (dataId, ...rest) => {
      written.add(dataId)
      move.call(backend, dataId, ...rest)
    }
    backend.getInputTensorIds = tensors => {
      for (const tensor of tensors) {
        if (tensor.dataId && uploaded.tensorMap.get(tensor.dataId)?.values != null && !written.has(tensor.dataId))
          throw new Error(captured('An op'))
      }
      return getInputTensorIds.call(backend, tensors)
    }
    Math.random = () => {
      throw new Error(
        'Randomness drawn in JavaScript while recording would be frozen into the graph. Draw it from the ' +
          "step's own random source."
      )
    }
    const restore = intercept({
      executeOp: (name, attributes, inputs, outputs) => {
        const results = original.executeOp(name, attributes, inputs, outputs)
        const node = this.#executed(name, attributes, inputs)
        results.forEach((result, i) => this.#outputs.set(result.id, i === 0 ? node : `${node}:${i}`))
        return results
      },
      createTensor: (shape, dtype, values) => {
        const id = original.createTensor(shape, dtype, values)
        this.#outputs.set(id, this.graph.constant(shape, dtype, values))
        return id
      },
      tensorDataSync: () => {
        throw new Error(
          "Reading a tensor's values while recording would freeze what depends on them. Keep the computation " +
            'in tensors, or make the value an input.'
        )
      }
    })
    return () => {
      restore()
      Math.random = random
      backend.move = move
      backend.getInputTensorIds = getInputTensorIds
    }
  }

  #executed(name: string, attributes: OpAttribute[], inputs: number[]): string {
    const sources = inputs.map(id => this.#output(id, name))
    const converted = Object.fromEntries(attributes.map(attribute => [attribute.name, fromOpAttribute(attribute)]))
    const { precision } = this
    const numbers = precision === 'float32' ? undefined : halved[name]
    if (!numbers) return this.graph.node(name, sources, converted)
    const narrow = sources.map((source, i) => (numbers[i] ? this.#cast(source, 'float32', precision) : source))
    const node = this.graph.node(name, narrow, { ...converted, T: typeAttribute(precision) })
    return this.graph.node('Cast', [node], { SrcT: typeAttribute(precision), DstT: typeAttribute('float32') })
  }

  #cast(source: string, from: DataTypeName, to: DataTypeName): string {
    const key = `${source}>${to}`
    const known = this.#casts.get(key)
    if (known) return known
    const node = this.graph.node('Cast', [source], { SrcT: typeAttribute(from), DstT: typeAttribute(to) })
    this.#casts.set(key, node)
    return node
  }

  #output(id: number, reader: string): string {
    const output = this.#outputs.get(id)
    if (output === undefined) throw new Error(captured(reader))
    return output
  }

  #nodes(variable: Variable): VariableNodes {
    const nodes = this.variables.get(variable)
    if (!nodes)
      throw new Error(`Variable ${variable.name} is updated while recording but is not one of the program's variables.`)
    return nodes
  }

  /** Where the function has assigned a variable, writes the assignment. */
  #flush(variable: Variable): void {
    const id = idOf(variable)
    if (id === this.#variableIds.get(variable)) return
    const nodes = this.#nodes(variable)
    const assigned = this.graph.node(
      'AssignVariableOp',
      [nodes.handle, this.#output(id, 'An assignment'), `^${nodes.read}`],
      { dtype: typeAttribute(nodes.dtype) }
    )
    this.#updates.push(assigned)
    this.#variableIds.set(variable, id)
    nodes.read = assigned
  }

  /** After an in-place update the variable's own tensor stands for a read that waits for it. */
  #reread(variable: Variable, nodes: VariableNodes, after: string): void {
    nodes.read = this.graph.node('ReadVariableOp', [nodes.handle, `^${after}`], { dtype: typeAttribute(nodes.dtype) })
    const id = idOf(variable)
    this.#variableIds.set(variable, id)
    this.#outputs.set(id, nodes.read)
  }
}

const captured = (reader: string): string =>
  `${reader} uses a tensor that was made outside the recorded function and is neither an input nor a ` +
  'variable; its value would be frozen.'

/** The binding's functions as they are when nobody listens. */
const original = { createTensor: native.createTensor, executeOp: native.executeOp }

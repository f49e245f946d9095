/**
 * Writes a TensorFlow graph as a SavedModel that the binding's session can load.
 * A malformed graph aborts the whole process from C++, so every input is checked here before anything is written.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataType, native, type DataTypeName, type OpAttribute, type TypedArray } from './binding'
import { keptApart, type Fusable } from './kept-apart'

// The generated protobuf classes inside tfjs-node; only what is used here is typed.
interface Message {
  serializeBinary(): Uint8Array
}
interface AttrValue extends Message {
  setType(v: number): void
  setShape(v: Message): void
  setF(v: number): void
  setI(v: number): void
  setB(v: boolean): void
  setS(v: Uint8Array): void
  setTensor(v: Message): void
  setList(v: Message): void
}
interface ListValue extends Message {
  addI(v: number): void
  addF(v: number): void
  addB(v: boolean): void
  addType(v: number): void
}
interface NodeDef extends Message {
  setName(v: string): void
  setOp(v: string): void
  addInput(v: string): void
  getAttrMap(): { set(key: string, v: AttrValue): void }
}
interface Proto {
  NodeDef: new () => NodeDef
  AttrValue: { new (): AttrValue; ListValue: new () => ListValue }
  TensorShape: { new (): Message & { addDim(v: Message): void }; Dim: new () => Message & { setSize(v: number): void } }
  Tensor: new () => Message & {
    setDtype(v: number): void
    setTensorShape(v: Message): void
    setTensorContent(v: Uint8Array): void
  }
  GraphDef: new () => Message & { addNode(v: Message): void; setVersions(v: Message): void }
  VersionDef: new () => Message & { setProducer(v: number): void; setMinConsumer(v: number): void }
  MetaGraphDef: {
    new (): Message & { setMetaInfoDef(v: Message): void; setGraphDef(v: Message): void }
    MetaInfoDef: new () => Message & { addTags(v: string): void }
  }
  SavedModel: new () => Message & { setSavedModelSchemaVersion(v: number): void; addMetaGraphs(v: Message): void }
}
const proto = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb') as Proto

/** The graph version that TensorFlow 2.x writes; the consumer checks it. */
const producerVersion = 1882

export type Attribute = AttrValue

function shapeMessage(shape: readonly number[]): Message {
  const message = new proto.TensorShape()
  for (const size of shape) {
    const dimension = new proto.TensorShape.Dim()
    dimension.setSize(size)
    message.addDim(dimension)
  }
  return message
}

const withValue = (set: (value: AttrValue) => void): AttrValue => {
  const value = new proto.AttrValue()
  set(value)
  return value
}

export const typeAttribute = (type: DataTypeName): Attribute =>
  withValue(v => {
    v.setType(DataType[type])
  })
export const shapeAttribute = (shape: readonly number[]): Attribute =>
  withValue(v => {
    v.setShape(shapeMessage(shape))
  })
export const boolAttribute = (value: boolean): Attribute =>
  withValue(v => {
    v.setB(value)
  })
export const intAttribute = (value: number): Attribute =>
  withValue(v => {
    v.setI(value)
  })
export const stringAttribute = (value: string): Attribute =>
  withValue(v => {
    v.setS(Buffer.from(value))
  })

/** The attribute of an executed op, as the graph wants it. */
export function fromOpAttribute({ name, type, value }: OpAttribute): Attribute {
  if (type === native.TF_ATTR_SHAPE) return shapeAttribute(value as number[])
  if (Array.isArray(value)) {
    const list = new proto.AttrValue.ListValue()
    for (const item of value as (number | boolean)[]) {
      if (type === native.TF_ATTR_INT) list.addI(Number(item))
      else if (type === native.TF_ATTR_FLOAT) list.addF(Number(item))
      else if (type === native.TF_ATTR_BOOL) list.addB(Boolean(item))
      else if (type === native.TF_ATTR_TYPE) list.addType(Number(item))
      else throw new Error(`Attribute ${name} is a list of a kind (${type}) that graphs are not written with.`)
    }
    return withValue(v => {
      v.setList(list)
    })
  }
  return withValue(v => {
    if (type === native.TF_ATTR_TYPE) v.setType(Number(value))
    else if (type === native.TF_ATTR_INT) v.setI(Number(value))
    else if (type === native.TF_ATTR_FLOAT) v.setF(Number(value))
    else if (type === native.TF_ATTR_BOOL) v.setB(Boolean(value))
    else if (type === native.TF_ATTR_STRING) v.setS(Buffer.from(String(value)))
    else throw new Error(`Attribute ${name} is of a kind (${type}) that graphs are not written with.`)
  })
}

export class Graph {
  readonly #nodes = new proto.GraphDef()
  readonly #written = new Map<string, Fusable & { message: NodeDef }>()
  #count = 0

  get size(): number {
    return this.#written.size
  }

  /** Adds a node and returns its name, which is also its first output. Inputs: `name`, `name:output` or `^control`. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute>,
    name = `n${this.#count++}`
  ): string {
    if (this.#written.has(name)) throw new Error(`The graph has a node ${name} already.`)
    const node = new proto.NodeDef()
    node.setName(name)
    node.setOp(op)
    for (const input of inputs) {
      const source = input.replace(/^\^/, '').replace(/:\d+$/, '')
      if (!this.#written.has(source))
        throw new Error(`${op} ${name} reads ${input || '(nothing)'}, which is not in the graph.`)
      node.addInput(input)
    }
    for (const [key, value] of Object.entries(attributes)) node.getAttrMap().set(key, value)
    this.#nodes.addNode(node)
    this.#written.set(name, { op, inputs, message: node })
    return name
  }

  constant(
    shape: readonly number[],
    type: number,
    values: TypedArray,
    options: { name?: string; after?: string } = {}
  ): string {
    const tensor = new proto.Tensor()
    tensor.setDtype(type)
    tensor.setTensorShape(shapeMessage(shape))
    // A copy: the caller may reuse its buffer.
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice())
    return this.node(
      'Const',
      options.after ? [`^${options.after}`] : [],
      {
        dtype: withValue(v => {
          v.setType(type)
        }),
        value: withValue(v => {
          v.setTensor(tensor)
        })
      },
      options.name
    )
  }

  /** The larger of a number and 0 is ReLU, and no activation to be fused. */
  #keepApart(): void {
    const names = keptApart(this.#written)
    const zero = names.length > 0 ? this.constant([], DataType.float32, new Float32Array(1)) : ''
    for (const name of names) {
      const message = this.#written.get(name)?.message
      message?.setOp('Maximum')
      message?.addInput(zero)
    }
  }

  /** Loads the graph into a native session; returns the session's number. */
  load(): number {
    this.#keepApart()
    const version = new proto.VersionDef()
    version.setProducer(producerVersion)
    version.setMinConsumer(12)
    this.#nodes.setVersions(version)
    const info = new proto.MetaGraphDef.MetaInfoDef()
    info.addTags('serve')
    const metaGraph = new proto.MetaGraphDef()
    metaGraph.setMetaInfoDef(info)
    metaGraph.setGraphDef(this.#nodes)
    const model = new proto.SavedModel()
    model.setSavedModelSchemaVersion(1)
    model.addMetaGraphs(metaGraph)
    const folder = mkdtempSync(join(tmpdir(), 'atelier-graph-'))
    try {
      writeFileSync(join(folder, 'saved_model.pb'), model.serializeBinary())
      return native.loadSavedModel(folder, 'serve')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** A traced function as an ONNX model: one table says what each of tfjs's kernels is in ONNX (lowerings.ts). */
import { StudioError } from '../../../shared/errors'
import type { Traced, TracedConstant, TracedNode } from '../../engine/tracing/graph'
import { encoded, int, message, text, type Message } from '../tools/protobuf'
import { OnnxBuilder, types } from './builder'
import type { Lowered } from './lowering'
import { lowerings } from './lowerings'

/** The operators' version: the first whose reductions all take their axes as an input. */
const opset = 18
/** Of the format itself. */
const irVersion = 8

export interface About {
  name: string
  about: string
  properties: Record<string, string>
}

/** @throws StudioError bad-input, naming an operation that ONNX is not written for */
export function onnxModel(graph: Traced, { name, about, properties }: About): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder()
  const names = new Map<number, string>(graph.inputs.map(input => [input.id, input.name]))
  const constants = new Map(graph.constants.map(constant => [constant.id, constant]))
  const values = new Map(
    [...graph.inputs, ...graph.constants, ...graph.nodes.flatMap(({ outputs }) => outputs)].map(each => [each.id, each])
  )
  const nameOf = (id: number): string => {
    const known = names.get(id)
    if (known !== undefined) return known
    const constant = constants.get(id)
    if (!constant) throw new Error(`Value ${id} is taken before it is made.`)
    const made = written(onnx, constant)
    names.set(id, made)
    return made
  }
  for (const node of graph.nodes) {
    const made = lowered(onnx, node, { nameOf, constants, values })
    node.outputs.forEach(({ id }, i) => names.set(id, made[i] ?? ''))
  }
  // Outputs have names of their own, though a node's may be another's input too.
  for (const output of graph.outputs) onnx.node('Identity', [nameOf(output.id)], {}, output.name)
  return encoded(
    int(1, irVersion),
    text(2, 'Atelier'),
    message(
      7,
      ...onnx.nodes,
      text(2, name),
      ...onnx.initializers,
      text(10, about),
      ...graph.inputs.map(each => valueInfo(11, each)),
      ...graph.outputs.map(each => valueInfo(12, each))
    ),
    message(8, int(2, opset)),
    ...Object.entries(properties).map(([key, value]) => message(14, text(1, key), text(2, value)))
  )
}

const written = (onnx: OnnxBuilder, { name, id, shape, dtype, values }: TracedConstant): string =>
  onnx.constant(name ?? `constant/${id}`, shape, dtype, values)

function lowered(
  onnx: OnnxBuilder,
  node: TracedNode,
  graph: Omit<Lowered, 'node' | 'onnx' | 'input' | 'inputs' | 'value'>
): string[] {
  const lower = lowerings[node.op]
  if (!lower)
    throw new StudioError(
      'bad-input',
      `This network uses an operation (${node.op}) that ONNX is not written with here.`
    )
  const valueOf = (key: string | number) => {
    const value = graph.values.get(node.inputs[key] ?? -1)
    if (!value) throw new Error(`${node.op} has no input ${key}.`)
    return value
  }
  const made = lower({
    ...graph,
    onnx,
    node,
    value: valueOf,
    input: key => graph.nameOf(valueOf(key).id),
    inputs: () => Object.values(node.inputs).map(graph.nameOf)
  })
  return typeof made === 'string' ? [made] : made
}

/** ValueInfoProto: name, and a tensor's type with its shape. */
const valueInfo = (field: number, { name, shape, dtype }: Traced['inputs'][number]): Message =>
  message(
    field,
    text(1, name),
    message(2, message(1, int(1, types[dtype]), message(2, ...shape.map(size => message(1, int(1, size))))))
  )

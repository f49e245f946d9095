/** A graph as a SavedModel (tensorflow/core/protobuf/saved_model.proto): weights are constants in it. */
import { bytes, encoded, float, int, ints, message, text, type Message } from '../tools/protobuf'
import { producer, types, type Attribute, type Constant, type Port, type TensorFlowGraph } from './builder'

export const signature = 'serving_default'

export function savedModel(graph: TensorFlowGraph): Uint8Array<ArrayBuffer> {
  const definition = message(
    2,
    ...graph.constants.map(constant),
    ...graph.nodes.map(node => nodeDef(node.name, node.op, node.inputs, entriesOf(node.attributes))),
    message(4, int(1, producer))
  )
  const ports = (field: number, all: readonly Port[]): Message[] =>
    all.map(({ name, node, dtype, shape }) =>
      message(
        field,
        text(1, pythonName(name)),
        message(2, text(1, `${node}:0`), int(2, types[dtype].number), shapeOf(3, shape))
      )
    )
  return encoded(
    int(1, 1),
    message(
      2,
      message(1, text(4, 'serve')),
      definition,
      message(
        5,
        text(1, signature),
        message(2, ...ports(1, graph.inputs), ...ports(2, graph.outputs), text(3, 'tensorflow/serving/predict'))
      )
    )
  )
}

/** Python makes parameters of inputs, and takes no words of its own for them. */
const reserved = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' ')
)
export const pythonName = (name: string): string => (reserved.has(name) ? `${name}_` : name)

const shapeOf = (field: number, shape: readonly number[]): Message =>
  message(field, ...shape.map(size => message(2, int(1, size))))

function attribute(value: Attribute): Message {
  if ('type' in value) return int(6, types[value.type].number)
  if ('int' in value) return int(3, value.int)
  if ('float' in value) return float(4, value.float)
  if ('bool' in value) return int(5, Number(value.bool))
  if ('shape' in value) return shapeOf(7, value.shape)
  if ('word' in value) return text(2, value.word)
  return message(1, ints(3, value.ints))
}

type Entries = [name: string, value: Message][]

function nodeDef(name: string, op: string, inputs: readonly string[], attributes: Entries): Message {
  return message(
    1,
    text(1, name),
    text(2, op),
    ...inputs.map(input => text(3, input)),
    ...attributes.map(([key, value]) => message(5, text(1, key), message(2, value)))
  )
}

const entriesOf = (attributes: Readonly<Record<string, Attribute>>): Entries =>
  Object.entries(attributes).map(([key, value]) => [key, attribute(value)])

function constant({ name, dtype, shape, values: { buffer, byteOffset, byteLength } }: Constant): Message {
  const type = types[dtype].number
  const content = new Uint8Array(buffer, byteOffset, byteLength)
  return nodeDef(
    name,
    'Const',
    [],
    [
      ['dtype', int(6, type)],
      ['value', message(8, int(1, type), shapeOf(2, shape), bytes(4, content))]
    ]
  )
}

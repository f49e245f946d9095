/** A graph for TensorFlow.js (`tf.loadGraphModel`): model.json, and its weights beside it. */
import { joinBytes } from '../../../shared/files/join'
import { producer, types, type Attribute, type Constant, type Port, type TensorFlowGraph } from './builder'

/** Bytes in one file: what browsers keep. */
const mostInFile = 4 * 2 ** 20

/** @returns files by their names */
export function graphModel(graph: TensorFlowGraph, metadata: Record<string, string>): Record<string, Uint8Array> {
  const weights = joinBytes(graph.constants.map(bytesOf))
  const count = Math.max(1, Math.ceil(weights.length / mostInFile))
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`)
  const model = {
    format: 'graph-model',
    generatedBy: 'Atelier',
    convertedBy: null,
    signature: { inputs: ports(graph.inputs), outputs: ports(graph.outputs) },
    modelTopology: {
      node: [
        ...graph.constants.map(({ name, dtype }) => ({ name, op: 'Const', attr: { dtype: json({ type: dtype }) } })),
        ...graph.nodes.map(({ name, op, inputs, attributes }) => ({
          name,
          op,
          input: inputs,
          attr: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, json(value)]))
        }))
      ],
      versions: { producer }
    },
    weightsManifest: [{ paths, weights: graph.constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
    userDefinedMetadata: metadata
  }
  return {
    'model.json': new TextEncoder().encode(JSON.stringify(model)),
    ...Object.fromEntries(paths.map((path, i) => [path, weights.subarray(i * mostInFile, (i + 1) * mostInFile)]))
  }
}

const bytesOf = ({ values: { buffer, byteOffset, byteLength } }: Constant): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const shapeOf = (shape: readonly number[]) => ({ dim: shape.map(size => ({ size: String(size) })) })

const ports = (all: readonly Port[]) =>
  Object.fromEntries(
    all.map(port => [
      port.name,
      { name: `${port.node}:0`, dtype: types[port.dtype].name, tensorShape: shapeOf(port.shape) }
    ])
  )

/** As protobuf's JSON has it: words in base64, whole numbers as words. */
function json(value: Attribute): object {
  if ('type' in value) return { type: types[value.type].name }
  if ('int' in value) return { i: String(value.int) }
  if ('float' in value) return { f: value.float }
  if ('bool' in value) return { b: value.bool }
  if ('shape' in value) return { shape: shapeOf(value.shape) }
  if ('word' in value) return { s: Buffer.from(value.word).toString('base64') }
  return { list: { i: value.ints.map(String) } }
}

/** A traced function as TensorFlow's operations: one table says what each of tfjs's kernels is there (lowerings.ts). */
import { StudioError } from '../../../shared/errors'
import type { Traced, TracedNode } from '../../engine/tracing/graph'
import { GraphBuilder, type Port, type TensorFlowGraph } from './builder'
import type { Value } from './lowering'
import { lowerings } from './lowerings'

/** @throws StudioError bad-input, naming an operation that is not written */
export function tensorFlowGraph(traced: Traced): TensorFlowGraph {
  const graph = new GraphBuilder()
  const names = new Map<number, string>()
  const inputs: Port[] = traced.inputs.map(({ id, name, shape, dtype }) => {
    names.set(id, graph.node('Placeholder', [], { dtype: { type: dtype }, shape: { shape } }, `inputs/${name}`))
    return { name, node: `inputs/${name}`, dtype, shape }
  })
  for (const { id, name, shape, dtype, values } of traced.constants)
    names.set(id, graph.constant(name ?? `constants/${id}`, shape, dtype, values))
  const values = new Map<number, Value>(
    [...traced.inputs, ...traced.constants, ...traced.nodes.flatMap(({ outputs }) => outputs)].map(each => [
      each.id,
      each
    ])
  )
  for (const node of traced.nodes) {
    const made = lowered(graph, node, names, values)
    node.outputs.forEach(({ id }, i) => names.set(id, i === 0 ? made : `${made}:${i}`))
  }
  const outputs: Port[] = traced.outputs.map(({ id, name, shape, dtype }) => {
    const node = graph.node('Identity', [names.get(id) ?? ''], { T: { type: dtype } }, `outputs/${name}`)
    return { name, node, dtype, shape }
  })
  return { inputs, outputs, constants: graph.constants, nodes: graph.nodes }
}

function lowered(
  graph: GraphBuilder,
  node: TracedNode,
  names: ReadonlyMap<number, string>,
  values: ReadonlyMap<number, Value>
): string {
  const lower = lowerings[node.op]
  if (!lower)
    throw new StudioError(
      'bad-input',
      `This network uses an operation (${node.op}) that TensorFlow’s graphs are not written with here.`
    )
  const value = (key: string | number): Value => {
    const found = values.get(node.inputs[key] ?? -1)
    if (!found) throw new Error(`${node.op} has no input ${key}.`)
    return found
  }
  const nameOf = (id: number): string => {
    const name = names.get(id)
    if (name === undefined) throw new Error(`Value ${id} is taken before it is made.`)
    return name
  }
  const [output] = node.outputs
  if (!output) throw new Error(`${node.op} makes nothing.`)
  return lower({
    graph,
    node,
    output,
    value,
    input: key => nameOf(value(key).id),
    inputs: () => Object.values(node.inputs).map(nameOf),
    type: { type: (values.get(Object.values(node.inputs)[0] ?? -1) ?? output).dtype }
  })
}

/**
 * Listens to one run of a function written in plain tfjs and keeps the kernels that it calls. What follows from no
 * input is computed here and kept as a constant: weights, and what is made of weights alone.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { Traced, TracedDtype, TracedNode } from './graph'

export interface TraceInput {
  name: string
  shape: readonly number[]
  dtype: 'float32' | 'int32'
}

type Inputs = Readonly<Record<string, Tensor>>
type RunKernel = (name: string, inputs: Inputs, attributes?: Record<string, unknown>) => Tensor | Tensor[]

const dtypeOf = ({ dtype }: Tensor): TracedDtype => (dtype === 'int32' || dtype === 'bool' ? dtype : 'float32')

/** A tensor's number, shape and type. */
const valueOf = (tensor: Tensor): Traced['nodes'][number]['outputs'][number] => ({
  id: tensor.id,
  shape: [...tensor.shape],
  dtype: dtypeOf(tensor)
})

class Listener {
  readonly nodes: TracedNode[] = []
  /** What nodes take that no node makes, kept past the function's end. */
  readonly constants = new Map<number, Tensor>()
  /** What follows from the inputs. */
  readonly #known: Set<number>
  #depth = 0

  constructor(inputs: readonly Tensor[]) {
    this.#known = new Set(inputs.map(({ id }) => id))
  }

  /** Runs a kernel; a kernel that calls others is one node. */
  call(run: RunKernel, op: string, inputs: Inputs, attributes: Record<string, unknown> = {}): Tensor | Tensor[] {
    this.#depth++
    let made: Tensor | Tensor[]
    try {
      made = run(op, inputs, attributes)
    } finally {
      this.#depth--
    }
    const taken = Object.entries(inputs).filter(([, tensor]) => tensor instanceof tf.Tensor)
    if (this.#depth > 0 || !taken.some(([, { id }]) => this.#known.has(id))) return made
    const outputs = Array.isArray(made) ? made : [made]
    for (const { id } of outputs) this.#known.add(id)
    for (const [, tensor] of taken) this.take(tensor)
    this.nodes.push({
      op,
      inputs: Object.fromEntries(taken.map(([name, { id }]) => [name, id])),
      attributes: plain(attributes),
      outputs: outputs.map(valueOf)
    })
    return made
  }

  /** Keeps a tensor that no node has made: it may be gone once the function has ended. */
  take(tensor: Tensor): void {
    if (!this.#known.has(tensor.id) && !this.constants.has(tensor.id))
      this.constants.set(tensor.id, isVariable(tensor) ? tensor : tf.keep(tensor))
  }
}

const isVariable = (tensor: Tensor): tensor is Variable => tensor instanceof tf.Variable

/** What can be written down of a kernel's attributes. */
const plain = (attributes: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(attributes)) as Record<string, unknown>

/**
 * Runs a function once, on zeros.
 * @param named variables by the names that they have in checkpoints
 */
export async function trace(
  declared: readonly TraceInput[],
  named: ReadonlyMap<string, Variable>,
  run: (inputs: Record<string, Tensor>) => Record<string, Tensor>
): Promise<Traced> {
  const inputs = declared.map(({ name, shape, dtype }) => ({ name, tensor: tf.zeros([...shape], dtype) }))
  const listener = new Listener(inputs.map(({ tensor }) => tensor))
  const engine = tf.engine() as unknown as { runKernel: RunKernel }
  const original = engine.runKernel.bind(engine)
  engine.runKernel = (op, given, attributes) => listener.call(original, op, given, attributes)
  let outputs: Traced['outputs'] = []
  try {
    tf.tidy(() => {
      const made = run(Object.fromEntries(inputs.map(({ name, tensor }) => [name, tensor])))
      for (const tensor of Object.values(made)) listener.take(tensor)
      outputs = Object.entries(made).map(([name, tensor]) => ({ name, ...valueOf(tensor) }))
    })
  } finally {
    // The method is the class's own again.
    Reflect.deleteProperty(engine, 'runKernel')
    for (const { tensor } of inputs) tensor.dispose()
  }
  const names = new Map([...named].map(([name, { id }]) => [id, name]))
  const constants = await Promise.all(
    [...listener.constants.values()].map(async tensor => ({
      ...valueOf(tensor),
      ...(names.has(tensor.id) ? { name: names.get(tensor.id) } : {}),
      values: copied(await tensor.data())
    }))
  )
  for (const tensor of listener.constants.values()) if (!isVariable(tensor)) tensor.dispose()
  const given = inputs.map(({ name, tensor }) => ({ name, ...valueOf(tensor) }))
  return pruned({ inputs: given, outputs, nodes: listener.nodes, constants })
}

/** A list of its own: what a library gives may be a view of its memory. */
const copied = (values: Float32Array | Int32Array | Uint8Array): Traced['constants'][number]['values'] =>
  values instanceof Float32Array
    ? new Float32Array(values)
    : values instanceof Int32Array
      ? new Int32Array(values)
      : new Uint8Array(values)

/** Without what no output follows from. */
function pruned({ inputs, outputs, nodes, constants }: Traced): Traced {
  const wanted = new Set(outputs.map(({ id }) => id))
  const kept = nodes
    .toReversed()
    .filter(node => {
      if (!node.outputs.some(({ id }) => wanted.has(id))) return false
      for (const id of Object.values(node.inputs)) wanted.add(id)
      return true
    })
    .toReversed()
  return { inputs, outputs, nodes: kept, constants: constants.filter(({ id }) => wanted.has(id)) }
}

/**
 * Activations that TensorFlow's remapper must not make one kernel of with what they follow. Of a convolution, its bias,
 * a sum and ReLU it makes one also where something else reads the sum, as every residual block with its activation
 * first does; it then fails ("remapper failed: … fanout … exist for missing node …") and fuses nothing in the whole
 * graph.
 */

/** As much of a node as has a say in it. */
export interface Fusable {
  op: string
  /** Names, some with the number of an output. */
  inputs: readonly string[]
}

const sums = new Set(['Add', 'AddV2', 'AddN'])

/** Names of the ReLUs of a sum of something with a bias that something else reads, too. */
export function keptApart(nodes: ReadonlyMap<string, Fusable>): string[] {
  const readers = new Map<string, number>()
  for (const { inputs } of nodes.values()) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1)
  return [...nodes].flatMap(
    ([
      name,
      {
        op,
        inputs: [sum = '']
      }
    ]) => {
      const below = op === 'Relu' ? nodes.get(sum) : undefined
      if (!below || !sums.has(below.op) || (readers.get(sum) ?? 0) < 2) return []
      return below.inputs.some(input => nodes.get(input)?.op === 'BiasAdd') ? [name] : []
    }
  )
}

import type { Tensor } from '@tensorflow/tfjs-core'
import type { Traced } from '../../../src/main/engine/tracing/graph'
import { tf } from '../../../src/main/tensors/tf'

export type Given = Record<string, Float32Array | Int32Array>

/** Runs a traced function again, kernel by kernel. */
export function replay(graph: Traced, given: Given): Record<string, Float32Array> {
  const engine = tf.engine() as unknown as {
    runKernel: (op: string, inputs: object, attributes: object) => Tensor | Tensor[]
  }
  const outputs: Record<string, Float32Array> = {}
  tf.tidy(() => {
    const values = new Map<number, Tensor>()
    for (const { id, shape, dtype, values: numbers } of graph.constants)
      values.set(id, tf.tensor(numbers as Float32Array, shape, dtype))
    for (const { id, name, shape, dtype } of graph.inputs)
      values.set(id, tf.tensor(given[name] ?? new Float32Array(), shape, dtype))
    for (const { op, inputs, attributes, outputs: made } of graph.nodes) {
      const keys = Object.keys(inputs)
      const taken = Object.entries(inputs).map(([key, id]) => {
        const value = values.get(id)
        if (!value) throw new Error(`${op} takes ${key} before it is made.`)
        return value
      })
      const named = keys.every(key => /^\d+$/.test(key))
        ? taken
        : Object.fromEntries(keys.map((key, i) => [key, taken[i]]))
      const results = engine.runKernel(op, named, attributes)
      ;(Array.isArray(results) ? results : [results]).forEach((result, i) => values.set(made[i]?.id ?? -1, result))
    }
    for (const { id, name } of graph.outputs) outputs[name] = Float32Array.from(values.get(id)?.dataSync() ?? [])
  })
  return outputs
}

/** Runs a traced function again, as exported web pages do. */
import type { Traced } from '../../../src/main/engine/tracing/graph'
import { numbersOf } from '../../../src/main/exports/page'
import { Interpreter, type Given } from '../../../src/page/interpret'

export type { Given } from '../../../src/page/interpret'

export async function replay(graph: Traced, given: Given): Promise<Record<string, Float32Array>> {
  const interpreter = new Interpreter(graph, graph.constants, numbersOf(graph.constants).buffer)
  try {
    return await interpreter.run(given)
  } finally {
    interpreter.dispose()
  }
}

/** Updates that TensorFlow does in one kernel, in place: no read, no temporary, no write back. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { recording } from '../recording'

/**
 * Writes `op` into the graph that is being recorded.
 * @param variables the op's first inputs, all of which it updates.
 * @param rest its other inputs.
 * @returns false where nothing is being recorded: the caller then computes the same in plain tfjs.
 */
export function inPlace(op: string, variables: readonly Variable[], rest: readonly Tensor[], flags: Record<string, boolean> = {}): boolean {
  const recorder = recording()
  if (!recorder) return false
  const { type, bool } = recorder.attribute
  const node = recorder.graph.node(op, [
    ...variables.map(variable => recorder.handle(variable)),
    ...rest.map(tensor => recorder.outputOf(tensor)),
    ...variables.map(variable => `^${recorder.readNode(variable)}`)
  ], { T: type('float32'), use_locking: bool(false), ...Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, bool(value)])) })
  for (const variable of variables) recorder.touched(variable, node)
  return true
}

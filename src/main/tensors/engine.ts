/**
 * The engine of this process: one tensor library with the way it runs programs. It is opened before any network is
 * built (`openEngine` in ./engines); the library itself is reached as `tf` in ./tf.
 */
import type { GraphOps } from './graph-ops'
import type { Ops } from './ops'
import type { Awaitable, Program, ProgramDefinition } from './program'
import type { EngineName } from '../../shared/engines'
import type { RandomKernels } from './random/kernels'
import { setTf, type TF } from './tf'

export interface Engine {
  name: EngineName
  /** As people know it, e.g. TensorFlow. */
  title: string
  version: string
  /** What computes, e.g. CUDA, CPU, or a GPU's name. */
  device: string
  /** True where a GPU's driver is a program on the processor: right, but slower than any other engine. */
  software?: boolean
  /** What convolutions and matrix products can run in; the first is the default. */
  precisions: readonly string[]
  /** One sentence more about how it runs here. */
  detail: string
  tf: TF
  ops: Ops
  graph: GraphOps
  random: RandomKernels
  /** Prepares every method of a program; one process may hold several programs. */
  compile: (definition: ProgramDefinition) => Awaitable<Program>
}

let current: Engine | null = null

/** @throws Error when none was opened: a programming mistake. */
export function engine(): Engine {
  if (!current) throw new Error('No engine is open. Call openEngine (src/main/engine/engines) before building a model.')
  return current
}

export const setEngine = (opened: Engine): void => {
  current = opened
  setTf(opened.tf)
}

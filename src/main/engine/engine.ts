/**
 * The engine of this process: one tensor library with the way it runs programs. It is opened before any model code
 * runs (`openEngine` in ./engines); everything else in this folder reaches `tf` and `engine()` here.
 */
import type * as TensorFlow from '@tensorflow/tfjs-core'
import type { Ops } from './ops'
import type { Awaitable, Program, ProgramDefinition } from './program'
import type { EngineName } from './protocol'
import type { RandomKernels } from './random'

export type TF = typeof TensorFlow

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
  random: RandomKernels
  /** Prepares every method of a program; one process may hold several programs. */
  compile: (definition: ProgramDefinition) => Awaitable<Program>
}

/** The tensor library of the engine that was opened. */
export let tf: TF
let current: Engine | null = null

/** @throws Error when none was opened: a programming mistake. */
export function engine(): Engine {
  if (!current) throw new Error('No engine is open. Call openEngine (src/main/engine/engines) before building a model.')
  return current
}

/** Called by the modules that load a library; it needs no engine to be made of. */
export const setTf = (library: TF): void => { tf = library }
export const setEngine = (opened: Engine): void => { current = opened; tf = opened.tf }

/** How one of tfjs's kernels becomes nodes of ONNX. */
import type { TracedConstant, TracedNode } from '../../engine/tracing/graph'
import type { OnnxBuilder } from './builder'

export type Value = Pick<TracedConstant, 'id' | 'shape' | 'dtype'>

export interface Lowered {
  onnx: OnnxBuilder
  node: TracedNode
  /** Names of the inputs, in their order. What is not asked for is not written. */
  inputs: () => string[]
  /** By the kernel's own name of it. */
  input: (key: string | number) => string
  value: (key: string | number) => Value
  nameOf: (id: number) => string
  constants: ReadonlyMap<number, TracedConstant>
  values: ReadonlyMap<number, Value>
}

/** @returns the names of the outputs */
export type Lowering = (of: Lowered) => string | string[]

/** How one of tfjs's kernels becomes nodes of TensorFlow's. */
import type { TracedConstant, TracedNode } from '../../engine/tracing/graph'
import type { Attribute, GraphBuilder } from './builder'

export type Value = Pick<TracedConstant, 'id' | 'shape' | 'dtype'>

export interface Lowered {
  graph: GraphBuilder
  node: TracedNode
  /** Its first one. */
  output: Value
  /** Names of the inputs, in their order. */
  inputs: () => string[]
  /** By the kernel's own name of it. */
  input: (key: string | number) => string
  value: (key: string | number) => Value
  /** Of the first input. */
  type: Attribute
}

/** @returns the node's name, of several outputs the one that makes them all */
export type Lowering = (of: Lowered) => string

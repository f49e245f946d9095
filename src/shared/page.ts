/** What an exported web page carries: a generator as operations, and what its controls set. */
import type { SamplingInput } from './sampling-inputs'

type Dtype = 'float32' | 'int32' | 'bool'
interface Value {
  id: number
  shape: number[]
  dtype: Dtype
}

/** Operations are tfjs's kernels, by their names and attributes. */
export interface PageGraph {
  inputs: (Value & { name: string })[]
  outputs: (Value & { name: string })[]
  nodes: {
    op: string
    /** Values by the kernel's own names for them; of a kernel that takes a list, by their places. */
    inputs: Record<string, number>
    attributes: Record<string, unknown>
    outputs: Value[]
  }[]
}

/** A value that is the same whatever is given. Its numbers follow those of the one before. */
export type PageConstant = Value

export interface PageFacts {
  title: string
  /** "DCGAN 28, epoch 40 of “clothes”". */
  about: string
  /** height, width, channels */
  image: [number, number, number]
  inputs: SamplingInput[]
  /** Numbers of choices that are settled, by key. */
  settled: Record<string, number>
  graph: PageGraph
  constants: PageConstant[]
}

/** Ids of the page's elements that carry data. */
export const pageElements = { facts: 'facts', numbers: 'numbers' } as const

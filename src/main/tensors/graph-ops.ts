/**
 * What differs between a step that runs op by op and one that is written into a graph. Engines that compile bring their
 * own; these are for those that do not.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from './tf'

/** Rows of bytes that methods gather from. */
export interface TableRows {
  readonly name: string
  readonly rows: number
  /** Bytes of a row. */
  readonly width: number
  readonly values: Uint8Array
}

export interface GraphOps {
  /** A graph is being written: ops that do not wait for one another may run side by side. */
  writing: () => boolean
  /** Rows of a table by index: int32 [n] → float32 [n, width], 0 to 255. */
  gather: (table: TableRows, indices: Tensor) => Tensor
  /** Bytes as numbers: uint8 of any shape → float32, 0 to 255. */
  numbers: (bytes: Tensor) => Tensor
  /** The same tensor, but not before others are there: in a graph nothing but its inputs holds an op back. */
  after: (x: Tensor, finished: readonly Tensor[]) => Tensor
  /** A variable's value now, whatever becomes of it. */
  snapshot: (variable: Variable) => Tensor
  /**
   * An update that the engine does in one kernel, in place: no read, no temporary, no write back.
   * @param op TensorFlow's name of it
   * @param variables its first inputs, all of which it updates
   * @param rest its other inputs
   * @returns false where there is no such kernel: the caller then computes the same in plain tfjs
   */
  inPlace: (
    op: string,
    variables: readonly Variable[],
    rest: readonly Tensor[],
    flags?: Record<string, boolean>
  ) => boolean
}

export const plainGraphOps: GraphOps = {
  writing: () => false,
  gather: ({ values, width }, indices) => {
    const [count = 0] = indices.shape
    const gathered = new Float32Array(count * width)
    indices.dataSync().forEach((row, i) => gathered.set(values.subarray(row * width, (row + 1) * width), i * width))
    return tf.tensor2d(gathered, [count, width])
  },
  numbers: bytes => tf.cast(bytes, 'float32'),
  after: x => x,
  snapshot: variable => tf.clone(variable),
  inPlace: () => false
}

/** Gradients of a batch that is worked through in parts, one after another. */
import type { NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs-core'
import { engine } from '../../tensors/engine'
import { tf } from '../../tensors/tf'

/** A part of a batch: a micro-batch. */
export interface Part {
  /** Its place among the parts, from 0. */
  index: number
  /** Examples in it. */
  size: number
  /**
   * Cuts this part out of a whole batch along its first axis; it is not computed before the parts before it are done.
   */
  of: (whole: Tensor) => Tensor
}

// A type, not an interface: tfjs keeps what a tidied function gives of it.
export type Gradients = {
  /** The loss, scalar. */
  value: Tensor
  /** By variable name. */
  grads: NamedTensorMap
}

export interface Parts {
  batchSize: number
  /** 1 leaves the batch as it is. */
  count: number
  /** All parts at once, where there are threads for it. */
  sideBySide: boolean
}

/** All of a batch as its one part. */
export const wholeBatch = ({ batchSize }: Parts): Part => ({ index: 0, size: batchSize, of: whole => whole })

/**
 * Loss and gradients of a batch, as the mean over its parts: what the whole batch gives, to rounding, wherever each
 * example's loss is its own (batch norm and dropout look at, or draw for, each part by itself). The parts run one after
 * another, so that only one of them is in memory.
 * @param objective mean loss over a part: scalar
 */
export function gradientsInParts(
  objective: (part: Part) => Tensor,
  variables: Variable[],
  { batchSize, count, sideBySide }: Parts
): Gradients {
  let sum: Gradients | null = null
  let from = 0
  for (const [index, size] of partSizes(batchSize, count).entries()) {
    const start = from
    const before: Gradients | null = sum
    sum = tf.tidy((): Gradients => {
      const finished = before && !sideBySide ? [before.value, ...Object.values(before.grads)] : []
      const part: Part = { index, size, of: whole => engine().graph.after(tf.slice(whole, start, size), finished) }
      const gradients = tf.variableGrads(() => tf.mul(objective(part), size / batchSize) as Scalar, variables)
      return before ? added(before, gradients) : gradients
    })
    tf.dispose(before ? [before.value, ...Object.values(before.grads)] : [])
    from += size
  }
  if (!sum) throw new Error('A batch has at least one part.')
  return sum
}

function added(before: Gradients, { value, grads }: Gradients): Gradients {
  const sum = ([name, gradient]: [string, Tensor]): [string, Tensor] => {
    const other = before.grads[name]
    if (!other) throw new Error(`The parts before this one have no gradient for ${name}.`)
    return [name, tf.add(other, gradient)]
  }
  return { value: tf.add(before.value, value), grads: Object.fromEntries(Object.entries(grads).map(sum)) }
}

/** As equal as they can be. */
export const partSizes = (batchSize: number, parts: number): number[] =>
  Array.from(
    { length: parts },
    (_, i) => Math.floor(((i + 1) * batchSize) / parts) - Math.floor((i * batchSize) / parts)
  )

/** Gradients of a batch in parts, and their clipping. */
import type { NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from './engine'
import { dtypeOf } from './program'
import { recording } from './recording'

/** A part of a batch. */
export interface Part {
  /** Cuts this part out of a whole batch along its first axis; it is not computed before the parts before it are done. */
  of: (whole: Tensor) => Tensor
  /** Pictures in it. */
  size: number
}

/**
 * Loss and gradients of a batch, as the mean over its parts: what the whole batch gives, to rounding, wherever each
 * picture's loss is its own (batch norm and dropout look at, or draw for, each part by itself). The parts run one after
 * another, so that only one of them is in memory.
 * @param objective mean loss over a part.
 * @param parts 1 leaves the batch as it is.
 * @param sideBySide all parts at once, where there are threads for it.
 */
export function gradientsInParts(objective: (part: Part) => Tensor, variables: Variable[], batchSize: number, parts: number, sideBySide = false): { value: Tensor; grads: NamedTensorMap } {
  if (parts === 1) return tf.variableGrads(() => objective({ of: whole => whole, size: batchSize }) as Scalar, variables)
  let sum: { value: Tensor; grads: NamedTensorMap } | null = null
  let from = 0
  for (const size of partSizes(batchSize, parts)) {
    const [start, before] = [from, sum]
    sum = tf.tidy(() => {
      const finished = before && !sideBySide ? [before.value, ...Object.values(before.grads)] : []
      const part: Part = { size, of: whole => after(tf.slice(whole, start, size), finished) }
      const { value, grads } = tf.variableGrads(() => tf.mul(objective(part), size / batchSize) as Scalar, variables)
      if (!before) return { value, grads }
      return { value: tf.add(before.value, value), grads: Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.add(before.grads[name] ?? 0, gradient)])) }
    }) as unknown as { value: Tensor; grads: NamedTensorMap }
    tf.dispose(before ? [before.value, ...Object.values(before.grads)] : [])
    from += size
  }
  if (!sum) throw new Error('A batch has at least one part.')
  return sum
}

/** As equal as they can be. */
export const partSizes = (batchSize: number, parts: number): number[] =>
  Array.from({ length: parts }, (_, i) => Math.floor(((i + 1) * batchSize) / parts) - Math.floor((i * batchSize) / parts))

/** In a graph nothing but its inputs holds an op back: the same tensor, but not before others are there. */
function after(x: Tensor, finished: readonly Tensor[]): Tensor {
  const recorder = recording()
  if (!recorder || finished.length === 0) return x
  const waits = finished.map(tensor => `^${recorder.outputOf(tensor).replace(/:\d+$/, '')}`)
  return recorder.emit('Identity', [recorder.outputOf(x), ...waits], { T: recorder.attribute.type(dtypeOf(x)) }, x.shape, dtypeOf(x))
}

/**
 * Scales all gradients by one factor so that their common Euclidean norm is at most `limit` (Pascanu et al. 2013).
 * @returns the gradients as they are where `limit` is 0.
 */
export function clipByGlobalNorm(gradients: NamedTensorMap, limit: number): NamedTensorMap {
  if (limit === 0) return gradients
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map(gradient => tf.sum(tf.square(gradient)))))
  const factor = tf.div(limit, tf.maximum(norm, limit))
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]))
}

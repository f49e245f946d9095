/** Rows of inputs, cut into batches of the sizes that programs are compiled in. */
import { elementCount } from '../../lib/shape'
import { StudioError } from '../../../shared/errors'
import type { TensorSpec, TypedArray } from '../../tensors/program'
import type { InputRows } from '../protocol'

/** Compiled sizes: an order runs in the smallest that holds it, a larger one in several goes. */
export const sizes = [1, 4, 16, 64]

/** The calls that make `count`: `some` of them from the `from`-th on, in a program of so many. */
export function* goes(
  count: number,
  sizes: readonly number[]
): Generator<{ from: number; some: number; size: number }> {
  for (let from = 0; from < count;) {
    const size = sizes.find(candidate => candidate >= count - from) ?? sizes.at(-1) ?? 1
    const some = Math.min(size, count - from)
    yield { from, some, size }
    from += some
  }
}

/**
 * The rows of each declared input.
 * @param declared of a method that draws one
 * @throws StudioError bad-input, naming what is missing, too much or of the wrong length
 */
export function rowsOf(
  model: string,
  declared: Readonly<Record<string, TensorSpec>>,
  inputs: InputRows,
  count: number
): Record<string, TypedArray> {
  const unknown = Object.keys(inputs).find(key => !(key in declared))
  if (unknown !== undefined)
    throw new StudioError(
      'bad-input',
      `${model} is not drawn from "${unknown}". It is drawn from: ${Object.keys(declared).join(', ')}.`
    )
  return Object.fromEntries(
    Object.entries(declared).map(([key, { shape }]) => {
      const [values, each] = [inputs[key], elementCount(shape)]
      if (values?.length !== count * each)
        throw new StudioError(
          'bad-input',
          `${model} is drawn from "${key}", ${each} numbers for each ` +
            `picture; ${values ? `${values.length} were given for ${count}` : 'none were given'}.`
        )
      return [key, values]
    })
  )
}

/** Some rows in a batch that is as long as a compiled size. @param width numbers in one row */
export function batchOf(values: TypedArray, width: number, from: number, some: number, size: number): TypedArray {
  const batch =
    values instanceof Float32Array
      ? new Float32Array(size * width)
      : values instanceof Int32Array
        ? new Int32Array(size * width)
        : new Uint8Array(size * width)
  batch.set(values.subarray(from * width, (from + some) * width))
  return batch
}

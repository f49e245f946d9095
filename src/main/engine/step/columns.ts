/** How a batch of examples comes to a step: gathered from a table inside the program, or fed; and its columns. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Form, ImageShape } from '../../../shared/domain'
import { exampleSize, formOf, type ModelDefinition } from '../../models/definition'
import type { Batch, Column } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { picturesOf } from '../../tensors/pixels'
import { wanted, type Table, type TensorSpec } from '../../tensors/program'
import { tf } from '../../tensors/tf'

export type Columns = Partial<Record<Column, Tensor>>

/** Where a step's examples come from. */
export interface ExampleSource {
  inputs: Record<string, TensorSpec>
  /** A column each, [examples, …]. */
  columns: (inputs: Record<string, Tensor>) => Columns
}

/**
 * @param examples of a step: its batches, one after another
 * @param table packed examples, a row each; null where they are fed as `pixels`. Points are always fed, as `points`
 */
export function exampleSource(
  model: Pick<ModelDefinition, 'form' | 'conditional'>,
  image: ImageShape,
  examples: number,
  table: Table | null
): ExampleSource {
  const form = formOf(model)
  const count = examples * rowsOf(form)
  const rows: Record<string, TensorSpec> =
    form === 'points'
      ? { points: { shape: [count, 2], dtype: 'float32' } }
      : table
        ? { indices: { shape: [count], dtype: 'int32' } }
        : { pixels: { shape: [count, exampleSize(model, image)], dtype: 'uint8' } }
  const labels: Record<string, TensorSpec> = model.conditional ? { labels: { shape: [examples], dtype: 'int32' } } : {}
  return {
    inputs: { ...rows, ...labels },
    columns: inputs => ({
      ...byForm[form](inputs, image, table),
      ...(model.conditional ? { label: wanted(inputs, 'labels') } : {})
    })
  }
}

/** Rows of the packed dataset in one example: domains have a picture each. */
export const rowsOf = (form: Form): number => (form === 'domains' ? 2 : 1)

type Read = (inputs: Record<string, Tensor>, image: ImageShape, table: Table | null) => Columns

const bytesIn = (inputs: Record<string, Tensor>, table: Table | null): Tensor =>
  table ? engine().graph.gather(table, wanted(inputs, 'indices')) : engine().graph.numbers(wanted(inputs, 'pixels'))

const byForm: Record<Form, Read> = {
  pictures: (inputs, image, table) => ({ image: picturesOf(bytesIn(inputs, table), image) }),
  points: inputs => ({ point: wanted(inputs, 'points') }),
  // An input's bytes, then its target's.
  pairs: (inputs, [height, width, channels], table) => {
    const [input, target] = tf.split(picturesOf(bytesIn(inputs, table), [2 * height, width, channels]), 2, 1) as [
      Tensor,
      Tensor
    ]
    return { input, target }
  },
  // Pictures of one domain, then as many of the other.
  domains: (inputs, image, table) => {
    const [a, b] = tf.split(picturesOf(bytesIn(inputs, table), image), 2) as [Tensor, Tensor]
    return { a, b }
  }
}

/** Columns that throw where there is none of a name. */
export function batchOf(columns: Columns): Batch {
  return new Proxy(columns, {
    get: (all, name) => {
      const found = all[name as Column]
      if (!found)
        throw new Error(`These examples have no ${String(name)}; they have ${Object.keys(all).join(' and ')}.`)
      return found
    }
  }) as Batch
}

/** The same columns, cut along their first axis. */
export const cut = (columns: Columns, each: (column: Tensor) => Tensor): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, each(column)]))

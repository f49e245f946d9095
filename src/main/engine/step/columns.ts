/** How a batch of examples comes to a step: gathered from a table inside the program, or fed; and its columns. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import { exampleKindOf, type Columns, type ExampleKind } from '../../models/examples'
import type { Batch, Column } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { wanted, type Table, type TensorSpec } from '../../tensors/program'
import { Draws } from '../../tensors/random/draws'
import { randomCrops } from './random-crops'

/** Where a step's examples come from. */
export interface ExampleSource {
  inputs: Record<string, TensorSpec>
  /** A column each, [examples, …]. */
  columns: (inputs: Record<string, Tensor>) => Columns
}

/**
 * @param examples of a step: its batches, one after another
 * @param image as they are learned
 * @param packed as the rows have them; larger where random crops are learned
 * @param table packed rows; null where they are fed as `pixels`. Floats are always fed, as `points`
 */
export function exampleSource(
  model: Pick<ModelDefinition, 'exampleKind' | 'conditional'>,
  { image, packed, seed }: { image: ImageShape; packed: ImageShape; seed: number },
  examples: number,
  table: Table | null
): ExampleSource {
  const kind = exampleKindOf(model)
  const { specs, read } = rowsOf(kind, examples * kind.rowsPerExample, packed, table)
  const crop = (rows: Tensor, inputs: Record<string, Tensor>): Tensor =>
    packed.join() === image.join() ? rows : randomCrops(rows, packed, image, new Draws(seed, wanted(inputs, 'step')))
  const labels: Record<string, TensorSpec> = model.conditional ? { labels: { shape: [examples], dtype: 'int32' } } : {}
  return {
    inputs: { ...specs, ...labels },
    columns: inputs => ({
      ...kind.columns(crop(read(inputs), inputs), image),
      ...(model.conditional ? { label: wanted(inputs, 'labels') } : {})
    })
  }
}

interface RowSource {
  specs: Record<string, TensorSpec>
  read: (inputs: Record<string, Tensor>) => Tensor
}

function rowsOf({ packed, numbers }: ExampleKind, count: number, image: ImageShape, table: Table | null): RowSource {
  const shape = [count, numbers(image)]
  if (packed === 'floats')
    return { specs: { points: { shape, dtype: 'float32' } }, read: inputs => wanted(inputs, 'points') }
  if (table)
    return {
      specs: { indices: { shape: [count], dtype: 'int32' } },
      read: inputs => engine().graph.gather(table, wanted(inputs, 'indices'))
    }
  return {
    specs: { pixels: { shape, dtype: 'uint8' } },
    read: inputs => engine().graph.numbers(wanted(inputs, 'pixels'))
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

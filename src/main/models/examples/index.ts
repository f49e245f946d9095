/** Every kind of example, by id: one file of this folder each. */
import type { ExampleKindId, ImageShape } from '../../../shared/domain'
import { Registry } from '../../lib/registry'
import type { ExampleKind } from './kind'

export type { Columns, ExampleKind } from './kind'

export const exampleKinds = new Registry(
  'kind of example',
  import.meta.glob<ExampleKind>(['./*.ts', '!./index.ts', '!./kind.ts'], { eager: true, import: 'default' })
)

interface Learns {
  exampleKind?: ExampleKindId | undefined
}

/** What a model learns; pictures where it does not say. */
export const exampleKindId = ({ exampleKind = 'pictures' }: Learns): ExampleKindId => exampleKind

export const exampleKindOf = (model: Learns): ExampleKind => exampleKinds.find(exampleKindId(model))

/** Numbers in one row of the packed dataset that a model learns. */
export const exampleSize = (model: Learns, image: ImageShape): number => exampleKindOf(model).numbers(image)

/**
 * Examples in a pass over packed rows. Where each has a row of two groups, as many as the larger group has rows: the
 * smaller begins anew meanwhile.
 * @param labels of the rows: their groups, from 0
 */
export function examplesIn({ rowsPerExample }: ExampleKind, count: number, labels: Int32Array | undefined): number {
  if (rowsPerExample === 1) return count
  if (!labels) throw new Error('It is not known which row is of which group.')
  const second = labels.filter(label => label === 1).length
  return Math.max(second, count - second)
}

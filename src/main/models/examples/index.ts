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

/** Examples in a dataset of so many rows: where each has a row of two groups, half as many. */
export const examplesIn = (exampleKind: ExampleKindId, rows: number): number =>
  Math.ceil(rows / exampleKinds.find(exampleKind).rowsPerExample)

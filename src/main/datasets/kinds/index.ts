/** How datasets of every kind of example come to be: one file of this folder each. */
import { z } from 'zod'
import type { Pairing } from '../../../shared/domain'
import { attributeOf, clashes, func, identifier, Registry, words } from '../../lib/registry'
import { exampleKindOfPairing, exampleKinds } from '../../models/examples'
import type { DatasetKind } from './kind'

export type { DatasetKind } from './kind'

export const datasetKinds = new Registry(
  'kind of example',
  import.meta.glob<DatasetKind>(['./*.ts', '!./index.ts', '!./kind.ts'], { eager: true, import: 'default' }),
  {
    folder: 'datasets/kinds',
    fields: {
      id: identifier,
      recognise: func.optional(),
      option: z.object({ name: identifier, argument: words, help: words, read: func }).optional(),
      entries: func,
      read: func,
      labels: func,
      check: func.optional(),
      made: z.object({ list: func, makes: func, file: words, pack: func, preview: func }).optional()
    },
    wrong: ({ id, option }) => [
      ...(exampleKinds.get(id)
        ? []
        : [`declares how ${id} come to be, and no file of src/main/models/examples what they are`]),
      ...clashes(option ? [attributeOf(option.name)] : [], 'bringingIn')
    ]
  }
)

/** The kind of a dataset whose pictures belong together like this. @throws StudioError bad-input */
export const kindOfPairing = (pairing: Pairing | null): DatasetKind => datasetKinds.find(exampleKindOfPairing(pairing))

/** As a folder looks; null where its pictures look as if each was by itself. */
export function recognise(paths: readonly string[]): Pairing | null {
  for (const kind of datasetKinds.all) {
    const found = kind.recognise?.(paths)
    if (found) return found
  }
  return null
}

/** The kind that makes a set on the spot: of a built-in source by its name, of what was drawn by the drawing. */
export const makerOf = (source: string, origin: string): DatasetKind | undefined =>
  datasetKinds.all.find(({ made }) => made?.makes(source, origin))

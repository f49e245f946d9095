/** Every kind of sheet, by id: one file of this folder each. */
import { z } from 'zod'
import { sheetTraits, type SheetTraits } from '../../../shared/examples'
import { func, identifier, key, mark, Registry } from '../../lib/registry'
import type { SheetKind } from './kind'
import samples from './samples'

export { latentMap } from './map'
export type { SheetKind, SheetSource } from './kind'

export const sheetKinds = new Registry(
  'kind of sheet',
  import.meta.glob<SheetKind>(['./*.ts', '!./index.ts', '!./kind.ts'], { eager: true, import: 'default' }),
  {
    folder: 'models/sheets',
    fields: {
      id: identifier,
      traits: sheetTraits,
      latents: func.optional(),
      methods: z.record(identifier, z.record(key, z.number())).optional(),
      reconstructs: mark,
      draw: func.optional()
    }
  }
)

/** What people are told of a kind; of one that is not known here any more, that its pictures are samples. */
export const sheetTraitsOf = (id: string): SheetTraits => sheetKinds.get(id)?.traits ?? samples.traits

/** How many rows stand for one row of examples: the example's own, and what belongs to it below. */
export const rowsTogether = (id: string): number => sheetTraitsOf(id).rows

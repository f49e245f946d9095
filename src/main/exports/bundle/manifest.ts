/**
 * A run in one file, to go on elsewhere: a ZIP archive whose first entry says what the others are. It may come from
 * anybody: it is data, held against this before anything of it is kept.
 */
import { z } from 'zod'
import { title } from '../../../shared/bounds'
import { learntFrom, sha256 } from '../../store/moving/learnt-from'
import { isUuid } from '../../store/workspace/made'

/** What file names end with. */
export const bundleEnding = 'atelier'
/** The entry that comes first, and the one with the run's rows. */
export const manifestName = 'bundle.json'
export const rowsName = 'rows.json'
/** What pictures of the dataset lie below. */
export const picturesFolder = 'pictures/'
/** Of this form; a later one says so here and is refused by earlier programs. */
export const form = 1

/** Bytes that one file may have; all together; the list; the rows. */
export const mostBytes = { each: 2 ** 31, all: 2 ** 36, manifest: 2 ** 27, rows: 2 ** 29 }
const mostFiles = 500_000

export const manifest = z.object({
  atelier: z.literal('run'),
  form: z.literal(form),
  /** How many migrations the rows have been through. */
  schema: z.int().min(1).max(100_000),
  run: z.string().refine(isUuid, 'must be an id'),
  name: title,
  learntFrom: learntFrom.nullable(),
  files: z
    .array(z.object({ path: z.string().min(1).max(4096), bytes: z.int().min(0).max(mostBytes.each), sha256 }))
    .max(mostFiles)
})
export type Manifest = z.infer<typeof manifest>

/**
 * What a run's or dataset's folder says of itself, so that it can be listed again without the database: `run.json` or
 * `dataset.json` with its own row, and `record/` with the rows that grow, each file whole or not there at all.
 */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { readRegularSync } from '../../lib/regular-file'
import type { Kind } from './kind'

/** Of one file, bytes: a hundred times what the largest has. */
const most = 2 ** 29

const value = z.union([z.string(), z.number(), z.null()])
/** A table's rows, columns named once. */
const rows = z.object({ columns: z.array(z.string().regex(/^[a-z0-9_]{1,60}$/)), values: z.array(z.array(value)) })
export const tables = z.record(z.string().regex(/^[a-z0-9_]{1,60}$/), rows)

const common = {
  id: z.uuid(),
  /** The database's form that the rows have. */
  schema: z.int().min(1),
  /** The place of the newest change in it, see sequence.ts. */
  change: z.int().min(0),
  rows: tables,
  /** Of the rows as JSON, so that a damaged record is no witness. */
  sha256: z.string()
}
/** `unfinished`: files come first, and the dataset is not listed yet. */
const headFile = z.object({
  atelier: z.enum(['run', 'dataset']),
  form: z.literal(1),
  state: z.enum(['kept', 'unfinished']),
  ...common
})
const partFile = z.object({ atelier: z.literal('part'), form: z.literal(1), part: z.int().min(0), ...common })

export type Rows = z.infer<typeof rows>
export type Head = z.infer<typeof headFile>
export type Part = z.infer<typeof partFile>

export const headPath = (folder: string, kind: Kind): string => join(folder, `${kind}.json`)
export const partPath = (folder: string, part: number): string =>
  join(folder, 'record', `part-${String(part).padStart(5, '0')}.json`)

/** A file as it is kept, with the hash of its rows. */
export const written = (file: Omit<Head, 'sha256'> | Omit<Part, 'sha256'>): Buffer =>
  Buffer.from(`${JSON.stringify({ ...file, sha256: hashOfRows(file.rows) })}\n`)

const hashOfRows = (rows: z.infer<typeof tables>): string =>
  createHash('sha256').update(JSON.stringify(rows)).digest('hex')

/** A folder's record of itself; null where it has none, none that can be read, or that of another folder. */
export function readHead(folder: string, kind: Kind): Head | null {
  const found = parsed(headPath(folder, kind), headFile)
  return found?.atelier === kind && found.id === basename(folder) ? found : null
}

/** The parts that can be read, and the names of files that should be parts and cannot. */
export function readParts(folder: string): { parts: Part[]; unreadable: string[] } {
  const names = namesIn(join(folder, 'record'))
    .filter(name => /^part-\d+\.json$/.test(name))
    .sort()
  const parts: Part[] = [],
    unreadable: string[] = []
  for (const name of names) {
    const found = parsed(join(folder, 'record', name), partFile)
    if (found?.id === basename(folder)) parts.push(found)
    else unreadable.push(join(folder, 'record', name))
  }
  return { parts, unreadable }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function parsed<T extends Head | Part>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const found = schema.parse(JSON.parse(readRegularSync(path, most).toString()))
    return hashOfRows(found.rows) === found.sha256 ? found : null
  } catch {
    return null
  }
}

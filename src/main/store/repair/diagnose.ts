/** What is the matter with a workspace's database, as far as it and the records beside it can tell. */
import { existsSync, statSync } from 'node:fs'
import { StudioError } from '../../../shared/errors'
import { checkForm } from '../connection/migrate'
import { openForReading, readAsItIs } from '../connection/reading'
import type { Database } from '../database'
import type { WorkspaceFiles } from '../files'
import { migrations } from '../migrations'
import { foldersIn, type FoundFolder } from '../records/find'
import { readParts } from '../records/format'
import { behindIn } from '../records/relist'
import { recordedTables, rowsOfPart } from '../records/tables'
import { lastPlace } from '../sequence'
import { discardedIn } from '../workspace/discarded'
import { damageOf } from '../workspace/health'
import { unreadableRows } from './readable'

export type State = 'whole' | 'gone' | 'empty' | 'damaged' | 'older' | 'incomplete'

export interface Diagnosis {
  state: State
  /** In words, to go on after "The database is …". */
  why: string
}

/** @throws StudioError unsupported where a newer Atelier wrote it */
export function diagnose(files: WorkspaceFiles): Diagnosis {
  const found = foldersIn(files).filter(({ head }) => head?.state === 'kept')
  if (!existsSync(files.database)) return { state: 'gone', why: 'gone' }
  if (statSync(files.database).size === 0) return { state: 'empty', why: 'empty' }
  try {
    const damage = withDatabase(readAsItIs(files.database), database => {
      checkForm(database, files.database, migrations)
      return damageOf(database)
    })
    if (damage) return { state: 'damaged', why: `damaged: ${damage}` }
    const copy = openForReading(files.database, migrations)
    return copy ? withDatabase(copy, database => compare(database, files, found)) : unread
  } catch (error) {
    if (error instanceof StudioError && error.code === 'unsupported') throw error
    return unread
  }
}

const unread: Diagnosis = { state: 'damaged', why: 'damaged: it cannot be read' }

function withDatabase<T>(database: Database, work: (database: Database) => T): T {
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** Of a database whose pages are in order: whether its rows are those that the records know. */
function compare(database: Database, files: WorkspaceFiles, folders: readonly FoundFolder[]): Diagnosis {
  const discarded = discardedIn(database)
  const found = folders.filter(({ kind, id }) => !discarded[kind].has(id))
  if (unreadableRows(database, files).length > 0)
    return { state: 'damaged', why: 'damaged: it holds rows that cannot be read' }
  const last = lastPlace(database),
    behind = behindIn(database),
    tables = recordedTables(database)
  const rows = database.prepare('SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM datasets)').pluck().get()
  const newer = found.filter(({ head }) => head && head.change > last)
  if (rows === 0 && newer.length > 0) return { state: 'empty', why: 'empty' }
  if (newer.length > 0) return { state: 'older', why: 'older than the files beside it' }
  const ids = new Set(database.prepare('SELECT id FROM runs UNION SELECT id FROM datasets').pluck().all())
  if (found.some(({ id }) => !ids.has(id)))
    return { state: 'incomplete', why: 'incomplete: it does not list all that lies there' }
  for (const { kind, id, folder, head } of found.filter(({ id }) => !behind.has(id))) {
    for (const { rows, schema, part } of [...(head ? [{ ...head, part: -1 }] : []), ...readParts(folder).parts]) {
      if (
        schema === migrations.length &&
        JSON.stringify(rowsOfPart(database, tables, { kind, id, part })) !== JSON.stringify(rows)
      ) {
        return { state: 'damaged', why: `damaged: it contradicts what ${folder} says of itself` }
      }
    }
  }
  return { state: 'whole', why: 'whole' }
}

/** Gets out of a damaged database what can still be read, table by table and from both ends. */
import type { Database } from '../database'
import { readAsItIs } from '../connection/reading'
import { versionOf } from '../connection/migrate'
import { migrations } from '../migrations'
import { lastPlace } from '../sequence'

export interface Salvage {
  /** The form that its rows have. */
  version: number
  tables: { table: string; columns: string[]; rows: () => Generator<unknown[]> }[]
  /** Ids of runs and datasets whose records it is ahead of. */
  behind: Set<string>
  /** The newest change that it knew; 0 where it does not say. */
  last: number
  close(): void
}

/** Null where nothing at all can be read. Writes nothing. */
export function salvage(file: string): Salvage | null {
  let database: Database | null = null
  try {
    database = readAsItIs(file)
    const open = database
    const version = versionOf(open)
    if (version < 1 || version > migrations.length) throw new Error('It has no form that is known.')
    const tables = textsOf(
      open,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).filter(table => /^[a-z0-9_]+$/.test(table))
    return {
      version,
      tables: tables.flatMap(table => {
        const columns = attempt(() => textsOf(open, `SELECT name FROM pragma_table_info('${table}')`)) ?? []
        return columns.length === 0 ? [] : [{ table, columns, rows: () => rowsOf(open, table) }]
      }),
      behind: new Set(attempt(() => textsOf(open, 'SELECT DISTINCT id FROM touched'))),
      last: attempt(() => lastPlace(open)) ?? 0,
      close: () => open.close()
    }
  } catch {
    database?.close()
    return null
  }
}

/** From the beginning up to where it breaks off, then from the end: the same row may come twice. */
function* rowsOf(database: Database, table: string): Generator<unknown[]> {
  for (const order of ['ASC', 'DESC']) {
    const keys =
      attempt(() => textsOf(database, `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)) ?? []
    const by = keys.length > 0 ? keys.map(key => `"${key}" ${order}`).join(', ') : `rowid ${order}`
    try {
      for (const row of database.prepare(`SELECT * FROM "${table}" ORDER BY ${by}`).raw().iterate())
        yield row as unknown[]
      return
    } catch {
      // What lies between the two breaks is lost.
    }
  }
}

const textsOf = (database: Database, sql: string): string[] => database.prepare(sql).pluck().all() as string[]

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

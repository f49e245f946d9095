/** What has come to a run since, on its way to a workspace that has the rest of it. */
import type { Database } from '../database'
import { migrations } from '../migrations'
import { insert, upgraded, type Tables } from '../records/restore'
import type { Rows } from '../records/format'
import { rowsHere, type MovedRows } from './rows'

/** Tables that training adds to. */
const growing = ['steps', 'epochs', 'samples', 'early_samples', 'checkpoints', 'metrics', 'events'] as const

/**
 * Rows of steps after `after`, and of all else what was not sent before.
 * @param sent rows that were, as JSON; those that are returned are added
 */
export function grownRows(database: Database, run: string, after: number, sent: Set<string>): MovedRows {
  const tables: Tables = {}
  database.transaction(() => {
    for (const table of growing) {
      const statement = database.prepare(
        `SELECT * FROM "${table}" WHERE run = ? ${table === 'steps' ? 'AND step > ?' : ''} ORDER BY 1, 2`
      )
      const columns = statement.columns().map(({ name }) => name)
      const all = statement.raw().all(...(table === 'steps' ? [run, after] : [run])) as Rows['values']
      const fresh = table === 'steps' ? all : all.filter(row => !sent.has(keyOf(table, row)))
      if (fresh.length === 0) continue
      for (const row of table === 'steps' ? [] : fresh) sent.add(keyOf(table, row))
      // Numbers of events are each database's own: all of them go, to replace what is there.
      tables[table] = { columns, values: table === 'events' ? all : fresh }
    }
  })()
  return { schema: migrations.length, tables }
}

const keyOf = (table: string, row: Rows['values'][number]): string => JSON.stringify([table, ...row])

/**
 * Adds rows that came to a run elsewhere. To be called within a transaction.
 * @param files that are here, by their names below the run's folder, with their hashes: rows may name no other
 * @throws WrongRows
 */
export function addGrown(
  database: Database,
  { schema, tables }: MovedRows,
  { from, id }: { from: string; id: string },
  files: ReadonlyMap<string, string>
): void {
  const today = upgraded(tables, schema, migrations)
  for (const table of growing) {
    const rows = today[table]
    if (!rows) continue
    const given = table === 'events' ? 'id' : undefined
    const here = rowsHere(table, rows, { owner: 'run', from, id, files, given })
    if (table === 'events') replaceEvents(database, id, here)
    else insert(database, { [table]: here }, 'REPLACE')
  }
}

/** What somebody has put aside here stays so. */
function replaceEvents(database: Database, run: string, rows: Rows): void {
  const dismissed = database
    .prepare('SELECT kind, at, dismissed_at FROM events WHERE run = ? AND dismissed_at IS NOT NULL')
    .raw()
    .all(run) as [string, number, number][]
  database.prepare('DELETE FROM events WHERE run = ?').run(run)
  insert(database, { events: rows }, 'REPLACE')
  const again = database.prepare('UPDATE events SET dismissed_at = ? WHERE run = ? AND kind = ? AND at = ?')
  for (const [kind, at, dismissedAt] of dismissed) again.run(dismissedAt, run, kind, at)
}

/** The files that rows name, by their names below the folder of the run that they come from, with their hashes. */
export function filesOfRows({ tables }: MovedRows, from: string): { name: string; sha256: string | null }[] {
  return Object.values(tables).flatMap(({ columns, values }) => {
    const [file, hash] = [columns.indexOf('file'), columns.indexOf('sha256')]
    return values.flatMap(row => {
      const name = row[file]
      if (typeof name !== 'string' || !name.startsWith(`runs/${from}/`)) return []
      return [{ name: name.slice(`runs/${from}/`.length), sha256: row[hash] === null ? null : String(row[hash]) }]
    })
  })
}

/** The same without the rows of files that are gone where they come from. */
export const withoutFiles = (rows: MovedRows, from: string, gone: ReadonlySet<string>): MovedRows => ({
  ...rows,
  tables: Object.fromEntries(
    Object.entries(rows.tables).map(([table, { columns, values }]): [string, Rows] => {
      const file = columns.indexOf('file')
      const stays = (row: Rows['values'][number]): boolean =>
        file < 0 || !gone.has(String(row[file]).slice(`runs/${from}/`.length))
      return [table, { columns, values: values.filter(stays) }]
    })
  )
})

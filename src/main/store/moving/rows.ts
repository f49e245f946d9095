/** A run's rows on their way to another workspace: taken out of one database, put into another. */
import { z } from 'zod'
import type { Database } from '../database'
import { migrations } from '../migrations'
import { recordedTables } from '../records/tables'
import type { Rows } from '../records/format'
import { insert, upgraded, type Tables } from '../records/restore'
import { nextPlace } from '../sequence'

/** What belongs to the place that a run is in, not to the run. */
const ofThePlace = new Set(['exports', 'queue', 'remote_runs'])

export interface MovedRows {
  /** How many migrations they have been through. */
  schema: number
  tables: Tables
}

/** Tables whose rows go with a run, with the column that names it. */
const movedTables = (database: Database): { table: string; owner: string; columns: string[] }[] => [
  ...recordedTables(database).filter(({ kind, table }) => kind === 'run' && !ofThePlace.has(table)),
  // What records leave out goes along: a curve is shown as it was.
  { table: 'steps', owner: 'run', columns: ['run', 'step', 'losses'] }
]

/** Every row of a run, at one moment. @param keep of checkpoints, those of these steps */
export function rowsOfRun(database: Database, run: string, keep: ReadonlySet<number>): MovedRows {
  const tables = database.transaction(() =>
    Object.fromEntries(
      movedTables(database).map(({ table, owner, columns }): [string, Rows] => {
        const listed = columns.map(column => `"${column}"`).join(', ')
        const values = database
          .prepare(`SELECT ${listed} FROM "${table}" WHERE "${owner}" = ? ORDER BY 1, 2`)
          .raw()
          .all(run) as Rows['values']
        const step = columns.indexOf('step')
        return [
          table,
          { columns, values: table === 'checkpoints' ? values.filter(row => keep.has(Number(row[step]))) : values }
        ]
      })
    )
  )()
  return { schema: migrations.length, tables }
}

/** What a run is to be in a workspace that it comes to. */
export interface Arrival {
  /** Its id where it comes from, and here. */
  from: string
  id: string
  name: string
}

/** What rows say that cannot be. */
export class WrongRows extends Error {
  override name = 'WrongRows'
}

/**
 * Puts a run's rows into a database, as one that nobody trains. To be called within a transaction: where this throws,
 * some may be there already.
 * @param files that came along, by their names below the run's folder, with their hashes: rows may name no other
 * @throws WrongRows, and the database's errors for what it does not hold
 */
export function adopt(
  database: Database,
  { schema, tables }: MovedRows,
  { from, id, name }: Arrival,
  files: ReadonlyMap<string, string>
): void {
  const today = upgraded(tables, schema, migrations)
  const moved = new Map(movedTables(database).map(({ table, owner }) => [table, owner]))
  const own = today.runs
  if (own?.values.length !== 1) throw new WrongRows('It does not have exactly one run.')
  const here: Tables = {}
  for (const [table, { columns, values }] of Object.entries(today)) {
    const owner = moved.get(table)
    if (owner === undefined) continue
    here[table] = rowsHere(table, { columns, values }, { owner, from, id, files, given: givenBy(database, table) })
  }
  const run = here.runs
  if (run) here.runs = { columns: run.columns, values: run.values.map(row => arrived(run.columns, row, name)) }
  // The run first: the others refer to it.
  if (insert(database, { runs: here.runs ?? own }, 'IGNORE') !== 1) throw new WrongRows('Its run is none.')
  const { runs: _, ...others } = here
  insert(database, others, 'REPLACE')
  // Versions are numbered where they were made.
  database.prepare('UPDATE trained_on SET version = NULL WHERE run = ?').run(id)
  database.prepare('UPDATE runs SET place = ?, updated_at = ? WHERE id = ?').run(nextPlace(database), Date.now(), id)
}

interface Places {
  owner: string
  from: string
  id: string
  files: ReadonlyMap<string, string>
  /** A column whose number the database gives. */
  given: string | undefined
}

const givenBy = (database: Database, table: string): string | undefined =>
  z
    .string()
    .optional()
    .parse(
      database
        .prepare("SELECT name FROM pragma_table_info(?) WHERE pk = 1 AND type = 'INTEGER' AND name = 'id'")
        .pluck()
        .get(table)
    )

/** Rows of a table with the run's id here, naming files that are here. */
export function rowsHere(table: string, { columns, values }: Rows, places: Places): Rows {
  const { owner, from, id, given } = places
  const [at, file] = [columns.indexOf(owner), columns.indexOf('file')]
  const kept = columns.map((_, i) => i).filter(i => columns[i] !== given)
  const moved = values.map(row => {
    if (row[at] !== from) throw new WrongRows(`A row of "${table}" is another run's.`)
    const named = fileHere(table, row[file] ?? null, row[columns.indexOf('sha256')] ?? null, places)
    return kept.map(i => (i === at ? id : i === file ? named : (row[i] ?? null)))
  })
  return { columns: kept.map(i => columns[i] ?? ''), values: moved }
}

type Value = Rows['values'][number][number]

/** What a row's file is called here. @throws WrongRows where it did not come along, or is another */
function fileHere(table: string, name: Value, sha256: Value, { from, id, files }: Places): string | null {
  if (name === null) return null
  const folder = `runs/${from}/`
  const own = typeof name === 'string' && name.startsWith(folder) ? name.slice(folder.length) : ''
  const hash = files.get(own)
  if (hash === undefined) throw new WrongRows(`A row of "${table}" names a file that did not come along.`)
  if (sha256 !== null && String(sha256).toLowerCase() !== hash)
    throw new WrongRows(`A row of "${table}" names another file than the one that came along.`)
  return `runs/${id}/${own}`
}

/** One that nobody trains, and that is in nobody's bin. */
function arrived(columns: string[], row: Rows['values'][number], name: string): Rows['values'][number] {
  const isHeld = ['preparing', 'training', 'paused'].includes(String(row[columns.indexOf('status')]))
  const nothing = ['dataset', 'owner_pid', 'owner_start', 'owner_program', 'owner_since', 'binned_at', 'binned_place']
  const said = new Map<string, Value>([
    ...nothing.map((column): [string, null] => [column, null]),
    ['name', name],
    ...(isHeld
      ? ([
          ['status', 'stopped'],
          ['error', null]
        ] satisfies [string, Value][])
      : [])
  ])
  return row.map((value, i) => {
    const column = columns[i] ?? ''
    return said.has(column) ? (said.get(column) ?? null) : value
  })
}

/**
 * Which rows belong to a run or a dataset, and into which file of its record they go. Tables say it themselves: by
 * their reference to the run or dataset, and by their epoch or position, which divides long ones over several files. So
 * a table that a later migration adds is recorded without being named here.
 */
import { z } from 'zod'
import type { Database, Statement } from 'better-sqlite3'
import type { Rows } from './format'
import type { Kind } from './kind'

export interface RecordedTable {
  table: string
  kind: Kind
  /** The column with the run's or dataset's id. */
  owner: string
  /** What divides its rows over files; null: all are in the head. */
  divided: { by: 'epoch' | 'position'; each: number } | null
  columns: string[]
}

/** The part that holds the run's or dataset's own row; others count from 0. */
export const head = -1

/** Epochs, and pictures, whose rows share a file: one that an epoch changes must be cheap to write. */
const each = { epoch: 100, position: 5000 }

/** Losses of every step are too many to be written twice: an epoch's means are kept instead. */
const leftOut = new Set(['steps'])

const names = z.array(z.string())
const references = z.array(z.object({ from: z.string(), table: z.string() }))

export function recordedTables(database: Database): RecordedTable[] {
  const tables = names.parse(
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .pluck()
      .all()
  )
  return tables
    .filter(table => !leftOut.has(table))
    .flatMap(table => {
      const columns = names.parse(database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table))
      const found = ownerOf(database, table)
      if (!found) return []
      const by = columns.includes('epoch') ? 'epoch' : columns.includes('position') ? 'position' : null
      return [
        { ...found, table, columns, divided: table === `${found.kind}s` || by === null ? null : { by, each: each[by] } }
      ]
    })
}

function ownerOf(database: Database, table: string): { kind: Kind; owner: string } | null {
  if (table === 'runs') return { kind: 'run', owner: 'id' }
  if (table === 'datasets') return { kind: 'dataset', owner: 'id' }
  const found = references.parse(database.prepare('SELECT "from", "table" FROM pragma_foreign_key_list(?)').all(table))
  const run = found.find(reference => reference.table === 'runs')
  if (run) return { kind: 'run', owner: run.from }
  const dataset = found.find(reference => reference.table === 'datasets')
  return dataset ? { kind: 'dataset', owner: dataset.from } : null
}

const values = z.array(z.array(z.union([z.string(), z.number(), z.null()])))

/** The rows of one part of a run or dataset; tables without any are left out. */
export function rowsOfPart(
  database: { prepare: (sql: string) => Statement },
  tables: readonly RecordedTable[],
  { kind, id, part }: { kind: Kind; id: string; part: number }
): Record<string, Rows> {
  const found: Record<string, Rows> = {}
  for (const { table, owner, columns, divided } of tables.filter(
    table => table.kind === kind && (table.divided === null) === (part === head)
  )) {
    const listed = columns.map(column => `"${column}"`).join(', ')
    const within = divided
      ? `AND "${divided.by}" >= ${part * divided.each} AND "${divided.by}" < ${(part + 1) * divided.each}`
      : ''
    const rows = values.parse(
      database.prepare(`SELECT ${listed} FROM "${table}" WHERE "${owner}" = ? ${within} ORDER BY 1, 2, 3`).raw().all(id)
    )
    if (rows.length > 0) found[table] = { columns, values: rows }
  }
  return found
}

const prefix = 'touched_by_'

/**
 * Has every change of a recorded table noted in `touched` within its own transaction. Made anew where tables have
 * changed; a migration works without them.
 */
export function watchChanges(database: Database): void {
  const wanted = new Map(recordedTables(database).flatMap(triggersOf))
  const there = new Map(watchers(database).map(({ name, sql }) => [name, sql]))
  if (there.size === wanted.size && [...wanted].every(([name, create]) => there.get(name) === create)) return
  database
    .transaction(() => {
      unwatchChanges(database)
      for (const create of wanted.values()) database.exec(create)
    })
    .immediate()
}

export function unwatchChanges(database: Database): void {
  for (const { name } of watchers(database)) database.exec(`DROP TRIGGER "${name}"`)
}

const watchers = (database: Database): { name: string; sql: string }[] =>
  z
    .array(z.object({ name: z.string(), sql: z.string() }))
    .parse(
      database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '${prefix}%'`).all()
    )

/** Notes everything as changed: what is written of it has another form now, or was never written. */
export function touchAll(database: Database): void {
  database.transaction(() => {
    for (const table of recordedTables(database)) {
      database.prepare('UPDATE sequence SET value = value + 1').run()
      database
        .prepare(`
        INSERT INTO touched (kind, id, part, change)
          SELECT DISTINCT '${table.kind}', "${table.owner}", ${partOf(table, '')}, (SELECT value FROM sequence)
          FROM "${table.table}" WHERE true
        ON CONFLICT DO UPDATE SET change = excluded.change`)
        .run()
    }
  })()
}

function triggersOf(table: RecordedTable): [name: string, create: string][] {
  // Pictures are listed once, with their dataset: a note of each file of them is enough.
  const { divided } = table
  const few = divided?.by === 'position' ? `WHEN NEW.position % ${divided.each} = 0 ` : ''
  const events: [event: string, row: 'NEW' | 'OLD', when: string][] =
    divided?.by === 'position'
      ? [
          ['INSERT', 'NEW', few],
          ['UPDATE', 'NEW', '']
        ]
      : [
          ['INSERT', 'NEW', ''],
          ['UPDATE', 'NEW', ''],
          ...(table.owner === 'id' ? [] : ([['DELETE', 'OLD', '']] satisfies [[string, 'OLD', string]]))
        ]
  return events.map(([event, row, when]) => {
    const name = `${prefix}${event.toLowerCase()}_of_${table.table}`
    return [
      name,
      `CREATE TRIGGER "${name}" AFTER ${event} ON "${table.table}" ${when}BEGIN
        UPDATE sequence SET value = value + 1;
        INSERT INTO touched (kind, id, part, change)
          VALUES ('${table.kind}', ${row}."${table.owner}", ${partOf(table, `${row}.`)}, (SELECT value FROM sequence))
          ON CONFLICT (kind, id, part) DO UPDATE SET change = excluded.change;
      END`
    ]
  })
}

const partOf = ({ divided }: RecordedTable, row: string): string =>
  divided ? `${row}"${divided.by}" / ${divided.each}` : String(head)

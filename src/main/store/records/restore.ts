/** Puts what records say back into a database. */
import Database from 'better-sqlite3'
import type { Migration } from '../migrations'
import type { Rows } from './format'

/** Rows by table. */
export type Tables = Record<string, Rows>

/** Rows of an older form as they are in the newest: by way of a database that lives through the migrations. */
export function upgraded(tables: Tables, schema: number, migrations: readonly Migration[]): Tables {
  if (schema === migrations.length) return tables
  const scratch = new Database(':memory:')
  try {
    scratch.pragma('foreign_keys = OFF')
    for (const migration of migrations.slice(0, schema)) migration(scratch)
    insert(scratch, tables, 'REPLACE')
    for (const migration of migrations.slice(schema)) migration(scratch)
    return Object.fromEntries(
      tableNames(scratch)
        .filter(table => !own.has(table))
        .map(table => {
          const statement = scratch.prepare(`SELECT * FROM "${table}"`)
          return [
            table,
            { columns: statement.columns().map(({ name }) => name), values: statement.raw().all() as Rows['values'] }
          ]
        })
    )
  } finally {
    scratch.close()
  }
}

/** What a database keeps of itself. */
const own = new Set(['sequence', 'touched'])

/** Inserts rows; tables and columns that the database does not have are left out. @returns how many rows */
export function insert(database: Database.Database, tables: Tables, otherwise: 'REPLACE' | 'IGNORE'): number {
  let count = 0
  for (const [table, { columns, values }] of Object.entries(tables)) {
    const add = inserter(database, table, columns, otherwise)
    if (add) for (const row of values) count += add(row)
  }
  return count
}

/** What inserts a row of a table, and says how many that were; null where the database has no such table. */
export function inserter(
  database: Database.Database,
  table: string,
  columns: readonly string[],
  otherwise: 'REPLACE' | 'IGNORE'
): ((row: readonly unknown[]) => number) | null {
  if (own.has(table) || !tableNames(database).includes(table)) return null
  const known = new Set(database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table))
  const kept = columns.flatMap((column, i) => (known.has(column) ? [{ column, i }] : []))
  const statement = database.prepare(
    `INSERT OR ${otherwise} INTO "${table}" (${kept.map(({ column }) => `"${column}"`).join(', ')}) VALUES ` +
      `(${kept.map(() => '?').join(', ')})`
  )
  return row => statement.run(kept.map(({ i }) => row[i] ?? null)).changes
}

function tableNames(database: Database.Database): string[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]
}

/**
 * Builds a database anew, beside the one that is damaged, out of the records in the folders and what can still be read
 * of the old one.
 */
import type { Database } from '../database'
import { openDatabase } from '../database'
import type { WorkspaceFiles } from '../files'
import { migrations } from '../migrations'
import type { FoundFolder } from '../records/find'
import { relist, type Relisted } from '../records/relist'
import { inserter } from '../records/restore'
import { unreadableRows } from './readable'
import type { Salvage } from './salvage'

export interface Rebuilt extends Relisted {
  database: Database
  /** Rows that were read out of the old database. */
  salvaged: number
}

/**
 * @param file of the new database
 * @param found those whose records count
 */
export function rebuild(
  files: WorkspaceFiles,
  file: string,
  found: readonly FoundFolder[],
  old: Salvage | null
): Rebuilt {
  let salvaged = 0
  if (old) {
    // In the form that the rows have; the migrations bring them along.
    const database = openDatabase(file, migrations.slice(0, old.version))
    try {
      salvaged = copyRows(database, old)
    } finally {
      database.close()
    }
  }
  const database = openDatabase(file)
  forgetUnreadable(database, files)
  const relisted = relist(database, found, { ids: old?.behind ?? new Set(), last: old?.last ?? 0 })
  // Damage within a text is seen by no other rule.
  database.exec(
    'DELETE FROM steps WHERE NOT json_valid(losses); DELETE FROM epochs WHERE NOT json_valid(losses) OR NOT ' +
      'json_valid(measures)'
  )
  const text = `Atelier ended while this run trained. Its list was rebuilt since; resume it to go on.`
  database
    .prepare(
      "UPDATE runs SET status = 'interrupted', error = ?, owner_pid = NULL, owner_start = NULL, owner_program " +
        "= NULL, owner_since = NULL WHERE status IN ('preparing', 'training', 'paused')"
    )
    .run(text)
  return { ...relisted, database, salvaged }
}

/** What belongs to them stays until it is known whether a record lists them again. */
function forgetUnreadable(database: Database, files: WorkspaceFiles): void {
  database.pragma('foreign_keys = OFF')
  for (const { kind, id } of unreadableRows(database, files))
    database.prepare(`DELETE FROM ${kind}s WHERE id = ?`).run(id)
  database.pragma('foreign_keys = ON')
}

/** Rows that break a rule of their table, as damage makes them, are left out. */
function copyRows(database: Database, old: Salvage): number {
  let count = 0
  database.pragma('foreign_keys = OFF')
  database.transaction(() => {
    for (const { table, columns, rows } of old.tables) {
      const add = inserter(database, table, columns, 'IGNORE')
      if (!add) continue
      for (const row of rows()) {
        try {
          count += add(row)
        } catch {
          // Of a type that the column does not take.
        }
      }
    }
    if (old.last > 0) database.prepare('UPDATE sequence SET value = max(value, ?)').run(old.last)
  })()
  database.pragma('foreign_keys = ON')
  return count
}

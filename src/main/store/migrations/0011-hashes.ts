/**
 * What files hash to, where a row names them: of packed pictures, sheets and exports, as checkpoints always had it.
 * NULL until an older one is read.
 */
import type { Database } from 'better-sqlite3'

export function hashes(database: Database): void {
  for (const table of ['caches', 'samples', 'nearest', 'exports'])
    database.exec(`ALTER TABLE ${table} ADD COLUMN sha256 TEXT`)
}

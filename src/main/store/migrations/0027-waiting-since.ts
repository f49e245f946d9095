/** Since when a run waits for its turn here, and since when another machine has it; null of rows from before. */
import type { Database } from 'better-sqlite3'

export function waitingSince(database: Database): void {
  database.exec(`
    ALTER TABLE queue ADD COLUMN since INTEGER;
    ALTER TABLE remote_runs ADD COLUMN since INTEGER;
  `)
}

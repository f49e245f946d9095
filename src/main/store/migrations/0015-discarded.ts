/**
 * Runs and datasets that somebody deleted for good, noted with the deletion of their rows: where their folder outlived
 * it (the program was killed in between), it is no run that the database has forgotten.
 */
import type { Database } from 'better-sqlite3'

export function discarded(database: Database): void {
  database.exec(`
    CREATE TABLE discarded (
      kind TEXT NOT NULL CHECK (kind IN ('run', 'dataset')),
      id TEXT NOT NULL,
      PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID;
  `)
}

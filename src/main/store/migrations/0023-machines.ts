/** Machines that can be trained on beside this one. */
import type { Database } from 'better-sqlite3'

export function machines(database: Database): void {
  database.exec(`
    CREATE TABLE machines (
      name TEXT PRIMARY KEY,
      address TEXT NOT NULL,
      fingerprint TEXT,
      folder TEXT NOT NULL,
      settings TEXT NOT NULL,
      added_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `)
}

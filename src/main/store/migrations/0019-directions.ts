/** Directions in a run's latents that change its pictures, in the order in which somebody wants them. */
import type { Database } from 'better-sqlite3'

export function directions(database: Database): void {
  database.exec(`
    CREATE TABLE directions (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      place INTEGER NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      method TEXT NOT NULL,
      vector TEXT NOT NULL,
      deviation REAL NOT NULL,
      share REAL,
      found_at INTEGER NOT NULL,
      key TEXT,
      PRIMARY KEY (run, place)
    ) STRICT, WITHOUT ROWID;
  `)
}

/** Sheets of samples drawn while the first epoch still trained, by the step after which they were. */
import type { Database } from 'better-sqlite3'

export function earlySamples(database: Database): void {
  database.exec(`
    CREATE TABLE early_samples (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      file TEXT NOT NULL,
      tile_width INTEGER NOT NULL,
      tile_height INTEGER NOT NULL,
      columns INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      count INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (run, step)
    ) STRICT, WITHOUT ROWID;
  `)
}

/** Sweeps: one training tried with many settings. A trial's run may be deleted before its sweep. */
import type { Database } from 'better-sqlite3'

export function sweeps(database: Database): void {
  database.exec(`
    CREATE TABLE sweeps (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      plan TEXT NOT NULL,
      configurations TEXT NOT NULL,
      rungs TEXT NOT NULL,
      status TEXT NOT NULL,
      error TEXT,
      owner_pid INTEGER,
      owner_start TEXT,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE trials (
      sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
      configuration INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      aim INTEGER NOT NULL,
      run TEXT NOT NULL,
      scores TEXT NOT NULL,
      out TEXT,
      PRIMARY KEY (sweep, configuration, seed)
    ) STRICT, WITHOUT ROWID;
  `)
}

/**
 * Runs that wait for their turn to train, in order of `place`; `change`: what somebody asked to change when they go
 * on. With an owner: a process that waits for it, and trains it itself.
 */
import type { Database } from 'better-sqlite3'

export function queue(database: Database): void {
  database.exec(`
    CREATE TABLE queue (
      run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
      place INTEGER NOT NULL,
      change TEXT NOT NULL,
      owner_pid INTEGER,
      owner_start TEXT
    ) STRICT, WITHOUT ROWID;
  `)
}

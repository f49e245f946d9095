/**
 * Runs that are trained on another machine, or were last; `taken`: bytes of what it tells that are in this workspace,
 * `said`: what it told of the run last, `stopping`: 1 where somebody wants it to stop, 2 once it was told so.
 */
import type { Database } from 'better-sqlite3'

export function remoteRuns(database: Database): void {
  database.exec(`
    CREATE TABLE remote_runs (
      run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
      machine TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('sending', 'submitted', 'ended')),
      attempt INTEGER NOT NULL,
      engine TEXT,
      job TEXT,
      folder TEXT,
      taken INTEGER NOT NULL DEFAULT 0,
      said TEXT,
      stopping INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
  `)
}

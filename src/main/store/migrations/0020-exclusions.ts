/**
 * Pictures of a dataset that are not trained on, and of each run those that it was begun without: what is excluded
 * later changes no run that there is.
 */
import type { Database } from 'better-sqlite3'

export function exclusions(database: Database): void {
  database.exec(`
    ALTER TABLE images ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1));
    CREATE TABLE exclusions (
      run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
      count INTEGER NOT NULL,
      positions TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `)
}

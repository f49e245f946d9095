/** What an import found: counts of the readable pictures, as JSON, and every odd file by kind. */
import type { Database } from 'better-sqlite3'

export function reports(database: Database): void {
  database.exec(`
    ALTER TABLE datasets ADD COLUMN survey TEXT;
    CREATE TABLE findings (
      dataset TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      kind TEXT NOT NULL,
      position INTEGER NOT NULL,
      path TEXT NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (dataset, kind, position)
    ) STRICT, WITHOUT ROWID;
  `)
}

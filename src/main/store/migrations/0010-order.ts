/**
 * The order in which things happened, which no clock tells: a number that only grows, taken by what is made and by
 * every change. Rows were numbered by SQLite as they were made, so that those from before keep their order.
 *
 * `touched`: parts of the records beside the files (see records/) that are to be written anew, since which change.
 */
import type { Database } from 'better-sqlite3'

export function order(database: Database): void {
  database.exec(`
    CREATE TABLE sequence (only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER NOT NULL) STRICT;
    ALTER TABLE datasets ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN binned_place INTEGER;
    ALTER TABLE exports ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    UPDATE datasets SET place = rowid;
    UPDATE runs SET place = rowid;
    UPDATE runs SET binned_place = (SELECT count(*) FROM runs AS other WHERE other.binned_at <= runs.binned_at)
      WHERE binned_at IS NOT NULL;
    UPDATE exports SET place = rowid;
    INSERT INTO sequence SELECT 1, max(
      coalesce((SELECT max(rowid) FROM datasets), 0), coalesce((SELECT max(rowid) FROM runs), 0),
      coalesce((SELECT max(rowid) FROM exports), 0));

    CREATE TABLE touched (
      kind TEXT NOT NULL CHECK (kind IN ('run', 'dataset')),
      id TEXT NOT NULL,
      part INTEGER NOT NULL,
      change INTEGER NOT NULL,
      PRIMARY KEY (kind, id, part)
    ) STRICT, WITHOUT ROWID;
  `)
}

/**
 * Versions of a dataset: what is excluded, held out and of which class after each change; and of each run the version
 * that it is trained on, in itself, so that it goes with the run wherever that goes.
 */
import type { Database } from 'better-sqlite3'

export function versions(database: Database): void {
  database.exec(`
    ALTER TABLE images ADD COLUMN split TEXT NOT NULL DEFAULT 'train'
      CHECK (split IN ('train', 'validation', 'test'));
    ALTER TABLE datasets ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
    CREATE TABLE versions (
      dataset TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      number INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      words TEXT NOT NULL,
      classes TEXT NOT NULL,
      excluded TEXT,
      labels TEXT,
      splits TEXT,
      PRIMARY KEY (dataset, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE trained_on (
      run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
      version INTEGER,
      excluded_count INTEGER NOT NULL,
      held_out_count INTEGER NOT NULL,
      excluded TEXT NOT NULL,
      classes TEXT,
      labels TEXT,
      splits TEXT
    ) STRICT, WITHOUT ROWID;
    INSERT INTO trained_on (run, excluded_count, held_out_count, excluded)
      SELECT run, count, 0, positions FROM exclusions;
    DROP TABLE exclusions;
  `)
}

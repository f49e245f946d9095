/**
 * Datasets of pairs: how they are paired, as JSON; the target's file, where it is one of its own; files that nothing
 * goes with. A column's check cannot be changed, but a column can be replaced: replacing the table would take what
 * refers to it along.
 */
import type { Database } from 'better-sqlite3'

export function pairs(database: Database): void {
  database.exec(`
    ALTER TABLE datasets RENAME COLUMN form TO old_form;
    ALTER TABLE datasets ADD COLUMN form TEXT NOT NULL DEFAULT 'pictures'
      CHECK (form IN ('pictures', 'points', 'pairs'));
    UPDATE datasets SET form = old_form;
    ALTER TABLE datasets DROP COLUMN old_form;
    ALTER TABLE datasets ADD COLUMN pairing TEXT;
    ALTER TABLE images ADD COLUMN partner TEXT;

    CREATE TABLE new_issues (
      dataset TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      position INTEGER NOT NULL,
      path TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('unreadable', 'duplicate', 'unpaired')),
      reason TEXT NOT NULL,
      PRIMARY KEY (dataset, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_issues SELECT dataset, position, path, kind, reason FROM issues;
    DROP TABLE issues;
    ALTER TABLE new_issues RENAME TO issues;
  `)
}

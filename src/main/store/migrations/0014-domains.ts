/**
 * Datasets of two domains without partners. A column's check cannot be changed, but a column can be replaced (0008).
 */
import type { Database } from 'better-sqlite3'

export function domains(database: Database): void {
  database.exec(`
    ALTER TABLE datasets RENAME COLUMN form TO old_form;
    ALTER TABLE datasets ADD COLUMN form TEXT NOT NULL DEFAULT 'pictures'
      CHECK (form IN ('pictures', 'points', 'pairs', 'domains'));
    UPDATE datasets SET form = old_form;
    ALTER TABLE datasets DROP COLUMN old_form;
  `)
}

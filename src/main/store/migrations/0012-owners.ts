/**
 * What the process is that trains a run, and since when it holds it: whoever is refused is told. Null where nobody
 * does, or it is not known.
 */
import type { Database } from 'better-sqlite3'

export function owners(database: Database): void {
  database.exec(`
    ALTER TABLE runs ADD COLUMN owner_program TEXT CHECK (owner_program IN ('command-line', 'browser', 'desktop'));
    ALTER TABLE runs ADD COLUMN owner_since INTEGER;
  `)
}

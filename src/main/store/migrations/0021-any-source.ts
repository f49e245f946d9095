/** Where pictures come from is what the registry of sources knows, not what the first form listed (see 0014). */
import type { Database } from 'better-sqlite3'

export function anySource(database: Database): void {
  database.exec(`
    ALTER TABLE datasets RENAME COLUMN kind TO old_kind;
    ALTER TABLE datasets ADD COLUMN kind TEXT NOT NULL DEFAULT 'folder';
    UPDATE datasets SET kind = old_kind;
    ALTER TABLE datasets DROP COLUMN old_kind;
  `)
}

/** Datasets of points beside those of pictures; and what evaluations find that is more than one number, as JSON. */
import type { Database } from 'better-sqlite3'

export function points(database: Database): void {
  database.exec(`
    ALTER TABLE datasets ADD COLUMN form TEXT NOT NULL DEFAULT 'pictures' CHECK (form IN ('pictures', 'points'));
    ALTER TABLE evaluations ADD COLUMN detail TEXT`)
}

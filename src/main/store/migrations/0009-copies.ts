/**
 * How many of the samples whose nearest pictures were looked for are copies; NULL in what was found before anybody
 * counted.
 */
import type { Database } from 'better-sqlite3'

export function copies(database: Database): void {
  database.exec('ALTER TABLE nearest ADD COLUMN searched INTEGER; ALTER TABLE nearest ADD COLUMN copies INTEGER')
}

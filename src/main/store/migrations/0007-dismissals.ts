/**
 * When somebody put a finding aside. It stands all the same until it is resolved, so that its check does not find it
 * again.
 */
import type { Database } from 'better-sqlite3'

export function dismissals(database: Database): void {
  database.exec('ALTER TABLE events ADD COLUMN dismissed_at INTEGER')
}

/**
 * What happened to a run: findings of the checks of its health, and changes of its settings. A finding stands while
 * `resolved_at` is NULL; its step is where it began, and going back before it forgets it.
 */
import type { Database } from 'better-sqlite3'

export function events(database: Database): void {
  database.exec(`
    CREATE TABLE events (
      id INTEGER PRIMARY KEY,
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      step INTEGER NOT NULL,
      kind TEXT NOT NULL,
      level TEXT NOT NULL,
      message TEXT NOT NULL,
      advice TEXT NOT NULL,
      remedy TEXT,
      at INTEGER NOT NULL,
      resolved_at INTEGER
    ) STRICT;
    CREATE INDEX events_by_run ON events (run, id);
  `)
}

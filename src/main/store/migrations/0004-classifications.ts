/** How well classes of pictures are told apart by what a checkpoint's network finds in them, and by their pixels. */
import type { Database } from 'better-sqlite3'

export function classifications(database: Database): void {
  database.exec(`
    CREATE TABLE classifications (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      step INTEGER NOT NULL,
      training INTEGER NOT NULL,
      held_out INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      classes INTEGER NOT NULL,
      size INTEGER NOT NULL,
      features REAL,
      untrained REAL,
      pixels REAL NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;
  `)
}

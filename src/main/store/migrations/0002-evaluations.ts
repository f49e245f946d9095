/**
 * What evaluations of checkpoints found: one number a metric, and the training pictures nearest to samples. Each names
 * the step whose checkpoint it is about; going back before it forgets it. NULL: the metric does not apply.
 */
import type { Database } from 'better-sqlite3'

export function evaluations(database: Database): void {
  database.exec(`
    CREATE TABLE evaluations (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      metric TEXT NOT NULL,
      step INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run, epoch, metric)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE nearest (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      step INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      file TEXT NOT NULL,
      tile_width INTEGER NOT NULL,
      tile_height INTEGER NOT NULL,
      columns INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      count INTEGER NOT NULL,
      pairs TEXT NOT NULL,
      median_sample REAL NOT NULL,
      median_real REAL NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;
  `)
}

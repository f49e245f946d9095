/**
 * The first form: datasets with their pictures and packed caches; runs with their whole configuration, metrics,
 * samples, checkpoints and exports; preferences. Files are named relative to the workspace, with forward slashes.
 * A loss that is not finite is NULL: SQLite has no NaN.
 */
import type { Database } from 'better-sqlite3'

export function firstForm(database: Database): void {
  for (const tables of [datasets, runs, made, others]) database.exec(tables)
}

const datasets = `
    CREATE TABLE datasets (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('folder', 'upload', 'builtin')),
      origin TEXT NOT NULL,
      labels TEXT NOT NULL,
      source_width INTEGER NOT NULL,
      source_height INTEGER NOT NULL,
      grey INTEGER NOT NULL CHECK (grey IN (0, 1)),
      framing TEXT NOT NULL,
      fingerprint TEXT,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE images (
      dataset TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      position INTEGER NOT NULL,
      path TEXT NOT NULL,
      label INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      PRIMARY KEY (dataset, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE issues (
      dataset TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      position INTEGER NOT NULL,
      path TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('unreadable', 'duplicate')),
      reason TEXT NOT NULL,
      PRIMARY KEY (dataset, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE caches (
      dataset TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      framing TEXT NOT NULL,
      file TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (dataset, framing)
    ) STRICT, WITHOUT ROWID;
  `

const runs = `
    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      model TEXT NOT NULL,
      dataset TEXT REFERENCES datasets ON DELETE SET NULL,
      dataset_name TEXT NOT NULL,
      config TEXT NOT NULL,
      seed INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (
        status IN ('preparing', 'training', 'paused', 'stopped', 'interrupted', 'finished', 'failed')),
      error TEXT,
      epoch INTEGER NOT NULL DEFAULT 0,
      step INTEGER NOT NULL DEFAULT 0,
      generator_parameters INTEGER,
      discriminator_parameters INTEGER,
      engine TEXT,
      seconds REAL NOT NULL DEFAULT 0,
      owner_pid INTEGER,
      owner_start TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      binned_at INTEGER
    ) STRICT;
    CREATE INDEX runs_by_dataset ON runs (dataset);
  `

/** By the epochs and steps of a run. */
const made = `
    CREATE TABLE epochs (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      step INTEGER NOT NULL,
      discriminator_loss REAL,
      generator_loss REAL,
      seconds REAL NOT NULL,
      steps_per_second REAL NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE steps (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      discriminator_loss REAL,
      generator_loss REAL,
      PRIMARY KEY (run, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE samples (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      file TEXT NOT NULL,
      tile_width INTEGER NOT NULL,
      tile_height INTEGER NOT NULL,
      columns INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE checkpoints (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      file TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (run, step)
    ) STRICT, WITHOUT ROWID;
  `

const others = `
    CREATE TABLE exports (
      id TEXT PRIMARY KEY,
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      kind TEXT NOT NULL,
      file TEXT NOT NULL,
      options TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX exports_by_run ON exports (run);

    CREATE TABLE preferences (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `

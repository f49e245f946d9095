/** A workspace's database, read with another library than the studio's own, and its files, hashed anew. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

type Row = Record<string, unknown>

export class Records {
  private readonly database: DatabaseSync

  constructor(private readonly workspace: string) {
    this.database = new DatabaseSync(join(workspace, 'atelier.db'))
    this.database.exec('PRAGMA busy_timeout = 10000')
  }

  static read<T>(workspace: string, look: (records: Records) => T): T {
    const records = new Records(workspace)
    try {
      return look(records)
    } finally {
      records.database.close()
    }
  }

  rows(sql: string, ...values: (string | number)[]): Row[] {
    return this.database.prepare(sql).all(...values)
  }

  execute(sql: string): void {
    this.database.exec(sql)
  }

  /** What SQLite finds wrong with it; none where all is well. */
  faults(): string[] {
    const integrity = this.rows('PRAGMA integrity_check')
      .map(row => String(row.integrity_check))
      .filter(word => word !== 'ok')
    return [
      ...integrity,
      ...this.rows('PRAGMA foreign_key_check').map(
        row => `a row of ${String(row.table)} refers to one of ${String(row.parent)} that is gone`
      )
    ]
  }

  runs(): { id: string; status: string; epoch: number; step: number; binned: boolean; model: string }[] {
    return this.rows('SELECT id, status, epoch, step, binned_at, model FROM runs').map(
      ({ id, status, epoch, step, binned_at, model }) => ({
        id: String(id),
        status: String(status),
        epoch: Number(epoch),
        step: Number(step),
        binned: binned_at !== null,
        model: String(model)
      })
    )
  }

  epochs(run: string): { epoch: number; step: number; losses: number[]; measures: string }[] {
    return this.rows('SELECT epoch, step, losses, measures FROM epochs WHERE run = ? ORDER BY epoch', run).map(
      ({ epoch, step, losses, measures }) => ({
        epoch: Number(epoch),
        step: Number(step),
        losses: JSON.parse(String(losses)) as number[],
        measures: String(measures)
      })
    )
  }

  checkpoints(run: string): { step: number; epoch: number; file: string; sha256: string }[] {
    return this.rows('SELECT step, epoch, file, sha256 FROM checkpoints WHERE run = ? ORDER BY step', run).map(
      ({ step, epoch, file, sha256 }) => ({
        step: Number(step),
        epoch: Number(epoch),
        file: String(file),
        sha256: String(sha256)
      })
    )
  }

  /** Every file that a row names, relative to the workspace. */
  files(): { table: string; file: string }[] {
    return ['samples', 'checkpoints', 'exports', 'metrics', 'caches'].flatMap(table =>
      this.rows(`SELECT file FROM ${table} WHERE file IS NOT NULL`).map(({ file }) => ({ table, file: String(file) }))
    )
  }

  /** sha256 of a file, null where there is none. */
  hash(file: string): string | null {
    const path = join(this.workspace, file)
    return existsSync(path) ? hashOf(path) : null
  }
}

export const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** What a run leaves behind, step by step and epoch by epoch: losses, sample sheets, checkpoints, exports. */
import { z } from 'zod'
import { epochMetrics, type EpochMetrics, type StepColumns } from '../../shared/domain'
import type { Connection } from './connection'
import { EarlySamples } from './early-samples'
import type { WorkspaceFiles } from './files'
import { nextPlace } from './sequence'
import { sheetColumns, sheetPlace, sheetsOf } from './sheet-row'

/** Losses of consecutive steps, the first being `firstStep` (steps count from 1). */
export interface StepBatch {
  firstStep: number
  /** A column for each of the run's losses. */
  losses: readonly Float32Array[]
}

const sheetRow = sheetPlace.extend({ epoch: z.int(), sha256: z.string().nullable() })
/**
 * A sample sheet: absolute path of its PNG, where the tiles are, and what the file must hash to (null: it is older than
 * hashes, and was not read since).
 */
export type StoredSheet = z.infer<typeof sheetRow>
const epochRow = z.object({
  epoch: z.int(),
  step: z.int(),
  losses: z.string(),
  measures: z.string(),
  seconds: z.number(),
  stepsPerSecond: z.number()
})
const checkpointRow = z.object({ step: z.int(), epoch: z.int(), path: z.string(), sha256: z.string(), bytes: z.int() })
/** A checkpoint: absolute path, and what the file must hash to. */
export type StoredCheckpoint = z.infer<typeof checkpointRow>

const checkpointColumns = 'step, epoch, file AS path, sha256, bytes'

export class History {
  readonly early: EarlySamples

  constructor(
    private readonly database: Connection,
    private readonly files: WorkspaceFiles
  ) {
    this.early = new EarlySamples(database, files)
  }

  addSteps(run: string, batches: readonly StepBatch[]): void {
    const insert = this.database.prepare('INSERT OR REPLACE INTO steps (run, step, losses) VALUES (?, ?, ?)')
    this.database.transaction(() => {
      for (const { firstStep, losses } of batches) {
        for (let i = 0; i < (losses[0]?.length ?? 0); i++)
          insert.run(run, firstStep + i, JSON.stringify(losses.map(column => shortest(column[i]))))
      }
    })()
  }

  /**
   * One transaction: an epoch is there with its sheet and its checkpoint, or not at all. The files must be safe
   * already.
   */
  addEpoch(
    run: string,
    metrics: EpochMetrics,
    sheet: StoredSheet,
    checkpoint: StoredCheckpoint,
    batches: readonly StepBatch[]
  ): void {
    this.database.transaction(() => {
      this.addSteps(run, batches)
      this.database
        .prepare(`
        INSERT OR REPLACE INTO epochs (run, epoch, step, losses, measures, seconds, steps_per_second)
          VALUES (?, ?, ?, ?, ?, ?, ?)`)
        .run(
          run,
          metrics.epoch,
          metrics.step,
          JSON.stringify(metrics.losses),
          JSON.stringify(metrics.measures),
          metrics.seconds,
          metrics.stepsPerSecond
        )
      this.database
        .prepare(`
        INSERT OR REPLACE INTO samples (run, epoch, file, tile_width, tile_height, columns, rows, count, sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(
          run,
          sheet.epoch,
          this.files.name(sheet.path),
          sheet.tileWidth,
          sheet.tileHeight,
          sheet.columns,
          sheet.rows,
          sheet.count,
          sheet.sha256
        )
      this.addCheckpoint(run, checkpoint)
    })()
  }

  addCheckpoint(run: string, { step, epoch, path, sha256, bytes }: StoredCheckpoint): void {
    this.database
      .prepare('INSERT OR REPLACE INTO checkpoints (run, step, epoch, file, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?)')
      .run(run, step, epoch, this.files.name(path), sha256, bytes)
  }

  deleteCheckpoint(run: string, step: number): void {
    this.database.prepare('DELETE FROM checkpoints WHERE run = ? AND step = ?').run(run, step)
  }

  /**
   * Forgets everything past a step, so that going on from its checkpoint leaves no trace of what came after.
   * @returns absolute paths of the files that no row names any more
   */
  trim(run: string, step: number): string[] {
    const past = this.sheets(run).filter(sheet => this.epochStep(run, sheet.epoch) > step)
    const files = [
      ...past.map(({ path }) => path),
      ...this.checkpoints(run)
        .filter(checkpoint => checkpoint.step > step)
        .map(({ path }) => path),
      ...this.figuresAfter(run, step)
    ]
    this.database.transaction(() => {
      files.push(...this.early.trim(run, step))
      const sample = this.database.prepare('DELETE FROM samples WHERE run = ? AND epoch = ?')
      for (const { epoch } of past) sample.run(run, epoch)
      for (const table of ['steps', 'epochs', 'checkpoints', 'metrics'])
        this.database.prepare(`DELETE FROM ${table} WHERE run = ? AND step > ?`).run(run, step)
      // What somebody did stays known; what was found in steps that are gone does not.
      this.database.prepare("DELETE FROM events WHERE run = ? AND step > ? AND level <> 'info'").run(run, step)
    })()
    const kept = new Set(this.fileNames(run))
    return files.filter(path => !kept.has(this.files.name(path)))
  }

  /** Ascending. An epoch whose losses were not finite is left out. */
  epochs(run: string): EpochMetrics[] {
    return z
      .array(epochRow)
      .parse(
        this.database
          .prepare(`
      SELECT epoch, step, losses, measures, seconds, steps_per_second AS stepsPerSecond
        FROM epochs WHERE run = ? ORDER BY epoch`)
          .all(run)
      )
      .flatMap(
        ({ losses, measures, ...rest }) =>
          epochMetrics.safeParse({ ...rest, losses: JSON.parse(losses), measures: JSON.parse(measures) }).data ?? []
      )
  }

  /**
   * Step losses as means over buckets of equal width, at most `maxPoints` of them, of steps after `after`; steps whose
   * losses were not finite are left out.
   */
  steps(run: string, maxPoints: number, after = 0): StepColumns {
    const { low, high, losses } = z
      .object({ low: z.int().nullable(), high: z.int().nullable(), losses: z.int().nullable() })
      .parse(
        this.database
          .prepare(
            `SELECT min(step) AS low, max(step) AS high, max(json_array_length(losses)) AS losses FROM steps
              WHERE run = ? AND step > ?`
          )
          .get(run, after)
      )
    if (low === null || high === null || losses === null) return { step: [], losses: [] }
    const width = Math.ceil((high - low + 1) / maxPoints)
    const columns = Array.from({ length: losses }, (_, i) => `losses ->> ${i}`)
    const rows = z.array(z.array(z.number())).parse(
      this.database
        .prepare(`
      SELECT max(step), ${columns.map(column => `avg(${column})`).join(', ')} FROM steps
      WHERE run = ? AND step > ? AND ${columns.map(column => `${column} IS NOT NULL`).join(' AND ')}
      GROUP BY CAST((step - ?) / ? AS INTEGER) ORDER BY 1`)
        .raw()
        .all(run, after, low, width)
    )
    return { step: rows.map(row => row[0] ?? 0), losses: columns.map((_, i) => rows.map(row => row[i + 1] ?? 0)) }
  }

  /** Ascending by epoch. */
  sheets(run: string): StoredSheet[] {
    const rows = this.database
      .prepare(`SELECT epoch, ${sheetColumns} FROM samples WHERE run = ? ORDER BY epoch`)
      .all(run)
    return sheetsOf(this.files, sheetRow, rows)
  }

  sheet(run: string, epoch: number): StoredSheet | null {
    return this.sheets(run).find(sheet => sheet.epoch === epoch) ?? null
  }

  /** Of a sheet from before hashes were kept. */
  setSheetHash(run: string, epoch: number, sha256: string): void {
    this.database.prepare('UPDATE samples SET sha256 = ? WHERE run = ? AND epoch = ?').run(sha256, run, epoch)
  }

  /** Ascending by step. */
  checkpoints(run: string): StoredCheckpoint[] {
    return z
      .array(checkpointRow)
      .parse(this.database.prepare(`SELECT ${checkpointColumns} FROM checkpoints WHERE run = ? ORDER BY step`).all(run))
      .map(checkpoint => ({ ...checkpoint, path: this.files.path(checkpoint.path) }))
  }

  addExport(made: { id: string; run: string; kind: string; path: string; sha256: string; options: unknown }): void {
    this.database.transaction(() =>
      this.database
        .prepare(
          `INSERT INTO exports (id, run, kind, file, sha256, options, created_at, place)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
        )
        .run(
          made.id,
          made.run,
          made.kind,
          this.files.name(made.path),
          made.sha256,
          JSON.stringify(made.options),
          Date.now(),
          nextPlace(this.database)
        )
    )()
  }

  /** Every file a run's rows name, relative to the workspace. */
  fileNames(run: string): string[] {
    return z
      .array(z.object({ file: z.string() }))
      .parse(
        this.database
          .prepare(`
      SELECT file FROM samples WHERE run = @run UNION SELECT file FROM early_samples WHERE run = @run
        UNION SELECT file FROM checkpoints WHERE run = @run
        UNION SELECT file FROM exports WHERE run = @run
        UNION SELECT file FROM metrics WHERE run = @run AND file IS NOT NULL`)
          .all({ run })
      )
      .map(({ file }) => file)
  }

  private figuresAfter(run: string, step: number): string[] {
    return z
      .array(z.object({ file: z.string() }))
      .parse(
        this.database.prepare('SELECT file FROM metrics WHERE run = ? AND step > ? AND file IS NOT NULL').all(run, step)
      )
      .map(({ file }) => this.files.path(file))
  }

  /** The step at which an epoch ended; past everything where the epoch is not known. */
  private epochStep(run: string, epoch: number): number {
    return (
      z
        .object({ step: z.int() })
        .optional()
        .parse(this.database.prepare('SELECT step FROM epochs WHERE run = ? AND epoch = ?').get(run, epoch))?.step ??
      Number.MAX_SAFE_INTEGER
    )
  }
}

/** As few digits as give the same float32 again; null where it is not finite, which JSON cannot write. */
const shortest = (loss: number | undefined): number | null =>
  loss !== undefined && Number.isFinite(loss) ? Number(loss.toPrecision(9)) : null

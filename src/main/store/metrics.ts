/** What metrics found of a run's checkpoints: one table for all of them. */
import { z } from 'zod'
import { metricValue } from '../../shared/domain'
import type { Connection } from './connection'
import type { WorkspaceFiles } from './files'
import { sheetPlace, tilesPlace } from './sheet-row'

const storedFigure = sheetPlace.extend({ epoch: z.int(), sha256: z.string().nullable() })
const storedValue = metricValue.extend({ step: z.int(), figure: storedFigure.nullable() })
/** A value, the step of its checkpoint, and the sheet that belongs to it. */
export type StoredValue = z.infer<typeof storedValue>

const row = z.object({
  metric: z.string(),
  epoch: z.int(),
  step: z.int(),
  value: z.number().nullable(),
  reference: z.number().nullable(),
  settings: z.string(),
  detail: z.string().nullable(),
  file: z.string().nullable(),
  tiles: z.string().nullable(),
  sha256: z.string().nullable()
})

const newestRow = row.pick({ metric: true, epoch: true, value: true, reference: true }).extend({ run: z.string() })

export class MetricValues {
  constructor(
    private readonly database: Connection,
    private readonly files: WorkspaceFiles
  ) {}

  /** Ascending by epoch. */
  list(run: string): StoredValue[] {
    const rows = z.array(row).parse(
      this.database
        .prepare(`
      SELECT metric, epoch, step, value, reference, settings, detail, file, tiles, sha256
        FROM metrics WHERE run = ? ORDER BY epoch, metric`)
        .all(run)
    )
    return rows.map(({ settings, detail, file, tiles, sha256, ...rest }) =>
      storedValue.parse({
        ...rest,
        settings: JSON.parse(settings),
        detail: detail === null ? null : JSON.parse(detail),
        figure:
          file === null || tiles === null
            ? null
            : { ...tilesPlace.parse(JSON.parse(tiles)), epoch: rest.epoch, path: this.files.path(file), sha256 }
      })
    )
  }

  /** The newest epoch's of every run and metric; of runs that are not in the bin. */
  newest(): z.infer<typeof newestRow>[] {
    return z.array(newestRow).parse(
      this.database
        .prepare(`
      SELECT metrics.run, metric, max(metrics.epoch) AS epoch, value, reference
        FROM metrics JOIN runs ON runs.id = metrics.run WHERE runs.binned_at IS NULL GROUP BY metrics.run, metric`)
        .all()
    )
  }

  /** In place of what the metric had found of that epoch. A figure's file must be safe already. */
  add(run: string, { metric, epoch, step, value, reference, settings, detail, figure }: StoredValue): void {
    this.database
      .prepare(`
      INSERT OR REPLACE INTO metrics (run, epoch, metric, step, value, reference, settings, detail, file, tiles, sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        run,
        epoch,
        metric,
        step,
        value,
        reference,
        JSON.stringify(settings),
        detail === null ? null : JSON.stringify(detail),
        figure && this.files.name(figure.path),
        figure && JSON.stringify(tilesPlace.parse(figure)),
        figure && figure.sha256
      )
  }

  /** Of a sheet from before hashes were kept. */
  setHash(run: string, { epoch, metric }: Pick<StoredValue, 'epoch' | 'metric'>, sha256: string): void {
    this.database
      .prepare('UPDATE metrics SET sha256 = ? WHERE run = ? AND epoch = ? AND metric = ?')
      .run(sha256, run, epoch, metric)
  }
}

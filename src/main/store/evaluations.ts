/** What evaluations of a run's checkpoints found. */
import { z } from 'zod'
import {
  classification,
  evaluation,
  nearestPair,
  type Classification,
  type Evaluation,
  type NearestPair
} from '../../shared/domain'
import type { Connection } from './connection'
import type { WorkspaceFiles } from './files'
import type { StoredSheet } from './history'

/** Which checkpoint was evaluated. */
export interface StoredEvaluation extends Evaluation {
  step: number
}

export interface StoredClassification extends Classification {
  step: number
}

export interface StoredNearest {
  step: number
  seed: number
  samples: number
  /** With its epoch. */
  sheet: StoredSheet
  pairs: NearestPair[]
  medianSample: number
  medianReal: number
  /** How many samples were looked for, and how many of them are copies; null where nobody counted. */
  searched: number | null
  copies: number | null
}

/** What the database calls them. */
const metrics = {
  slicedWasserstein: 'sliced-wasserstein',
  msSsim: 'ms-ssim',
  msSsimReal: 'ms-ssim-real',
  gaussianDistance: 'gaussian-distance'
} as const
/** Kept under `detail`, as JSON. */
const detailed = 'moments'
const evaluationRow = evaluation.extend({ step: z.int() })
const classificationRow = classification.extend({ step: z.int() })
const nearestRow = z.object({
  epoch: z.int(),
  step: z.int(),
  seed: z.int(),
  samples: z.int(),
  file: z.string(),
  tileWidth: z.int(),
  tileHeight: z.int(),
  columns: z.int(),
  rows: z.int(),
  count: z.int(),
  sha256: z.string().nullable(),
  pairs: z.string(),
  medianSample: z.number(),
  medianReal: z.number(),
  searched: z.int().nullable(),
  copies: z.int().nullable()
})

export class Evaluations {
  constructor(
    private readonly database: Connection,
    private readonly files: WorkspaceFiles
  ) {}

  /** Ascending by epoch. */
  list(run: string): StoredEvaluation[] {
    const pivot = Object.entries(metrics)
      .map(([key, metric]) => `max(value) FILTER (WHERE metric = '${metric}') AS ${key}`)
      .join(', ')
    const names = Object.values(metrics)
      .map(metric => `'${metric}'`)
      .join(', ')
    const rows = z.array(z.looseObject({ moments: z.string().nullable() })).parse(
      this.database
        .prepare(`
      SELECT epoch, step, seed, samples, ${pivot}, max(detail) FILTER (WHERE metric = '${detailed}') AS moments
      FROM evaluations WHERE run = ? AND metric IN (${names}, '${detailed}') GROUP BY epoch ORDER BY epoch`)
        .all(run)
    )
    return rows.map(({ moments, ...row }) =>
      evaluationRow.parse({ ...row, moments: moments === null ? null : JSON.parse(moments) })
    )
  }

  /** In place of what was known of that epoch. */
  add(run: string, found: StoredEvaluation): void {
    const insert = this.database.prepare(
      'INSERT OR REPLACE INTO evaluations (run, epoch, metric, step, seed, samples, value, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
    )
    this.database.transaction(() => {
      for (const key of ['slicedWasserstein', 'msSsim', 'msSsimReal', 'gaussianDistance'] as const)
        insert.run(run, found.epoch, metrics[key], found.step, found.seed, found.samples, found[key] ?? null, null)
      if (found.moments)
        insert.run(
          run,
          found.epoch,
          detailed,
          found.step,
          found.seed,
          found.samples,
          null,
          JSON.stringify(found.moments)
        )
    })()
  }

  /** Ascending by epoch. */
  classified(run: string): StoredClassification[] {
    return z.array(classificationRow).parse(
      this.database
        .prepare(`
      SELECT epoch, step, training, held_out AS heldOut, seed, classes, size, features, untrained, pixels FROM classifications WHERE run = ? ORDER BY epoch`)
        .all(run)
    )
  }

  /** In place of what was known of that epoch. */
  addClassification(
    run: string,
    { epoch, step, training, heldOut, seed, classes, size, features, untrained, pixels }: StoredClassification
  ): void {
    this.database
      .prepare(`
      INSERT OR REPLACE INTO classifications (run, epoch, step, training, held_out, seed, classes, size, features, untrained, pixels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(run, epoch, step, training, heldOut, seed, classes, size, features, untrained, pixels)
  }

  /** Of one epoch, or of the newest that has any. */
  nearest(run: string, epoch?: number): StoredNearest | null {
    const found = this.database
      .prepare(`
      SELECT epoch, step, seed, samples, file, tile_width AS tileWidth, tile_height AS tileHeight, columns, rows, count, sha256, pairs, median_sample AS medianSample, median_real AS medianReal, searched, copies
      FROM nearest WHERE run = ? AND epoch = coalesce(?, epoch) ORDER BY epoch DESC LIMIT 1`)
      .get(run, epoch ?? null)
    if (!found) return null
    const {
      epoch: at,
      file,
      tileWidth,
      tileHeight,
      columns,
      rows,
      count,
      sha256,
      pairs,
      ...rest
    } = nearestRow.parse(found)
    return {
      ...rest,
      pairs: z.array(nearestPair).parse(JSON.parse(pairs)),
      sheet: { epoch: at, path: this.files.path(file), tileWidth, tileHeight, columns, rows, count, sha256 }
    }
  }

  /** Of a sheet from before hashes were kept. */
  setNearestHash(run: string, epoch: number, sha256: string): void {
    this.database.prepare('UPDATE nearest SET sha256 = ? WHERE run = ? AND epoch = ?').run(sha256, run, epoch)
  }

  /** The file must be safe already. */
  addNearest(
    run: string,
    { step, seed, samples, sheet, pairs, medianSample, medianReal, searched, copies }: StoredNearest
  ): void {
    this.database
      .prepare(`
      INSERT OR REPLACE INTO nearest (run, epoch, step, seed, samples, file, tile_width, tile_height, columns, rows, count, sha256, pairs, median_sample, median_real, searched, copies)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        run,
        sheet.epoch,
        step,
        seed,
        samples,
        this.files.name(sheet.path),
        sheet.tileWidth,
        sheet.tileHeight,
        sheet.columns,
        sheet.rows,
        sheet.count,
        sheet.sha256,
        JSON.stringify(pairs),
        medianSample,
        medianReal,
        searched,
        copies
      )
  }
}

/** Datasets: their pictures, what was wrong with others, and packed caches by framing. */
import { z } from 'zod'
import {
  datasetIssue,
  type Dataset,
  type DatasetIssue,
  type Finding,
  type FindingKind,
  type Framing,
  type Pairing,
  type Split,
  type Survey
} from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { exampleKinds } from '../models/examples'
import type { Connection } from './connection'
import { elsewhere, readDataset } from './dataset-row'
import type { WorkspaceFiles } from './files'
import { FoundInDatasets } from './findings'
import { cacheKey, framingKey, pairingKey } from './keys'
import { nextPlace } from './sequence'
import { noteDiscarded } from './workspace/discarded'

/**
 * One readable picture (or a pair's input, or a point), in the dataset's order; label −1: none. `partner`: a pair's
 * target, where it has a file of its own.
 */
const storedImage = z.object({
  path: z.string(),
  partner: z.string().nullable(),
  label: z.int(),
  width: z.int(),
  height: z.int()
})
export type StoredImage = z.infer<typeof storedImage>

/** Packed pictures: absolute path, and what the file must be. */
export interface StoredCache {
  path: string
  bytes: number
  /** Null: it was packed before hashes were kept, and has not been read since. */
  sha256: string | null
}

export interface NewDataset {
  id: string
  name: string
  kind: Dataset['kind']
  exampleKind: Dataset['exampleKind']
  /** Absolute folder, or a built-in's name. */
  origin: string
  labels: string[]
  pairing: Pairing | null
  sourceSize: { width: number; height: number }
  grey: boolean
  framing: Framing
  /** Says whether a folder is still what it was when it was imported. */
  fingerprint: string | null
  images: (StoredImage & { split?: Split | undefined })[]
  issues: DatasetIssue[]
  survey: Survey | null
  findings: readonly { kind: FindingKind; found: readonly Finding[] }[]
  cache: StoredCache | null
}

/** Kinds whose examples have a row of each of two groups, which the labels tell apart. */
const grouped = exampleKinds.all
  .filter(({ rowsPerExample }) => rowsPerExample === 2)
  .map(({ id }) => `'${id}'`)
  .join(', ')

const columns = `datasets.*,
  (SELECT count(*) FROM images WHERE dataset = datasets.id) AS image_count,
  (SELECT count(*) FROM images WHERE dataset = datasets.id AND excluded = 1) AS excluded_count,
  (SELECT count(*) FROM images WHERE dataset = datasets.id AND excluded = 0 AND split <> 'train') AS held_out_count,
  (SELECT count(*) FROM images WHERE dataset = datasets.id AND excluded = 0 AND split = 'train'
    GROUP BY CASE WHEN datasets.example_kind IN (${grouped}) THEN label END ORDER BY 1 DESC LIMIT 1) AS example_count,
  (SELECT count(*) FROM issues WHERE dataset = datasets.id AND kind = 'unreadable') AS unreadable_count,
  (SELECT count(*) FROM issues WHERE dataset = datasets.id AND kind = 'duplicate') AS duplicate_count,
  (SELECT count(*) FROM issues WHERE dataset = datasets.id AND kind = 'unpaired') AS unpaired_count`

export class Datasets {
  constructor(
    private readonly database: Connection,
    private readonly files: WorkspaceFiles
  ) {}

  list(): Dataset[] {
    return this.database
      .prepare(`SELECT ${columns} FROM datasets ORDER BY place DESC`)
      .all()
      .map(each => this.read(each))
  }

  /** @throws StudioError not-found */
  get(id: string): Dataset {
    const found = this.database.prepare(`SELECT ${columns} FROM datasets WHERE id = ?`).get(id)
    if (!found)
      throw new StudioError(
        'not-found',
        'That dataset is not in this workspace; it may have been deleted. Import it again.'
      )
    return this.read(found)
  }

  add(dataset: NewDataset): Dataset {
    this.database.transaction(() => {
      this.database
        .prepare(`
        INSERT INTO datasets (id, name, kind, example_kind, origin, labels, pairing, source_width, source_height, grey,
          framing, fingerprint, survey, created_at, place)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(
          dataset.id,
          dataset.name,
          dataset.kind,
          dataset.exampleKind,
          this.storedOrigin(dataset.kind, dataset.origin),
          JSON.stringify(dataset.labels),
          dataset.pairing && pairingKey(dataset.pairing),
          dataset.sourceSize.width,
          dataset.sourceSize.height,
          dataset.grey ? 1 : 0,
          framingKey(dataset.framing),
          dataset.fingerprint,
          dataset.survey && JSON.stringify(dataset.survey),
          Date.now(),
          nextPlace(this.database)
        )
      const image = this.database.prepare(
        `INSERT INTO images (dataset, position, path, partner, label, width, height, split)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
      )
      for (const [position, { path, partner, label, width, height, split = 'train' }] of dataset.images.entries())
        image.run(dataset.id, position, path, partner, label, width, height, split)
      const issue = this.database.prepare(
        'INSERT INTO issues (dataset, position, path, kind, reason) VALUES (?, ?, ?, ?, ?)'
      )
      for (const [position, { path, kind, reason }] of dataset.issues.entries())
        issue.run(dataset.id, position, path, kind, reason)
      new FoundInDatasets(this.database).add(dataset.id, dataset.findings)
      if (dataset.cache) this.addCache(dataset.id, dataset.framing, dataset.cache)
    })()
    return this.get(dataset.id)
  }

  ids(): Set<string> {
    return new Set(
      z
        .array(z.object({ id: z.string() }))
        .parse(this.database.prepare('SELECT id FROM datasets').all())
        .map(({ id }) => id)
    )
  }

  rename(id: string, name: string): Dataset {
    this.database.prepare('UPDATE datasets SET name = ? WHERE id = ?').run(name, id)
    return this.get(id)
  }

  /** Runs trained on it stay, without it. Its files are the caller's to remove. */
  delete(id: string): void {
    this.database.transaction(() => {
      noteDiscarded(this.database, 'dataset', id)
      this.database.prepare('DELETE FROM datasets WHERE id = ?').run(id)
    })()
  }

  images(id: string, offset = 0, count = -1): StoredImage[] {
    return z.array(storedImage).parse(
      this.database
        .prepare(
          `SELECT path, partner, label, width, height FROM images WHERE dataset = ?
              ORDER BY position LIMIT ? OFFSET ?`
        )
        .all(id, count, offset)
    )
  }

  issues(id: string): DatasetIssue[] {
    return z
      .array(datasetIssue)
      .parse(this.database.prepare('SELECT path, kind, reason FROM issues WHERE dataset = ? ORDER BY position').all(id))
  }

  /**
   * The newest dataset read in place from this folder (null: of one file, whose fingerprint names it) while it looked
   * like this.
   * @param pairs only one paired like this, or (null) not paired
   */
  unchanged(folder: string | null, fingerprint: string, pairs?: Pairing | null): Dataset | null {
    const paired = pairs === undefined ? '' : 'AND pairing IS ?'
    const found = this.database
      .prepare(
        `SELECT ${columns} FROM datasets WHERE fingerprint = ? ${paired}
           AND (? IS NULL OR kind = 'folder' AND origin = ?) ORDER BY place DESC`
      )
      .get(fingerprint, ...(pairs === undefined ? [] : [pairs && pairingKey(pairs)]), folder, folder)
    return found ? this.read(found) : null
  }

  /** The packed pictures under a framing. @param without names those that are excluded from them (`exclusionsKey`) */
  cache(id: string, framing: Framing, without = ''): StoredCache | null {
    const found = z
      .object({ file: z.string(), bytes: z.int(), sha256: z.string().nullable() })
      .optional()
      .parse(
        this.database
          .prepare('SELECT file, bytes, sha256 FROM caches WHERE dataset = ? AND framing = ?')
          .get(id, cacheKey(framing, without))
      )
    return found ? { path: this.files.path(found.file), bytes: found.bytes, sha256: found.sha256 } : null
  }

  addCache(id: string, framing: Framing, cache: StoredCache, without = ''): void {
    this.database
      .prepare(`
      INSERT INTO caches (dataset, framing, file, bytes, sha256) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (dataset, framing) DO UPDATE
        SET file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256`)
      .run(id, cacheKey(framing, without), this.files.name(cache.path), cache.bytes, cache.sha256)
  }

  /** Every cache file of a dataset, relative to the workspace. */
  cacheNames(id: string): string[] {
    return z
      .array(z.object({ file: z.string() }))
      .parse(this.database.prepare('SELECT file FROM caches WHERE dataset = ?').all(id))
      .map(({ file }) => file)
  }

  /** Uploads lie inside the workspace, which may be moved: their folder is kept relative to it. */
  private storedOrigin(kind: Dataset['kind'], origin: string): string {
    if (elsewhere.has(kind) || !this.files.holds(origin)) return origin
    return this.files.name(origin)
  }

  private read(value: unknown): Dataset {
    return readDataset(value, this.files)
  }
}

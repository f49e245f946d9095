/** Pictures that are not trained on: of a dataset as it stands, and of each run as it stood when that began. */
import { z } from 'zod'
import type { DatasetPicture } from '../../shared/domain'
import { evenly } from '../../shared/sheet-size'
import type { Connection } from './connection'

const positions = z.array(z.int().min(0))
const place = z.array(z.object({ position: z.int(), label: z.int() }))

const picture = z
  .object({
    position: z.int(),
    path: z.string(),
    partner: z.string().nullable(),
    label: z.int(),
    width: z.int(),
    height: z.int(),
    excluded: z.int()
  })
  .transform(({ position, excluded, ...rest }) => ({ place: position, excluded: excluded === 1, ...rest }))

/** Which pictures are asked for: those whose path, or partner's, has these letters in it; those that are excluded. */
export interface Search {
  search: string
  excludedOnly: boolean
}

export class Exclusions {
  constructor(private readonly database: Connection) {}

  /** Excludes pictures of a dataset by their places, or includes them again. */
  set(dataset: string, places: readonly number[], excluded: boolean): void {
    this.database.transaction(() => {
      const one = this.database.prepare(
        'UPDATE images SET excluded = ? WHERE dataset = ? AND position = ? AND excluded <> ?'
      )
      for (const at of places) one.run(Number(excluded), dataset, at, Number(excluded))
    })()
  }

  /**
   * What one dataset excludes is excluded from another one of the same files: each example that has a picture of an
   * excluded one in it.
   */
  carry(from: string, to: string): void {
    this.database
      .prepare(
        `WITH left_out AS (
           SELECT path FROM images WHERE dataset = @from AND excluded = 1
           UNION SELECT partner FROM images WHERE dataset = @from AND excluded = 1 AND partner IS NOT NULL
         )
         UPDATE images SET excluded = 1
           WHERE dataset = @to AND excluded = 0 AND (path IN left_out OR partner IN left_out)`
      )
      .run({ from, to })
  }

  /** Places of pictures, those of one class after those of the one before; class −1: none. */
  find(dataset: string, { search, excludedOnly }: Search): { place: number; label: number }[] {
    return place
      .parse(
        this.database
          .prepare(
            `SELECT position, label FROM images
              WHERE dataset = @dataset
                AND (@search = '' OR instr(lower(path || char(10) || coalesce(partner, '')), lower(@search)) > 0)
                AND (NOT @only OR excluded = 1)
              ORDER BY label, position`
          )
          .all({ dataset, search, only: Number(excludedOnly) })
      )
      .map(({ position, label }) => ({ place: position, label }))
  }

  /** What is known of pictures, by their places in a dataset; of those that are not there, nothing. */
  pictures(dataset: string, places: readonly number[]): DatasetPicture[] {
    return z.array(picture).parse(
      this.database
        .prepare(
          `SELECT position, path, partner, label, width, height, excluded FROM images
            WHERE dataset = ? AND position IN (SELECT value FROM json_each(?)) ORDER BY position`
        )
        .all(dataset, JSON.stringify(places))
    )
  }

  /** So many of those that are not excluded, evenly from first to last. @param label theirs; null: whatever it is */
  spread(dataset: string, count: number, label: number | null): DatasetPicture[] {
    const own = 'dataset = @dataset AND excluded = 0 AND (@label IS NULL OR label = @label)'
    const among = { dataset, label }
    const all = z.int().parse(this.database.prepare(`SELECT count(*) FROM images WHERE ${own}`).pluck().get(among))
    const one = this.database.prepare(
      `SELECT position, path, partner, label, width, height, excluded FROM images WHERE ${own}
        ORDER BY position LIMIT 1 OFFSET @at`
    )
    return Array.from(evenly(Math.min(count, all), all), at => picture.parse(one.get({ ...among, at })))
  }

  /** Labels of classes all of whose pictures are excluded. */
  emptied(dataset: string): number[] {
    return positions.parse(
      this.database
        .prepare('SELECT label FROM images WHERE dataset = ? AND label >= 0 GROUP BY label HAVING min(excluded) = 1')
        .pluck()
        .all(dataset)
    )
  }

  /** Places of the pictures that a run is trained without, ascending. */
  ofRun(run: string): number[] {
    const found = z
      .string()
      .optional()
      .parse(this.database.prepare('SELECT positions FROM exclusions WHERE run = ?').pluck().get(run))
    return found === undefined ? [] : positions.parse(JSON.parse(found))
  }
}

/** Within the transaction that records a run: it is trained without what its dataset excludes now. */
export function rememberExclusions(database: Connection, run: string, dataset: string): void {
  const excluded = positions.parse(
    database
      .prepare('SELECT position FROM images WHERE dataset = ? AND excluded = 1 ORDER BY position')
      .pluck()
      .all(dataset)
  )
  if (excluded.length === 0) return
  database
    .prepare('INSERT INTO exclusions (run, count, positions) VALUES (?, ?, ?)')
    .run(run, excluded.length, JSON.stringify(excluded))
}

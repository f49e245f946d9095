/** Pictures of a dataset as it stands, and which of them are not trained on. */
import { z } from 'zod'
import { split, type DatasetPicture } from '../../shared/domain'
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
    excluded: z.int(),
    split
  })
  .transform(({ position, excluded, ...rest }) => ({ place: position, excluded: excluded === 1, ...rest }))

/** Which pictures are asked for: those whose path, or partner's, has these letters in it; only those left out. */
export interface Search {
  search: string
  only: 'excluded' | 'held-out' | null
}

export class Exclusions {
  constructor(private readonly database: Connection) {}

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
  find(dataset: string, { search, only }: Search): { place: number; label: number }[] {
    return place
      .parse(
        this.database
          .prepare(
            `SELECT position, label FROM images
              WHERE dataset = @dataset
                AND (@search = '' OR instr(lower(path || char(10) || coalesce(partner, '')), lower(@search)) > 0)
                AND (@only IS NULL OR (CASE @only WHEN 'excluded' THEN excluded = 1
                  ELSE excluded = 0 AND split <> 'train' END))
              ORDER BY label, position`
          )
          .all({ dataset, search, only })
      )
      .map(({ position, label }) => ({ place: position, label }))
  }

  /** What is known of pictures, by their places in a dataset; of those that are not there, nothing. */
  pictures(dataset: string, places: readonly number[]): DatasetPicture[] {
    return z.array(picture).parse(
      this.database
        .prepare(
          `SELECT position, path, partner, label, width, height, excluded, split FROM images
            WHERE dataset = ? AND position IN (SELECT value FROM json_each(?)) ORDER BY position`
        )
        .all(dataset, JSON.stringify(places))
    )
  }

  /** So many of those that are trained on, evenly from first to last. @param label theirs; null: whatever it is */
  spread(dataset: string, count: number, label: number | null): DatasetPicture[] {
    const own = "dataset = @dataset AND excluded = 0 AND split = 'train' AND (@label IS NULL OR label = @label)"
    const among = { dataset, label }
    const all = z.int().parse(this.database.prepare(`SELECT count(*) FROM images WHERE ${own}`).pluck().get(among))
    const one = this.database.prepare(
      `SELECT position, path, partner, label, width, height, excluded, split FROM images WHERE ${own}
        ORDER BY position LIMIT 1 OFFSET @at`
    )
    return Array.from(evenly(Math.min(count, all), all), at => picture.parse(one.get({ ...among, at })))
  }

  /** Labels of classes none of whose pictures is trained on. */
  emptied(dataset: string): number[] {
    return positions.parse(
      this.database
        .prepare(`SELECT label FROM images WHERE dataset = ? AND label >= 0 GROUP BY label
            HAVING min(excluded = 1 OR split <> 'train') = 1`)
        .pluck()
        .all(dataset)
    )
  }

  /** How many of those that are trained on have no class. */
  unlabelled(dataset: string): number {
    return z
      .int()
      .parse(
        this.database
          .prepare("SELECT count(*) FROM images WHERE dataset = ? AND excluded = 0 AND split = 'train' AND label < 0")
          .pluck()
          .get(dataset)
      )
  }
}

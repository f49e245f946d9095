/**
 * Versions of datasets. A change makes the next one, of a few letters: what it says that the one before does not. Each
 * run keeps what it is trained on in itself.
 */
import { z } from 'zod'
import { datasetVersion, splits, type DatasetChange, type DatasetVersion } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Connection } from '../connection'
import { changed, type Noun } from './changes'
import { isHeldOut, isSame, numbersIn, perPicture, spelt, type VersionState } from './state'

export type { VersionState } from './state'

/** What a run is trained on; null: as imported, and of splits, that nothing was held out. */
export interface TrainedOnVersion {
  excluded: readonly number[]
  classes: string[] | null
  labels: readonly number[] | null
  splits: readonly number[] | null
}

const names = z.array(z.string())
const own = z.object({
  excluded: z.string(),
  classes: z.string().nullable(),
  labels: z.string().nullable(),
  splits: z.string().nullable()
})
const image = z.tuple([z.int(), z.int(), z.enum(splits)])

export class Versions {
  constructor(private readonly database: Connection) {}

  /** The newest first. */
  list(dataset: string): DatasetVersion[] {
    return z.array(datasetVersion).parse(
      this.database
        .prepare(
          `SELECT number, words, created_at AS createdAt, (SELECT count(*) FROM trained_on
             JOIN runs ON runs.id = run WHERE runs.dataset = @dataset AND version = number) AS runs
             FROM versions WHERE dataset = @dataset
           UNION ALL SELECT 1, 'As imported', created_at, (SELECT count(*) FROM trained_on
             JOIN runs ON runs.id = run WHERE runs.dataset = @dataset AND trained_on.version = 1)
             FROM datasets WHERE id = @dataset AND NOT EXISTS (SELECT 1 FROM versions WHERE dataset = @dataset)
           ORDER BY number DESC`
        )
        .all({ dataset })
    )
  }

  /**
   * Makes the next version, unless nothing would be another in it.
   * @throws StudioError not-found where an earlier version is asked for that is none
   */
  change(dataset: string, change: DatasetChange, noun: Noun): void {
    this.database.transaction(() => {
      const before = this.now(dataset)
      const { state, words } =
        change.what === 'restore'
          ? { state: this.at(dataset, change.number, before), words: `As version ${change.number} again` }
          : changed(before, change, noun)
      if (perPicture.every(key => isSame(before[key], state[key])) && isSame(before.classes, state.classes)) return
      this.keepFirst(dataset, before)
      this.add(dataset, before, state, words)
    })()
  }

  /** What a run is trained on, of a dataset of its pictures. */
  ofRun(run: string, dataset: string | null): TrainedOnVersion {
    const found = own
      .optional()
      .parse(this.database.prepare('SELECT excluded, classes, labels, splits FROM trained_on WHERE run = ?').get(run))
    const first = dataset === null ? null : this.first(dataset)
    const labels = found?.labels ?? first?.labels ?? null
    const classes = found?.classes ?? first?.classes ?? null
    return {
      excluded: found ? z.array(z.int().min(0)).parse(JSON.parse(found.excluded)) : [],
      classes: classes === null ? null : names.parse(JSON.parse(classes)),
      labels: labels === null ? null : numbersIn(labels),
      splits: found?.splits == null ? null : numbersIn(found.splits)
    }
  }

  /** Within the transaction that records a run: it is trained on the dataset as it stands. */
  remember(run: string, dataset: string): void {
    const now = this.now(dataset)
    const places = [...now.excluded.keys()]
    const excluded = places.filter(place => now.excluded[place] === 1)
    const held = places.filter(place => now.excluded[place] === 0 && isHeldOut(now.splits, place)).length
    const edited = this.first(dataset) !== null
    this.database
      .prepare(
        `INSERT INTO trained_on (run, version, excluded_count, held_out_count, excluded, classes, labels, splits)
           SELECT ?, version, ?, ?, ?, ?, ?, ? FROM datasets WHERE id = ?`
      )
      .run(
        run,
        excluded.length,
        held,
        JSON.stringify(excluded),
        edited ? JSON.stringify(now.classes) : null,
        edited ? spelt(now.labels) : null,
        now.splits.some(value => value > 0) ? spelt(now.splits) : null,
        dataset
      )
  }

  private now(dataset: string): VersionState {
    const rows = z
      .array(image)
      .parse(
        this.database
          .prepare('SELECT excluded, label, split FROM images WHERE dataset = ? ORDER BY position')
          .raw()
          .all(dataset)
      )
    const classes = z
      .string()
      .parse(this.database.prepare('SELECT labels FROM datasets WHERE id = ?').pluck().get(dataset))
    return {
      classes: names.parse(JSON.parse(classes)),
      excluded: rows.map(([excluded]) => excluded),
      labels: rows.map(([, label]) => label),
      splits: rows.map(([, , split]) => splits.indexOf(split))
    }
  }

  /** @param now the newest, where there is but one */
  private at(dataset: string, number: number, now: VersionState): VersionState {
    const column = (name: string): string | undefined =>
      z
        .string()
        .optional()
        .parse(
          this.database
            .prepare(
              `SELECT ${name} FROM versions WHERE dataset = ? AND number <= ? AND ${name} IS NOT NULL
                ORDER BY number DESC LIMIT 1`
            )
            .pluck()
            .get(dataset, number)
        )
    const newest = this.list(dataset)[0]?.number ?? 1
    if (number > newest)
      throw new StudioError('not-found', `There is no version ${number}: the newest is version ${newest}.`)
    const classes = column('classes')
    if (classes === undefined) return now
    const [excluded, labels, held] = perPicture.map(name => numbersIn(column(name) ?? ''))
    return {
      classes: names.parse(JSON.parse(classes)),
      excluded: excluded ?? [],
      labels: labels ?? [],
      splits: held ?? []
    }
  }

  /** The version that a dataset was imported as; null where it is still that. */
  private first(dataset: string): { classes: string; labels: string } | null {
    return (
      z
        .object({ classes: z.string(), labels: z.string() })
        .optional()
        .parse(
          this.database.prepare('SELECT classes, labels FROM versions WHERE dataset = ? AND number = 1').get(dataset)
        ) ?? null
    )
  }

  /** What it was before the first change. */
  private keepFirst(dataset: string, { classes, ...state }: VersionState): void {
    if (this.first(dataset)) return
    this.database
      .prepare(
        `INSERT INTO versions (dataset, number, created_at, words, classes, excluded, labels, splits)
           SELECT id, 1, created_at, 'As imported', ?, ?, ?, ? FROM datasets WHERE id = ?`
      )
      .run(JSON.stringify(classes), ...perPicture.map(key => spelt(state[key])), dataset)
  }

  private add(dataset: string, before: VersionState, state: VersionState, words: string): void {
    this.database
      .prepare('UPDATE datasets SET labels = ?, version = version + 1 WHERE id = ?')
      .run(JSON.stringify(state.classes), dataset)
    this.database
      .prepare(
        `INSERT INTO versions (dataset, number, created_at, words, classes, excluded, labels, splits)
           SELECT id, version, ?, ?, ?, ?, ?, ? FROM datasets WHERE id = ?`
      )
      .run(
        Date.now(),
        words,
        JSON.stringify(state.classes),
        ...perPicture.map(key => (isSame(before[key], state[key]) ? null : spelt(state[key]))),
        dataset
      )
    const row = this.database.prepare(
      'UPDATE images SET excluded = ?, label = ?, split = ? WHERE dataset = ? AND position = ?'
    )
    for (const place of state.labels.keys())
      if (perPicture.some(key => before[key][place] !== state[key][place]))
        row.run(state.excluded[place], state.labels[place], splits[state.splits[place] ?? 0], dataset, place)
  }
}

/** What imports found in folders: counts, and odd files by kind. */
import { z } from 'zod'
import {
  finding,
  findingKinds,
  findingWords,
  survey,
  type DatasetReport,
  type Finding,
  type FindingKind,
  type Survey
} from '../../shared/domain'
import type { Connection } from './connection'

/** Of each kind that a report names at once; the others are asked for. */
const named = 20

export class FoundInDatasets {
  constructor(private readonly database: Connection) {}

  /** Of a dataset that has just been added, in its transaction. */
  add(dataset: string, found: readonly { kind: FindingKind; found: readonly Finding[] }[]): void {
    const row = this.database.prepare(
      'INSERT INTO findings (dataset, kind, position, path, detail) VALUES (?, ?, ?, ?, ?)'
    )
    for (const { kind, found: files } of found)
      for (const [position, { path, detail }] of files.entries()) row.run(dataset, kind, position, path, detail)
  }

  report(dataset: string): DatasetReport {
    const kept = z
      .string()
      .nullable()
      .parse(this.database.prepare('SELECT survey FROM datasets WHERE id = ?').pluck().get(dataset))
    const counts = new Map(
      z
        .array(z.object({ kind: z.string(), count: z.int() }))
        .parse(
          this.database
            .prepare('SELECT kind, count(*) AS count FROM findings WHERE dataset = ? GROUP BY kind')
            .all(dataset)
        )
        .map(({ kind, count }) => [kind, count])
    )
    return {
      survey: kept === null ? null : readSurvey(kept),
      findings: findingKinds.flatMap(kind => {
        const count = counts.get(kind)
        if (count === undefined) return []
        return [{ kind, ...findingWords[kind], count, first: this.list(dataset, kind, 0, named) }]
      })
    }
  }

  /** Files of one kind, in their order. */
  list(dataset: string, kind: FindingKind, offset: number, count: number): Finding[] {
    return z
      .array(finding)
      .parse(
        this.database
          .prepare(
            'SELECT path, detail FROM findings WHERE dataset = ? AND kind = ? ORDER BY position LIMIT ? OFFSET ?'
          )
          .all(dataset, kind, count, offset)
      )
  }
}

const readSurvey = (text: string): Survey => survey.parse(JSON.parse(text))

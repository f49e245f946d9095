/** Which rows of runs and datasets nobody can make sense of: damage within a text breaks no rule of SQLite's. */
import { z } from 'zod'
import type { Database } from '../database'
import { isDatasetRow } from '../dataset-row'
import type { WorkspaceFiles } from '../files'
import type { Kind } from '../records/kind'
import { isRunRow } from '../runs/row'

const withId = z.looseObject({ id: z.string() })

/** Ids of those that cannot be read. */
export function unreadableRows(database: Database, files: WorkspaceFiles): { kind: Kind; id: string }[] {
  const rows = (kind: Kind) =>
    z
      .array(withId)
      .parse(database.prepare(`SELECT * FROM ${kind}s`).all())
      .map(row => ({ kind, id: row.id, row }))
  return [
    ...rows('run').filter(({ row }) => !isRunRow(row)),
    ...rows('dataset').filter(({ row }) => !isDatasetRow(row, files))
  ].map(({ kind, id }) => ({ kind, id }))
}

/** What there is after a repair: every run and dataset, what of it is whole, and what is not. */
import { z } from 'zod'
import type { Database } from '../database'
import type { WorkspaceFiles } from '../files'
import type { FoundFolder } from '../records/find'
import { filesNamed, laterCheckpoints, verifyFiles, type FilesReport } from './verify'

export interface RunReport {
  id: string
  name: string
  status: string
  /** It was put into the bin, and may be restored from there. */
  binned: boolean
  /** Epochs with their losses; checkpoints to go on from; steps with their losses. */
  epochs: number
  checkpoints: number
  steps: number
  files: FilesReport
  /** Checkpoints that no list had named. */
  found: string[]
}

export interface DatasetReport {
  id: string
  name: string
  pictures: number
  files: FilesReport
}

export interface Report {
  runs: RunReport[]
  datasets: DatasetReport[]
  /** Folders and records that could not be used, each with the reason. */
  passedOver: { path: string; why: string }[]
}

export interface Examination {
  database: Database
  files: WorkspaceFiles
  all: readonly FoundFolder[]
  /** Rows of files that are not there go, and checkpoints of a run's last seconds come in. */
  mends: boolean
  progress: (done: number, total: number) => void
}

const listed = z.array(z.object({ id: z.string(), name: z.string() }))
const counts = z.object({ status: z.string(), binned: z.int(), epochs: z.int(), checkpoints: z.int(), steps: z.int() })

export async function report({ database, files, all, mends, progress }: Examination): Promise<Report> {
  const made: Report = { runs: [], datasets: [], passedOver: [] }
  const runs = listed.parse(database.prepare('SELECT id, name FROM runs ORDER BY place DESC').all())
  const datasets = listed.parse(database.prepare('SELECT id, name FROM datasets ORDER BY place DESC').all())
  const total = [
    ...runs.map(({ id }) => filesNamed(database, 'run', id)),
    ...datasets.map(({ id }) => filesNamed(database, 'dataset', id))
  ].flat().length
  let done = 0
  const advance = (): void => progress(++done, total)
  for (const { id, name } of runs) {
    const { report: checked, lost } = await verifyFiles(database, files, { kind: 'run', id }, advance)
    const found = mends ? await mend(database, files, id, lost) : []
    made.runs.push({ id, name, files: checked, found, ...countsOf(database, id) })
  }
  for (const { id, name } of datasets) {
    const { report: checked, lost } = await verifyFiles(database, files, { kind: 'dataset', id }, advance)
    if (mends) for (const { table, file } of lost) database.prepare(`DELETE FROM "${table}" WHERE file = ?`).run(file)
    made.datasets.push({
      id,
      name,
      pictures: Number(database.prepare('SELECT count(*) FROM images WHERE dataset = ?').pluck().get(id)),
      files: checked
    })
  }
  const known = new Set([...runs, ...datasets].map(({ id }) => id))
  for (const { folder, head } of all.filter(({ id }) => !known.has(id))) {
    made.passedOver.push({
      path: folder,
      why: head?.state === 'unfinished' ? 'its import was broken off' : 'it has no record that can be read'
    })
  }
  return made
}

/** @returns names of checkpoints that came in */
async function mend(
  database: Database,
  files: WorkspaceFiles,
  run: string,
  lost: readonly { table: string; file: string }[]
): Promise<string[]> {
  for (const { table, file } of lost)
    database.prepare(`DELETE FROM "${table}" WHERE run = ? AND file = ?`).run(run, file)
  const last = Number(database.prepare('SELECT coalesce(max(step), 0) FROM checkpoints WHERE run = ?').pluck().get(run))
  const later = await laterCheckpoints(files, run, last)
  for (const { step, epoch, file, sha256, bytes } of later) {
    database
      .prepare('INSERT INTO checkpoints (run, step, epoch, file, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?)')
      .run(run, step, epoch, file, sha256, bytes)
  }
  return later.map(({ file }) => file)
}

function countsOf(database: Database, run: string): Omit<z.infer<typeof counts>, 'binned'> & { binned: boolean } {
  const { binned, ...counted } = counts.parse(
    database
      .prepare(`
  SELECT status, binned_at IS NOT NULL AS binned, (SELECT count(*) FROM epochs WHERE run = runs.id) AS epochs,
    (SELECT count(*) FROM checkpoints WHERE run = runs.id) AS checkpoints,
    (SELECT count(*) FROM steps WHERE run = runs.id) AS steps FROM runs WHERE id = ?`)
      .get(run)
  )
  return { ...counted, binned: binned === 1 }
}

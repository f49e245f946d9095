/** Which of the files that a run's or dataset's rows name are there, and as they were written. */
import { basename } from 'node:path'
import { readdir, stat } from 'node:fs/promises'
import { tensorEntries } from '../../checkpoints/safetensors'
import { hashOf } from '../../lib/hashes'
import type { Database } from '../database'
import type { WorkspaceFiles } from '../files'
import type { Kind } from '../records/kind'
import { recordedTables } from '../records/tables'

export interface FilesReport {
  /** As they were written; where no hash was kept, only known to be there. */
  whole: number
  damaged: string[]
  missing: string[]
}

interface Named {
  table: string
  file: string
  sha256: string | null
}

/** @param advance is called for each file */
export async function verifyFiles(
  database: Database,
  files: WorkspaceFiles,
  { kind, id }: { kind: Kind; id: string },
  advance: () => void
): Promise<{ report: FilesReport; lost: Named[] }> {
  const report: FilesReport = { whole: 0, damaged: [], missing: [] }
  const lost: Named[] = []
  for (const named of filesNamed(database, kind, id)) {
    const state = await stateOf(files.path(named.file), named.sha256)
    if (state === 'whole') report.whole++
    else report[state].push(named.file)
    if (state === 'missing') lost.push(named)
    advance()
  }
  return { report, lost }
}

/** Every file that rows of a run or dataset name, with what it hashed to. */
export function filesNamed(database: Database, kind: Kind, id: string): Named[] {
  return recordedTables(database)
    .filter(table => table.kind === kind && table.columns.includes('file'))
    .flatMap(({ table, owner, columns }) => {
      const hash = columns.includes('sha256') ? 'sha256' : 'NULL AS sha256'
      const rows = database
        .prepare(`SELECT file, ${hash} FROM "${table}" WHERE "${owner}" = ? AND file IS NOT NULL ORDER BY file`)
        .all(id) as { file: string; sha256: string | null }[]
      return rows.map(row => ({ ...row, table }))
    })
}

async function stateOf(path: string, sha256: string | null): Promise<'whole' | 'damaged' | 'missing'> {
  try {
    if (sha256 === null) return (await stat(path)).isFile() ? 'whole' : 'damaged'
    return (await hashOf(path)) === sha256.toLowerCase() ? 'whole' : 'damaged'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : 'damaged'
  }
}

export interface LaterCheckpoint {
  step: number
  epoch: number
  file: string
  sha256: string
  bytes: number
}

/**
 * Checkpoints of later steps than a run's rows know, written in its last seconds: each file says itself where training
 * stood.
 */
export async function laterCheckpoints(files: WorkspaceFiles, run: string, after: number): Promise<LaterCheckpoint[]> {
  const folder = files.checkpoints(run)
  const names = await readdir(folder).catch(() => [])
  const found: LaterCheckpoint[] = []
  for (const name of names.filter(name => /^step-\d+\.safetensors$/.test(name)).sort()) {
    const path = files.path(`${files.name(folder)}/${name}`)
    const place = placeIn(path)
    if (!place || place.step <= after || place.step !== Number(/\d+/.exec(basename(path))?.[0])) continue
    found.push({ ...place, file: files.name(path), sha256: await hashOf(path), bytes: (await stat(path)).size })
  }
  return found
}

function placeIn(path: string): { step: number; epoch: number } | null {
  try {
    const { metadata } = tensorEntries(path)
    const [step, epoch] = [Number(metadata.step), Number(metadata.epoch)]
    return Number.isSafeInteger(step) && Number.isSafeInteger(epoch) && step > 0 && epoch >= 0 ? { step, epoch } : null
  } catch {
    return null
  }
}

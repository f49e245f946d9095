/**
 * `atelier repair`: lists again what lies in a workspace whose database is gone, damaged or older than the files. The
 * database as it was is kept beside the new one; no file of a run or dataset is changed. Interrupted at any moment it
 * begins anew: the old one is in its place until the new one is whole.
 */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StudioError } from '../../../shared/errors'
import { privateFile } from '../../lib/private'
import { openForReading } from '../connection/reading'
import { isOurDatabase } from '../database'
import { syncFolderSync } from '../../lib/whole-file'
import { WorkspaceFiles } from '../files'
import { migrations } from '../migrations'
import { foldersIn, type FoundFolder } from '../records/find'
import { asideName } from '../workspace/aside'
import { claimWorkspace } from '../workspace/claim'
import { checkOwnFiles, isMarked, refuseForeign, ensureMark } from '../workspace/mark'
import { makePrivate } from '../workspace/privacy'
import { diagnose, type Diagnosis } from './diagnose'
import { rebuild } from './rebuild'
import { report, type Report } from './report'
import { salvage } from './salvage'

export type { Report } from './report'
export type { FilesReport } from './verify'

export interface RepairOptions {
  /** Of files that are looked at. */
  progress?: (done: number, total: number) => void
}

export interface Repaired extends Report {
  workspace: string
  /** What the database was. */
  found: Diagnosis
  /** Where the database lies that was not used any more; null where there was none or nothing was changed. */
  kept: string | null
  /** Rows that were read out of it. */
  salvaged: number
}

/**
 * @throws StudioError conflict where the folder is somebody else's or another Atelier has the workspace open;
 *   not-found;
 * unsupported for a newer Atelier's; disk-full, not-writable
 */
export async function repairWorkspace(
  folder: string,
  { progress = () => undefined }: RepairOptions = {}
): Promise<Repaired> {
  const files = new WorkspaceFiles(folder)
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new StudioError('not-found', `There is no folder ${folder}. Name the workspace with --workspace.`)
  checkOwnFiles(files)
  const all = foldersIn(files)
  if (!isMarked(folder) && !isOurDatabase(files.database) && !all.some(({ head }) => head)) refuseForeign(folder)
  ensureMark(files)
  makePrivate(files)
  const claim = claimWorkspace(files)
  try {
    const leave = claim.takeAlone()
    if (!leave)
      throw new StudioError('conflict', `Another Atelier has the workspace ${folder} open. Close it, then repair.`)
    try {
      return await repairAlone(files, all, progress)
    } finally {
      leave()
    }
  } finally {
    claim.release()
  }
}

async function repairAlone(
  files: WorkspaceFiles,
  all: readonly FoundFolder[],
  progress: (done: number, total: number) => void
): Promise<Repaired> {
  const found = diagnose(files)
  if (found.state === 'whole') {
    const copy = openForReading(files.database, migrations)
    if (!copy)
      throw new StudioError(
        'not-readable',
        `The database ${files.database} could be read a moment ago, and cannot be any more. Try again.`
      )
    try {
      return {
        workspace: files.folder,
        found,
        kept: null,
        salvaged: 0,
        ...(await report({ database: copy, files, all, mends: false, progress }))
      }
    } finally {
      copy.close()
    }
  }
  forgetUnfinished(files)
  const target = `${files.database}.new-${process.pid}`
  const old = existsSync(files.database) && statSync(files.database).size > 0 ? salvage(files.database) : null
  const { database, salvaged, passedOver } = rebuild(
    files,
    target,
    all.filter(({ head }) => head?.state === 'kept'),
    old
  )
  try {
    old?.close()
    const examined = await report({ database, files, all, mends: true, progress })
    database.close()
    const kept = replace(files, target, found)
    return {
      workspace: files.folder,
      found,
      kept,
      salvaged,
      ...examined,
      passedOver: [...passedOver, ...examined.passedOver]
    }
  } finally {
    database.close()
  }
}

/** Puts the new database in the old one's place. @returns where the old one is kept */
function replace(files: WorkspaceFiles, target: string, { state }: Diagnosis): string | null {
  const name = state === 'damaged' ? 'damaged' : state === 'older' ? 'older' : 'replaced'
  const kept = existsSync(files.database) ? asideName(files.database, name) : null
  for (const end of ['', '-wal']) {
    if (kept && existsSync(files.database + end))
      copyFileSync(files.database + end, kept + end, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  }
  syncFolderSync(files.folder)
  // A journal belongs to the database that it was written for: it would spoil the new one.
  for (const end of ['-wal', '-shm']) rmSync(files.database + end, { force: true })
  const handle = openSync(target, 'r+', privateFile)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(target, files.database)
  syncFolderSync(files.folder)
  return kept
}

/** What a repair that was killed had begun. */
function forgetUnfinished(files: WorkspaceFiles): void {
  const begun = new RegExp(`^${basename(files.database).replace('.', '\\.')}\\.new-\\d+(?:-wal|-shm)?$`)
  for (const name of readdirSync(dirname(files.database)).filter(name => begun.test(name)))
    rmSync(join(dirname(files.database), name), { force: true })
}

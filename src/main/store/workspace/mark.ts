/**
 * Which folders are workspaces: those with our mark in them, `atelier.json`. A folder that has files and no mark is
 * somebody's own, and nothing is written to it; only one with a database of ours, from before there were marks, gets
 * one.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import { codeOf, whyOf } from '../../lib/failures'
import { makeFolderSync } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import { checkRegularSync, readRegularSync, UnsuitableFile } from '../../lib/regular-file'
import { isOurDatabase } from '../database'
import { writeWholeSync } from '../../lib/whole-file'
import { WorkspaceFiles } from '../files'
import { quoted, repairWord } from './repair-word'

/** Raised when a workspace's files mean something else than before, so that an older Atelier keeps its hands off. */
const form = 1
const mark = z.object({ atelier: z.literal('workspace'), form: z.int().min(1), id: z.uuid(), made: z.string() })

/**
 * What systems put into folders by themselves, and what the shell of this program makes before a workspace is opened.
 */
const nobodys = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', 'lost+found', 'window', 'logs', 'crashes'])

export type Entered = 'new' | 'known' | 'adopted'

/**
 * Makes a folder a workspace, or finds that it is one.
 * @throws StudioError conflict for somebody else's folder, which stays as it is; unsupported for a newer Atelier's;
 * not-readable where it is not a folder, or something else than a file lies where the workspace has one
 */
export function enterWorkspace(folder: string): Entered {
  const files = new WorkspaceFiles(folder)
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new StudioError('not-readable', `${folder} is a file, not a folder. Choose a folder for the workspace.`)
  makeWorkspace(folder)
  checkOwnFiles(files)
  const found = readMark(files)
  if (found === 'known') return found
  const names = namesIn(folder)
  if (names.length === 0) {
    writeMark(files)
    return 'new'
  }
  if (!isOurDatabase(files.database)) throw foreign(folder, found)
  writeMark(files)
  return 'adopted'
}

/**
 * A pipe under the name of one of the workspace's own files would hold whoever opens it for ever.
 * @throws StudioError not-readable
 */
export function checkOwnFiles(files: WorkspaceFiles): void {
  const beside = ['', '-wal', '-shm', '-journal'].map(end => files.database + end)
  for (const path of [files.mark, files.claim, files.reserve, ...beside]) {
    try {
      checkRegularSync(path)
    } catch (error) {
      const why = error instanceof UnsuitableFile ? error.message : `${whyOf(error, 'read')}.`
      throw new StudioError(
        'not-readable',
        `The workspace’s file “${path}” cannot be used. ${why.replace(/^./, first => first.toUpperCase())} ` +
          `Move it elsewhere, then run ${repairWord(files.folder)}.`,
        { cause: error }
      )
    }
  }
}

function makeWorkspace(folder: string): void {
  try {
    makeFolderSync(folder, privateFolder)
  } catch (error) {
    // Below /proc and the like a folder is "not there" although the one above it is.
    const why = codeOf(error) === 'ENOENT' ? 'the system lets nothing be made there' : whyOf(error, 'written')
    throw new StudioError(
      'not-writable',
      `The workspace folder “${folder}” could not be made: ${why}. Choose another one with --workspace, or ` +
        'with ATELIER_HOME.',
      { cause: error }
    )
  }
}

/** Whether a folder has the mark, readable or not; asks without making anything. */
export const isMarked = (folder: string): boolean => existsSync(new WorkspaceFiles(folder).mark)

/** A mark, where there is none that can be read. @throws StudioError unsupported for a newer Atelier's */
export function ensureMark(files: WorkspaceFiles): void {
  if (readMark(files) !== 'known') writeMark(files)
}

function writeMark(files: WorkspaceFiles): void {
  const text = { atelier: 'workspace', form, id: randomUUID(), made: new Date().toISOString() } satisfies z.input<
    typeof mark
  >
  try {
    writeWholeSync(files.mark, Buffer.from(`${JSON.stringify(text, null, 2)}\n`))
  } catch (error) {
    // An old workspace on a full or read-only disk can be looked at without one.
    if (!existsSync(files.database)) throw error
  }
}

function readMark(files: WorkspaceFiles): 'known' | 'none' | 'damaged' {
  if (!existsSync(files.mark)) return 'none'
  let found: z.infer<typeof mark>
  try {
    found = mark.parse(JSON.parse(readRegularSync(files.mark, 2 ** 16).toString()))
  } catch {
    return 'damaged'
  }
  if (found.form > form)
    throw new StudioError(
      'unsupported',
      `The workspace ${files.folder} was made by a newer Atelier. Update Atelier, or choose another workspace.`
    )
  return 'known'
}

/** A mark that another process is just writing counts for nothing yet. */
const isNobodys = (name: string): boolean =>
  nobodys.has(name.toLowerCase()) || name.startsWith('.Trash') || name.startsWith('.atelier.json.')

const namesIn = (folder: string): string[] => readdirSync(folder).filter(name => !isNobodys(name))

/** @throws StudioError conflict: nothing says that the folder is a workspace */
/** Of a repair. @throws StudioError conflict */
export function refuseForeign(folder: string): never {
  throw foreign(folder, 'none', true)
}

/** @param repairing a repair was asked for: it cannot be what is advised */
function foreign(folder: string, found: 'none' | 'damaged', repairing = false): StudioError {
  const names = namesIn(folder)
  if (found === 'damaged') {
    return new StudioError(
      'not-readable',
      `The mark of the workspace ${folder} (atelier.json) is damaged, and no database says that it is one. ` +
        `Run ${repairWord(folder)}: it lists again what lies there.`
    )
  }
  const few = names
    .sort()
    .slice(0, 3)
    .map(name => `"${name}"`)
    .join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return new StudioError(
    'conflict',
    `${folder} is not an Atelier workspace, and it is not empty: it holds ${few}${more}. Nothing was changed in it. ` +
      (repairing
        ? 'There is nothing to repair: no run and no dataset of Atelier’s lies there. Name the folder of the ' +
          'workspace with --workspace.'
        : `Choose an empty or a new folder, for example --workspace ${quoted(join(folder, 'atelier'))}. If this ` +
          `was a workspace whose database is gone, ${repairWord(folder)} lists its runs again.`)
  )
}

/** The workspace's files: where they lie, and writing one so that it is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { StudioError } from '../../shared/errors'
import { codeOf, saying, sayingNow } from '../lib/failures'
import { makeFolder, makeFolderSync } from '../lib/folders'
import { leftover } from '../lib/leftovers'
import { ordinaryFile, ordinaryFolder, privateFile, privateFolder } from '../lib/private'
import { repairWord } from './workspace/repair-word'
import type { Kind } from './records/kind'

/** What a name that is still being written ends with. */
export const unfinished = '.part'

export class WorkspaceFiles {
  constructor(readonly folder: string) {}

  /** What makes the folder a workspace. */
  get mark(): string {
    return join(this.folder, 'atelier.json')
  }
  /** Only ever locked, see workspace/claim.ts. */
  get claim(): string {
    return join(this.folder, 'atelier.lock')
  }
  get database(): string {
    return join(this.folder, 'atelier.db')
  }
  /** Holds space for what must be written on a full disk, see connection/reserve.ts. */
  get reserve(): string {
    return join(this.folder, 'atelier.reserve')
  }
  get runs(): string {
    return join(this.folder, 'runs')
  }
  get datasets(): string {
    return join(this.folder, 'datasets')
  }
  /** What was tidied away, by day: see workspace/bin.ts. */
  get bin(): string {
    return join(this.folder, 'bin')
  }
  run(id: string): string {
    return join(this.runs, id)
  }
  folderOf(kind: Kind, id: string): string {
    return kind === 'run' ? this.run(id) : this.dataset(id)
  }
  /** What a run began with, where it took that from another. */
  start(id: string): string {
    return join(this.run(id), 'start.safetensors')
  }
  checkpoints(id: string): string {
    return join(this.run(id), 'checkpoints')
  }
  sample(id: string, epoch: number): string {
    return join(this.run(id), 'samples', `epoch-${String(epoch).padStart(6, '0')}.png`)
  }
  /** The sheet that belongs to what a metric found of an epoch. */
  figure(id: string, metric: string, epoch: number): string {
    return join(this.run(id), 'evaluations', `${metric}-${String(epoch).padStart(6, '0')}.png`)
  }
  export(id: string, name: string): string {
    return join(this.run(id), 'exports', name)
  }
  dataset(id: string): string {
    return join(this.datasets, id)
  }
  /** Where an upload's pictures lie. */
  uploaded(id: string): string {
    return join(this.dataset(id), 'files')
  }

  /**
   * Makes a folder in the workspace, as long as that is there: where its disk was pulled out, an empty place is left
   * that stays so.
   * @throws StudioError not-writable
   */
  makeFolder(folder: string): void {
    if (!existsSync(this.mark))
      throw new StudioError(
        'not-writable',
        `The workspace ${this.folder} is not there any more. Check whether it was moved or deleted, or whether its disk is connected.`
      )
    sayingNow({ path: folder, doing: 'written' }, () => makeFolderSync(folder, privateFolder))
  }

  /** A file as the database names it: relative, forward slashes. */
  name(path: string): string {
    return relative(this.folder, path).split(sep).join('/')
  }
  /** And back. @throws StudioError not-readable for a name that leads out of the workspace */
  path(name: string): string {
    const parts = name.split('/')
    if (
      parts.some(
        part =>
          part === '' ||
          part === '.' ||
          part === '..' ||
          part.includes('\\') ||
          part.includes('\0') ||
          part.includes(':')
      )
    ) {
      throw new StudioError(
        'not-readable',
        `The database of ${this.folder} names a file outside of the workspace (${JSON.stringify(name.slice(0, 200))}). It is damaged, or was made to harm; run ${repairWord(this.folder)}.`
      )
    }
    return join(this.folder, ...parts)
  }
}

/**
 * Who may read what is written: only its owner, as all of a workspace; or whoever their umask lets, as what people
 * export elsewhere.
 */
export type Access = 'private' | 'ordinary'
const modes = {
  private: { file: privateFile, folder: privateFolder },
  ordinary: { file: ordinaryFile, folder: ordinaryFolder }
} as const

/** A name beside a file under which it is written. */
const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}${unfinished}`)

/**
 * Writes to a temporary name, flushes it to the disk and renames it: afterwards the file is whole, even if the power
 * fails.
 * @throws StudioError naming the file; of a workspace's, also where the folder above its own is gone
 */
export const writeWhole = (path: string, bytes: Uint8Array, access: Access = 'private'): Promise<void> =>
  saying({ path, doing: 'written' }, () => write(path, bytes, access))

async function write(path: string, bytes: Uint8Array, access: Access): Promise<void> {
  const folder = dirname(path)
  // In a workspace only the file's own folder is made: where a disk was pulled out, an empty place is left in which
  // nothing is kept.
  if (access === 'ordinary') await makeFolder(folder, modes[access].folder)
  else await mkdir(folder, modes[access].folder).catch(unlessThere)
  const temporary = temporaryName(path)
  const whole = leftover(temporary)
  try {
    const file = await open(temporary, 'wx', modes[access].file)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    whole()
  }
  await syncFolder(folder)
}

const unlessThere = (error: unknown): void => {
  if (codeOf(error) !== 'EEXIST') throw error
}

/** The same at once, for the little that must be there before anything else is. */
export function writeWholeSync(path: string, bytes: Uint8Array): void {
  const temporary = temporaryName(path)
  try {
    const file = openSync(temporary, 'wx', privateFile)
    try {
      writeFileSync(file, bytes)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolderSync(dirname(path))
}

export function syncFolderSync(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Makes a rename last; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

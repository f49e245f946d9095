/**
 * Writing a file so that it is there whole or not at all: under a temporary name, flushed to the disk, renamed, and the
 * folder flushed too. Afterwards the file is whole, even if the power fails.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { codeOf, saying } from './failures'
import { makeFolder } from './folders'
import { leftover } from './leftovers'
import { ordinaryFile, ordinaryFolder, privateFile, privateFolder } from './private'
import { openRegular } from './regular-file'

/**
 * Who may read what is written: only its owner, as all of a workspace; or whoever their umask lets, as what people
 * export elsewhere.
 */
export type Access = 'private' | 'ordinary'
const modes = {
  private: { file: privateFile, folder: privateFolder },
  ordinary: { file: ordinaryFile, folder: ordinaryFolder }
} as const

/** What a name that is still being written ends with. */
export const unfinished = '.part'

/** A name beside a file under which it is written. */
const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}${unfinished}`)

/**
 * Makes a file out of what `fill` writes into it, in a folder that is there. Nothing is left where that fails.
 * @param kept the name, anywhere, under which it is written instead, and stays where that fails
 * @throws what `fill` throws; the system's errors as they are
 */
export async function makeWhole<T>(
  path: string,
  fill: (file: FileHandle) => Promise<T>,
  { access = 'private', kept }: { access?: Access; kept?: string | undefined } = {}
): Promise<T> {
  const temporary = kept ?? temporaryName(path)
  const whole = kept === undefined ? leftover(temporary) : null
  try {
    const file = await open(temporary, 'wx', modes[access].file)
    let made: T
    try {
      made = await fill(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await moveTo(path, temporary)
    await syncFolder(dirname(path))
    return made
  } catch (error) {
    if (kept === undefined) await rm(temporary, { force: true }).catch(() => {})
    throw error
  } finally {
    whole?.()
  }
}

/** Onto another disk it is copied first. */
async function moveTo(path: string, from: string): Promise<void> {
  try {
    await rename(from, path)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    const source = await openRegular(from)
    await makeWhole(path, async file =>
      pipeline(source.createReadStream(), file.createWriteStream({ autoClose: false }))
    )
    await rm(from)
  }
}

/** The same at once. @param fill gets the file's descriptor */
export function makeWholeSync<T>(path: string, fill: (file: number) => T): T {
  const temporary = temporaryName(path)
  const whole = leftover(temporary)
  try {
    const file = openSync(temporary, 'wx', privateFile)
    let made: T
    try {
      made = fill(file)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    syncFolderSync(dirname(path))
    return made
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    whole()
  }
}

/** @throws StudioError naming the file; of a workspace's, also where the folder above its own is gone */
export const writeWhole = (path: string, bytes: Uint8Array, access: Access = 'private'): Promise<void> =>
  saying({ path, doing: 'written' }, async () => {
    const folder = dirname(path)
    // In a workspace only the file's own folder is made: where a disk was pulled out, an empty place is left in which
    // nothing is kept.
    if (access === 'ordinary') await makeFolder(folder, modes[access].folder)
    else await mkdir(folder, modes[access].folder).catch(unlessThere)
    await makeWhole(path, file => file.writeFile(bytes), { access })
  })

const unlessThere = (error: unknown): void => {
  if (codeOf(error) !== 'EEXIST') throw error
}

/** The same at once, for the little that must be there before anything else is; its folder is. */
export const writeWholeSync = (path: string, bytes: Uint8Array): void =>
  makeWholeSync(path, file => writeFileSync(file, bytes))

/** A rename is only safe once its folder is on the disk too; Windows has no such call and needs none. */
export function syncFolderSync(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

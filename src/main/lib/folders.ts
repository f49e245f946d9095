/**
 * Makes folders, in the way of `mkdir -p`. Node's own `recursive` asks again without end where a system has folders in
 * which nothing can be made and says that they are not there, as /proc does: here every folder is asked for once.
 */
import { mkdirSync, statSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './failures'

/** @param mode of the folders that are made, before the umask @throws the system's error, as `mkdir` gives it */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(folder, mode)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' && dirname(folder) !== folder) {
      await makeFolder(dirname(folder), mode)
      await mkdir(folder, mode).catch(async (again: unknown) => {
        if (codeOf(again) !== 'EEXIST' || !(await isFolder(folder))) throw again
      })
    } else if (!mayBeThere.has(code) || !(await isFolder(folder))) throw error
  }
}

/** The same at once. @throws the system's error, as `mkdirSync` gives it */
export function makeFolderSync(folder: string, mode = 0o777): void {
  try {
    mkdirSync(folder, mode)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' && dirname(folder) !== folder) {
      makeFolderSync(dirname(folder), mode)
      try {
        mkdirSync(folder, mode)
      } catch (again) {
        if (codeOf(again) !== 'EEXIST' || !isFolderSync(folder)) throw again
      }
    } else if (!mayBeThere.has(code) || !isFolderSync(folder)) throw error
  }
}

/**
 * How systems answer for a folder that exists: the root of a drive is "not permitted", one on a read-only disk
 * "read-only".
 */
const mayBeThere: ReadonlySet<string> = new Set(['EEXIST', 'EPERM', 'EACCES', 'EROFS', 'EISDIR'])

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false
  )
const isFolderSync = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

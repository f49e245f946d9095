/**
 * The bin: `bin/2026-11-29/…`, what was tidied away that day, under the path it had. Deleted runs stay where they are
 * until the bin is emptied, so that they can be restored; nothing but emptying it, by somebody who asks for that,
 * deletes.
 */
import { existsSync, readdirSync, renameSync, type Dirent } from 'node:fs'
import { readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { DiskSize } from '../../../shared/domain'
import { makeFolder, makeFolderSync } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { WorkspaceFiles } from '../files'

/** Year, month and day where the person is. */
const day = (now: Date): string =>
  `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
const dated = /^\d{4}-\d{2}-\d{2}(?:\.\d+)?$/

/**
 * Where a file or folder of the workspace goes in the bin; in a second folder of that day where the first has one of
 * its name.
 */
function placeFor(files: WorkspaceFiles, path: string, now: Date): string {
  const name = relative(files.folder, path)
  for (let again = 1; ; again++) {
    const place = join(files.bin, again === 1 ? day(now) : `${day(now)}.${again}`, name)
    if (!existsSync(place)) return place
  }
}

/** @returns the folder of the bin in which it lies now */
export function putAsideSync(files: WorkspaceFiles, path: string, now = new Date()): string {
  const place = placeFor(files, path, now)
  makeFolderSync(dirname(place), privateFolder)
  renameSync(path, place)
  return join(files.bin, relative(files.bin, place).split(/[/\\]/)[0] ?? '')
}

/** Nothing happens where there is no such file any more, or no room for a folder: then it is tidied another time. */
export async function putAside(files: WorkspaceFiles, path: string): Promise<void> {
  if (!existsSync(path)) return
  const place = placeFor(files, path, new Date())
  await makeFolder(dirname(place), privateFolder)
    .then(() => rename(path, place))
    .catch(() => undefined)
}

/** Removes a run's or dataset's folder, which no row names any more: out of its place at once, then away. */
export async function removeFolder(files: WorkspaceFiles, folder: string): Promise<void> {
  if (!existsSync(folder)) return
  const place = placeFor(files, folder, new Date())
  // Where there is no room for a folder, or a part of the workspace is a link to another disk, it goes where it is.
  const out = await makeFolder(dirname(place), privateFolder)
    .then(() => rename(folder, place))
    .then(
      () => place,
      () => folder
    )
  await rm(out, { recursive: true, force: true })
  await removeEmpty(files, dirname(place))
}

/** Deletes what was tidied away. What somebody else put into the bin's folder stays. */
export async function emptyBin(files: WorkspaceFiles): Promise<void> {
  for (const name of days(files)) await rm(join(files.bin, name), { recursive: true, force: true })
}

export async function sizeOfBin(files: WorkspaceFiles): Promise<DiskSize> {
  const sizes = await Promise.all(days(files).map(name => sizeOfFolder(join(files.bin, name))))
  return {
    files: sizes.reduce((sum, size) => sum + size.files, 0),
    bytes: sizes.reduce((sum, size) => sum + size.bytes, 0)
  }
}

export async function sizeOfFolder(folder: string): Promise<DiskSize> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((): Dirent[] => [])
  const size = { files: 0, bytes: 0 }
  for (const entry of entries) {
    if (!entry.isFile()) continue
    size.files++
    size.bytes += await stat(join(entry.parentPath, entry.name)).then(
      facts => facts.size,
      () => 0
    )
  }
  return size
}

const days = (files: WorkspaceFiles): string[] =>
  existsSync(files.bin) ? readdirSync(files.bin).filter(name => dated.test(name)) : []

/** Empty folders up to the bin's own. */
async function removeEmpty(files: WorkspaceFiles, folder: string): Promise<void> {
  for (let each = folder; each.startsWith(files.bin) && each !== files.bin && existsSync(each); each = dirname(each)) {
    if ((await readdir(each)).length > 0) return
    await rmdir(each)
  }
}

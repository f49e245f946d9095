/** Finds the pictures in a folder and the folders below it, by their names, else by what lies in them. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetIssue } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { mayHoldPictures } from '../../shared/files/collections'
import { contentOf, headBytes, isHidden, pictureEndings, type Content } from '../../shared/files/picture-content'
import { whyOf } from '../lib/failures'
import { checkCancelled } from '../lib/cancel'
import { nameFrom, systemPath } from '../lib/file-names'
import { compareNaturally, inOrder } from '../lib/order'
import type { WorkOptions } from '../lib/progress'
import { openRegular, readAt } from '../lib/regular-file'
import type { Listing } from './source'

/** Files and folders below one folder: more than any collection of pictures has, fewer than a whole disk. */
const mostEntries = 2_000_000

/**
 * Every picture file below `root`, in natural order of path. Links are followed, each real folder once, so loops end.
 * A folder below the root that may not be read becomes an issue.
 * @throws StudioError not-readable for the root itself; bad-input where there is no end of it; cancelled.
 */
export async function scanFolder(
  root: string,
  { signal, progress }: WorkOptions = {},
  most = mostEntries
): Promise<Listing> {
  const paths: string[] = []
  const issues: DatasetIssue[] = []
  const holders: string[] = []
  let [others, seen] = [0, 0]
  const visited = new Set<string>()
  const waiting = ['']

  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    checkCancelled(signal)
    const absolute = join(root, folder)
    try {
      const real = (await realpath(systemPath(absolute), 'buffer')).toString('latin1')
      if (visited.has(real)) continue
      visited.add(real)
      const entries = (await readdir(systemPath(absolute), { withFileTypes: true, encoding: 'buffer' })).map(found => ({
        name: nameFrom(found.name),
        isFolder: found.isDirectory(),
        isLink: found.isSymbolicLink()
      }))
      seen += entries.length
      if (seen > most)
        throw new StudioError(
          'bad-input',
          `There are more than ${most.toLocaleString('en')} files and folders below “${root}”. Choose the ` +
            'folder that holds the pictures.'
        )
      // Sorted, so that of two ways to one linked folder the same one is always taken.
      const shown = entries.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
      for await (const { entry, is } of inOrder(shown, glances, entry => look(absolute, entry))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (is === 'folder') waiting.push(path)
        else if (is === 'picture') paths.push(path)
        else if (is === null) {
          others++
          if (mayHoldPictures(entry.name)) holders.push(path)
        } else issues.push({ path, kind: 'unreadable', reason: is.reason })
      }
    } catch (error) {
      if (error instanceof StudioError) throw error
      const reason = folderReason(error as NodeJS.ErrnoException)
      if (folder === '')
        throw new StudioError(
          'not-readable',
          `The folder “${root}” could not be read. ${reason} Check its permissions, or copy the pictures elsewhere.`,
          { cause: error }
        )
      issues.push({ path: folder, kind: 'unreadable', reason })
    }
    progress?.({ label: 'Looking for pictures', done: paths.length, total: null })
  }
  return { paths: paths.sort(compareNaturally), issues, others, holders: holders.sort(compareNaturally) }
}

/** So many files are looked into side by side. */
const glances = 32

interface Found {
  name: string
  isFolder: boolean
  isLink: boolean
}

/** A broken link under a picture's name is a picture: reading it gives the reason. */
async function look(folder: string, entry: Found): Promise<{ entry: Found; is: Content | 'folder' }> {
  const path = systemPath(join(folder, entry.name))
  const isFolder = entry.isLink ? ((await stat(path).catch(() => null))?.isDirectory() ?? false) : entry.isFolder
  if (isFolder) return { entry, is: 'folder' }
  if (pictureEndings.test(entry.name)) return { entry, is: 'picture' }
  return { entry, is: contentOf(await headOf(path), entry.name) }
}

/** What cannot be read, or is no regular file, has none. */
async function headOf(path: string | Buffer): Promise<Buffer> {
  const bytes = Buffer.alloc(headBytes)
  const handle = await openRegular(path).catch(() => null)
  if (!handle) return bytes.subarray(0, 0)
  try {
    return bytes.subarray(0, await readAt(handle.fd, bytes, 0))
  } catch {
    return bytes.subarray(0, 0)
  } finally {
    await handle.close()
  }
}

function folderReason(error: NodeJS.ErrnoException): string {
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'You have no permission to read this folder.'
  return `This folder could not be read: ${whyOf(error)}.`
}

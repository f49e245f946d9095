/** Finds the pictures in a folder and the folders below it. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { DatasetIssue } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { whyOf } from '../lib/failures'
import { checkCancelled } from '../lib/cancel'
import { compareNaturally } from '../lib/order'
import type { Listing, WorkOptions } from './source'

/** jfif and jpe are JPEG under the names that some Windows programs give it. */
const pictureExtensions = new Set([
  '.jpeg',
  '.jpg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.gif',
  '.bmp',
  '.tiff',
  '.tif',
  '.avif'
])

/** Files and folders below one folder: more than any collection of pictures has, fewer than a whole disk. */
const mostEntries = 2_000_000

/** What operating systems, archives and network disks leave behind; anything beginning with a dot is skipped too. */
const junk = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir'
])

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
  let [others, seen] = [0, 0]
  const visited = new Set<string>()
  const waiting = ['']

  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    checkCancelled(signal)
    const absolute = join(root, folder)
    try {
      const real = await realpath(absolute)
      if (visited.has(real)) continue
      visited.add(real)
      const entries = await readdir(absolute, { withFileTypes: true })
      seen += entries.length
      if (seen > most)
        throw new StudioError(
          'bad-input',
          `There are more than ${most.toLocaleString('en')} files and folders below “${root}”. Choose the folder that holds the pictures.`
        )
      // Sorted, so that of two ways to one linked folder the same one is always taken.
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.name.startsWith('.') || junk.has(entry.name.toLowerCase())) continue
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        const isPicture = pictureExtensions.has(extname(entry.name).toLowerCase())
        const kind = entry.isSymbolicLink()
          ? await linkTarget(join(root, path))
          : entry.isDirectory()
            ? 'folder'
            : 'file'
        if (kind === 'folder') waiting.push(path)
        // A broken link under a picture's name is listed: reading it gives the reason.
        else if (isPicture) paths.push(path)
        else others++
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
  return { paths: paths.sort(compareNaturally), issues, others }
}

async function linkTarget(path: string): Promise<'folder' | 'file'> {
  const target = await stat(path).catch(() => null)
  return target?.isDirectory() ? 'folder' : 'file'
}

function folderReason(error: NodeJS.ErrnoException): string {
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'You have no permission to read this folder.'
  return `This folder could not be read: ${whyOf(error)}.`
}

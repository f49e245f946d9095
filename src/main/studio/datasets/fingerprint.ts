/** Whether a folder or a file is what it was: paths, sizes and times of change, hashed; contents are not read. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openSource, type Listing } from '../../datasets'
import { checkCancelled } from '../../lib/cancel'
import { systemPath } from '../../lib/file-names'
import { inOrder } from '../../lib/order'
import { openRegular } from '../../lib/regular-file'
import type { WorkOptions } from '../../lib/progress'

/** Of one file, by its path: what stays the same while nothing is written to it; null where there is no such file. */
export async function fileFingerprint(file: string): Promise<string | null> {
  const found = await stat(systemPath(file)).catch(() => null)
  if (!found?.isFile()) return null
  return createHash('sha256').update(`file\0${file}\0${found.size}\0${found.mtimeMs}`).digest('hex')
}

/** Of what was sent as one file, by its bytes: the same however often it is sent. Null of more files than one. */
export async function onlyFile(folder: string): Promise<string | null> {
  const [only, ...more] = await readdir(folder, { withFileTypes: true })
  if (!only?.isFile() || more.length > 0) return null
  const hash = createHash('sha256').update('sent\0')
  for await (const chunk of (await openRegular(join(folder, only.name))).createReadStream()) hash.update(chunk)
  return hash.digest('hex')
}

/** What a folder holds, and its fingerprint. @throws StudioError where an import could not begin; cancelled */
export async function listFolder(
  folder: string,
  work: WorkOptions
): Promise<{ listing: Listing; fingerprint: string }> {
  const listing = await openSource('folder', folder).list(work)
  return { listing, fingerprint: await folderFingerprint(folder, listing, work.signal) }
}

/**
 * Of what an import would find, and what it would name: behind linked folders too, and nothing else, so that a
 * `.DS_Store` changes nothing. Taken before the pictures are read: a change while they are makes the folder look
 * changed, never unchanged.
 */
async function folderFingerprint(folder: string, { paths, issues }: Listing, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  // A link to nothing counts by its name alone.
  const facts = (path: string) => stat(systemPath(join(folder, path))).catch(() => null)
  for await (const { path, found } of inOrder(paths, 64, async path => ({ path, found: await facts(path) }))) {
    checkCancelled(signal)
    hash.update(`${path}\0${found?.size ?? ''}\0${found?.mtimeMs ?? ''}\n`)
  }
  for (const { path, reason } of issues) hash.update(`${path}\0${reason}\n`)
  return hash.digest('hex')
}

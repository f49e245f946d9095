/** Whether a folder is what it was: its pictures' paths, sizes and times of change, hashed; contents are not read. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openSource, type Listing } from '../../datasets'
import { checkCancelled } from '../../lib/cancel'
import { systemPath } from '../../lib/file-names'
import { inOrder } from '../../lib/order'
import type { WorkOptions } from '../../lib/progress'

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

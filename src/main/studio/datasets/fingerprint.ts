/** Whether a folder is still what it was: every file's path, size and time of change, hashed. Contents are not read. */
import { createHash } from 'node:crypto'
import { opendir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Of a whole disk nobody asks whether it has changed. */
const most = 2_000_000

/**
 * Null where there are too many files.
 * @throws the system's error when the folder cannot be read; the signal's reason
 */
export async function folderFingerprint(folder: string, signal?: AbortSignal): Promise<string | null> {
  const paths: string[] = []
  for await (const entry of await opendir(folder, { recursive: true })) {
    signal?.throwIfAborted()
    if (!entry.isDirectory()) paths.push(join(entry.parentPath, entry.name))
    if (paths.length > most) return null
  }
  paths.sort()
  const hash = createHash('sha256')
  for (let i = 0; i < paths.length; i += 64) {
    signal?.throwIfAborted()
    // A link to nothing counts by its name alone.
    const found = await Promise.all(
      paths.slice(i, i + 64).map(async path => ({ path, facts: await stat(path).catch(() => null) }))
    )
    for (const { path, facts } of found)
      hash.update(`${relative(folder, path)}\0${facts?.size ?? ''}\0${facts?.mtimeMs ?? ''}\n`)
  }
  return hash.digest('hex')
}

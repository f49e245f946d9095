/** Whether a folder is still what it was: every file's path, size and time of change, hashed. Contents are not read. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** @throws the system's error when the folder cannot be read */
export async function folderFingerprint(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (let i = 0; i < paths.length; i += 64) {
    // A link to nothing counts by its name alone.
    const found = await Promise.all(
      paths.slice(i, i + 64).map(async path => ({ path, facts: await stat(path).catch(() => null) }))
    )
    for (const { path, facts } of found)
      hash.update(`${relative(folder, path)}\0${facts?.size ?? ''}\0${facts?.mtimeMs ?? ''}\n`)
  }
  return hash.digest('hex')
}

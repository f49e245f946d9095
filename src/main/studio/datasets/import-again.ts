/** A dataset's files once more, paired otherwise; and which of its folders could be paired. */
import { randomUUID } from 'node:crypto'
import { copyFile, link, readdir, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Dataset } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import { compareNaturally } from '../../datasets'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import { pairingWays } from '../../models/examples'
import type { Store } from '../../store'
import type { Context } from '../context'
import { importDataset } from './datasets'
import { listFolder } from './fingerprint'
import { nextName } from '../runs/names'

export const importAgainHandlers = (context: Context): Pick<Handlers, 'importAgain' | 'datasetFolders'> => ({
  datasetFolders: async ({ dataset }) => ({
    folders: foldersOf(context.store, dataset),
    ways: pairingWays()
  }),

  importAgain: ({ job, dataset: id, pairs, replace }, caller) =>
    context.jobs.run({ job, kind: 'import', caller }, async (signal, progress) => {
      const { name, kind, origin: from, examples } = context.store.datasets.get(id)
      if (kind === 'builtin' || examples.origin !== null) {
        const how = kind === 'builtin' ? 'is built in' : 'was made here'
        throw new StudioError('bad-input', `"${name}" ${how}: it has no files that could be paired otherwise.`)
      }
      context.store.ensureWritable()
      const again = randomUUID()
      const folder = context.store.files.dataset(again)
      context.store.beginDataset(again)
      try {
        const found = kind === 'folder' ? await listFolder(from, { signal, progress }) : null
        const origin = await ownOrigin(context.store, { from, id, again }, signal)
        const dataset = await importDataset(
          context,
          {
            id: again,
            kind,
            origin,
            name: nextName(
              name,
              context.store.datasets.list().map(other => other.name)
            ),
            fingerprint: found?.fingerprint ?? null,
            listing: found?.listing,
            pairs
          },
          signal,
          progress
        )
        return replace ? takePlace(context, id, dataset) : withExclusions(context, id, dataset)
      } catch (error) {
        await rm(folder, { recursive: true, force: true })
        throw error
      }
    })
})

const mostFolders = 200

/** As it was imported: what has been added since is seen by the next import. */
function foldersOf({ datasets }: Store, id: string): string[] {
  datasets.get(id)
  const folders = new Set<string>()
  for (const { path, partner } of [
    ...datasets.images(id),
    ...datasets.issues(id).map(({ path }) => ({ path, partner: null }))
  ]) {
    for (const file of [path, partner ?? path]) {
      for (let at = file.indexOf('/'); at !== -1; at = file.indexOf('/', at + 1)) folders.add(file.slice(0, at))
    }
  }
  const depth = (folder: string): number => folder.split('/').length
  return [...folders].sort((a, b) => depth(a) - depth(b) || compareNaturally(a, b)).slice(0, mostFolders)
}

/** What was sent or unpacked lies in its dataset's own folder, and goes with it. */
async function ownOrigin(
  { files }: Store,
  { from, id, again }: { from: string; id: string; again: string },
  signal: AbortSignal
): Promise<string> {
  const own = files.uploaded(id)
  if (from !== own && !from.startsWith(own + sep)) return from
  return join(await copyFiles(own, files.uploaded(again), signal), relative(own, from))
}

/**
 * An upload's files belong to its dataset: this one gets its own, which cost nothing where the disk can name a file
 * twice.
 */
async function copyFiles(from: string, to: string, signal: AbortSignal): Promise<string> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    // Nothing else was ever put there: a pipe would be read from without end.
    if (!entry.isFile()) continue
    signal.throwIfAborted()
    const file = join(entry.parentPath, entry.name)
    const copy = join(to, relative(from, file))
    await makeFolder(dirname(copy), privateFolder)
    await link(file, copy).catch(() => copyFile(file, copy))
  }
  return to
}

/** Told by its files' names, which both have. */
function withExclusions({ store, emit }: Context, old: string, { id }: Dataset): Dataset {
  store.exclusions.carry(old, id)
  const dataset = store.datasets.get(id)
  if (dataset.excludedCount > 0) emit('datasetChanged', dataset)
  return dataset
}

/** The old one goes and the new one takes its name, unless a run was trained on it. */
async function takePlace(context: Context, old: string, imported: Dataset): Promise<Dataset> {
  const { store, emit } = context
  const dataset = withExclusions(context, old, imported)
  const renamed = store.transaction(() => {
    if (store.runs.anyOn(old)) return null
    const { name } = store.datasets.get(old)
    store.datasets.delete(old)
    return store.datasets.rename(dataset.id, name)
  })
  if (!renamed) return dataset
  emit('datasetChanged', renamed)
  emit('datasetRemoved', { dataset: old, replacedBy: renamed.id })
  await store.removeFolder('dataset', old)
  return renamed
}

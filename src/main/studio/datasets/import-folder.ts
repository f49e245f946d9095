/**
 * A folder becomes a dataset; so does what another kind of source recognises, and a ZIP or tar archive, whose pictures
 * are unpacked into the workspace.
 */
import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Dataset, Pairing } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { openSource, sourceKindAt } from '../../datasets'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { Progress } from '../../lib/progress'
import { unpackArchive } from '../archives/unpack'
import type { Context } from '../context'
import { importDataset } from './datasets'
import { listFolder } from './fingerprint'

export const folderHandlers = (context: Context): Pick<Handlers, 'importFolder'> => ({
  importFolder: ({ job, path, name, pairs, known }, caller) =>
    context.jobs.run({ job, kind: 'import', caller }, async (signal, progress) => {
      const origin = resolve(path)
      const called = name ?? (basename(origin) || origin)
      const kind = await sourceKindAt(origin)
      if (kind !== null)
        return importDataset(context, { kind, origin, name: called, fingerprint: null, pairs }, signal, progress)
      const unpacked = await importArchive(context, { file: origin, name, pairs }, signal, progress)
      if (unpacked) return unpacked
      const { listing, fingerprint } = await listFolder(origin, { signal, progress })
      const unchanged = known ? context.store.datasets.unchanged(origin, fingerprint, pairs) : null
      if (unchanged) return unchanged
      return importDataset(
        context,
        { kind: 'folder', origin, name: called, fingerprint, pairs, listing },
        signal,
        progress
      )
    })
})

interface Archive {
  file: string
  name: string | undefined
  pairs: Pairing | null | undefined
}

/** Null where there is no such file, or it is no archive. @throws StudioError, and nothing stays behind */
async function importArchive(
  context: Context,
  { file, name, pairs }: Archive,
  signal: AbortSignal,
  progress: Progress
): Promise<Dataset | null> {
  const { store } = context
  if (!(await stat(file).catch(() => null))?.isFile()) return null
  store.ensureWritable()
  const id = randomUUID()
  const origin = store.files.uploaded(id)
  store.beginDataset(id)
  let dataset: Dataset | null = null
  try {
    await makeFolder(origin, privateFolder)
    const left = await unpackArchive(file, origin, { signal, progress })
    if (left) {
      const listed = await openSource('upload', origin).list({ signal, progress })
      const listing = { ...listed, issues: [...left, ...listed.issues] }
      const called = name ?? (basename(file).replace(/\.(zip|tar|tgz|tar\.gz)$/i, '') || basename(file))
      const archive = { id, kind: 'upload', origin, name: called, fingerprint: null, pairs, listing }
      dataset = await importDataset(context, archive, signal, progress)
    }
    return dataset
  } finally {
    if (!dataset) await rm(store.files.dataset(id), { recursive: true, force: true })
  }
}

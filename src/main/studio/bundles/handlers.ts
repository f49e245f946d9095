/** Runs that come in a bundle. */
import { randomUUID } from 'node:crypto'
import { cp, readdir, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { asStudioError, codeOf } from '../../lib/failures'
import { makeFolder } from '../../lib/folders'
import { leftover } from '../../lib/leftovers'
import { privateFolder } from '../../lib/private'
import type { WorkOptions } from '../../lib/progress'
import type { Context } from '../context'
import { importDataset } from '../datasets/datasets'
import { drawnKind } from '../../datasets'
import { adoptRun } from './adopt'
import { findPictures, give, giveHandlers } from './pictures'
import { receive, type Received } from './receive'

type Names = 'importRun' | 'wantedPictures' | 'givePictures'

export function bundleHandlers(context: Context): Pick<Handlers, Names> {
  return {
    ...giveHandlers(context),
    importRun: ({ job, from }, caller) =>
      context.jobs.run({ job, kind: 'import', caller }, (signal, progress) => {
        const work = { signal, progress }
        return 'path' in from ? importBundle(context, from.path, from.path, work) : importSent(context, from, work)
      })
  }
}

/** One that a browser has sent: it goes once it is unpacked. */
async function importSent(
  context: Context,
  { upload }: Extract<Parsed<'importRun'>['from'], { upload: string }>,
  work: WorkOptions
): Promise<Run> {
  const { uploads, store } = context
  const { written } = uploads.close(upload)
  try {
    await written
    const folder = store.files.uploaded(upload)
    const [name, ...others] = await readdir(folder)
    if (name === undefined || others.length > 0)
      throw new StudioError('bad-input', 'One run is imported at a time. Drop its file alone.')
    return await importBundle(context, join(folder, name), name, work)
  } finally {
    await rm(store.files.dataset(upload), { recursive: true, force: true })
    uploads.forget(upload)
  }
}

async function importBundle(context: Context, file: string, said: string, work: WorkOptions): Promise<Run> {
  const { store, emit } = context
  store.ensureWritable()
  // Of a folder that is a dataset's to be, whatever a crash leaves is tidied away.
  const staging = randomUUID()
  const folder = store.files.dataset(staging)
  store.beginDataset(staging)
  const whole = leftover(folder)
  try {
    const places = { run: join(folder, 'run'), pictures: store.files.uploaded(staging) }
    const received = await receive(file, said, places, work).catch((error: unknown) => {
      throw error instanceof StudioError ? error : asStudioError(error, { path: said, doing: 'read' })
    })
    const run = await settle(context, said, places.run, received)
    emit('runChanged', run)
    return await withPictures(context, run, staging, received, work)
  } finally {
    whole()
    if (!store.datasets.ids().has(staging)) await rm(folder, { recursive: true, force: true })
  }
}

/** Its files to their place, then its rows. Where these are refused, nothing stays. */
async function settle({ store }: Context, said: string, from: string, received: Received): Promise<Run> {
  const own = received.manifest.run
  const id = store.runs.ids().has(own) || existsSync(store.files.run(own)) ? randomUUID() : own
  const folder = store.files.run(id)
  await makeFolder(from, privateFolder)
  await makeFolder(dirname(folder), privateFolder)
  const whole = leftover(folder)
  try {
    await rename(from, folder).catch(async (error: unknown) => {
      // A part of the workspace may be a link to another disk.
      if (codeOf(error) !== 'EXDEV') throw error
      await cp(from, folder, { recursive: true })
    })
    return adoptRun(store, id, said, received)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error instanceof StudioError ? error : asStudioError(error, { path: folder, doing: 'written' })
  } finally {
    whole()
  }
}

/** The run is here, whatever becomes of its pictures. */
async function withPictures(
  context: Context,
  run: Run,
  id: string,
  { manifest: { learntFrom }, pictures }: Received,
  work: WorkOptions
): Promise<Run> {
  const { store, emit } = context
  try {
    const found = await findPictures(context, run, work)
    const drawing = learntFrom?.drawing ?? null
    if (found.dataset === null && learntFrom && (pictures > 0 || drawing !== null)) {
      const { name, pairing } = learntFrom
      const from =
        drawing === null ? { kind: 'upload', origin: store.files.uploaded(id) } : { kind: drawnKind, origin: drawing }
      const dataset = await importDataset(
        context,
        { id, ...from, name, fingerprint: null, pairs: pairing },
        work.signal ?? new AbortController().signal,
        work.progress ?? (() => undefined)
      )
      return await give(context, { id: run.id, dataset: dataset.id, anyway: false }, work)
    }
    if (found.dataset !== null) emit('runChanged', found)
    return found
  } catch (error) {
    if (!(error instanceof StudioError)) throw error
    emit('notice', {
      level: 'warning',
      message: `"${run.name}" was imported, without its pictures. ${error.message}`,
      run: run.id
    })
    return store.runs.get(run.id)
  }
}

/** Datasets: import, look through, rename, delete. */
import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dataset, Pairing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import {
  datasetKinds,
  drawingOrigin,
  drawnKind,
  importImages,
  kindOfPairing,
  listBuiltins,
  makerOf,
  openSource,
  previewBuiltin,
  previewImages,
  type Listing
} from '../../datasets'
import { leftover } from '../../lib/leftovers'
import type { Progress } from '../../lib/progress'
import type { Context } from '../context'
import { freeName } from '../runs/names'
import { whoWords } from '../owners/words'
import { cacheFile, checkFraming } from '../training/preparation'
import { discard } from '../trouble'

type Names =
  | 'listDatasets'
  | 'listBuiltins'
  | 'previewBuiltin'
  | 'importBuiltin'
  | 'importDrawing'
  | 'previewDataset'
  | 'renameDataset'
  | 'deleteDataset'

export function datasetHandlers(context: Context): Pick<Handlers, Names> {
  const { store, emit, jobs, decoder } = context
  return {
    listDatasets: async () => store.datasets.list(),
    listBuiltins: () => listBuiltins(),
    previewBuiltin: ({ name, count }) => previewBuiltin(decoder, name, count),

    importBuiltin: ({ job, name }, caller) =>
      jobs.run({ job, kind: 'import', caller }, async (signal, progress) => {
        const title = (await listBuiltins()).find(builtin => builtin.name === name)?.title ?? name
        const builtin = { kind: 'builtin', origin: name, name: title, fingerprint: null }
        return importDataset(context, builtin, signal, progress)
      }),

    importDrawing: ({ job, strokes }, caller) =>
      jobs.run({ job, kind: 'import', caller }, (signal, progress) => {
        const drawn = { kind: drawnKind, origin: drawingOrigin(strokes), name: 'Drawn shape', fingerprint: null }
        return importDataset(context, drawn, signal, progress)
      }),

    previewDataset: async ({ dataset: id, framing, offset, count }) => {
      const dataset = store.datasets.get(id)
      const images = store.datasets.images(id, offset, count)
      if (images.length === 0)
        throw new StudioError(
          'bad-input',
          `"${dataset.name}" has ${dataset.imageCount} ${dataset.examples.many}; there are none from ` +
            `number ${offset + 1} on.`
        )
      const wanted = framing ?? dataset.framing
      const { made } = datasetKinds.find(dataset.exampleKind)
      if (made) return made.preview(dataset.origin, wanted.size)
      checkFraming(dataset, wanted)
      const cache = store.datasets.cache(id, wanted)
      return previewImages(
        { source: openSource(dataset.kind, dataset.origin), pairing: dataset.pairing, decoder },
        images,
        wanted,
        cache ? { file: cache.path, framing: wanted, first: offset } : undefined
      )
    },

    renameDataset: async ({ dataset: id, name }) => {
      const dataset = store.datasets.rename(id, name)
      emit('datasetChanged', dataset)
      return dataset
    },

    deleteDataset: ({ dataset }) => deleteDataset(context, dataset)
  }
}

/** @throws StudioError conflict where a run trains on it, or waits to */
async function deleteDataset({ store, emit }: Context, id: string): Promise<null> {
  const { name } = store.datasets.get(id)
  const training = store.runs.trainingOn(id)
  const inWords = (run: (typeof training)[number]): string =>
    `"${run.name}"${run.pid === process.pid ? '' : `, by ${whoWords(run)},`}`
  if (training.length > 0)
    throw new StudioError(
      'conflict',
      `"${name}" is in use: ${training.map(inWords).join(', ')} trains on it. Stop that run first.`
    )
  const waiting = store.runs.list().filter(run => run.dataset === id && run.status === 'waiting')
  if (waiting.length > 0)
    throw new StudioError(
      'conflict',
      `"${name}" is ` +
        `needed: ${waiting.map(run => `"${run.name}"`).join(', ')} ${waiting.length === 1 ? 'waits' : 'wait'} ` +
        `to train on it. Take ${waiting.length === 1 ? 'it' : 'them'} out of the queue first.`
    )
  await discard(store, () => {
    store.datasets.delete(id)
    store.preferences.deleteUnder(`draft:${id}`)
  }, [{ kind: 'dataset', id }])
  emit('datasetRemoved', { dataset: id })
  return null
}

/** Of what is read in place: what lies in the workspace itself goes with its dataset. */
const keptFor = ({ files }: Context['store'], kind: string, origin: string): string | undefined =>
  kind === 'builtin' || files.holds(origin) ? undefined : files.imports(kind, origin)

interface Imported {
  id?: string
  kind: Dataset['kind']
  origin: string
  name: string
  fingerprint: string | null
  pairs?: Pairing | null | undefined
  listing?: Listing | undefined
}

/**
 * Imports a source into a dataset of its own; nothing stays behind when it fails. `id` is given where its folder is
 * there already.
 */
export async function importDataset(
  { store, emit, decoder }: Context,
  { id = randomUUID(), kind, origin, name, fingerprint, pairs, listing }: Imported,
  signal: AbortSignal,
  progress: Progress
): Promise<Dataset> {
  store.ensureWritable()
  const folder = store.files.dataset(id)
  store.beginDataset(id)
  const whole = leftover(folder)
  try {
    const maker = makerOf(kind, origin)
    const { images, issues, survey, findings, labels, pairing, grey, sourceSize, framing, cache, sha256 } = maker?.made
      ? await maker.made.pack(origin, join(store.files.dataset(id), maker.made.file), { signal, progress })
      : await importImages(openSource(kind, origin), decoder, cacheFile(store, id), {
          signal,
          progress,
          pairs,
          listing,
          kept: keptFor(store, kind, origin)
        })
    const { size: bytes } = await stat(cache)
    signal.throwIfAborted()
    const dataset = store.datasets.add({
      id,
      name: freeName(
        name,
        store.datasets.list().map(other => other.name)
      ),
      kind,
      exampleKind: maker?.id ?? kindOfPairing(pairing).id,
      origin,
      labels,
      pairing,
      sourceSize,
      grey,
      framing,
      fingerprint,
      images,
      issues,
      survey,
      findings,
      cache: { path: cache, bytes, sha256 }
    })
    emit('datasetChanged', dataset)
    return dataset
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    whole()
  }
}

/** What must be there before an engine can train: the dataset's pictures (or pairs), packed in the model's shape, or its points. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleBytes, findPoints, importPoints, openSource, packImages, type Progress } from '../datasets'
import type { Dataset, Framing, Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { PackedDataset } from '../engine/protocol'
import type { Store } from '../store'
import { claimFolder } from '../store/sweep'

/** Where the packed pictures of a framing lie. */
export const cacheFile = (store: Store, dataset: string) => ({ size, channels, fit, position }: Framing): string =>
  join(store.files.dataset(dataset), `pictures-${size}-${channels === 1 ? 'grey' : 'colour'}-${fit}-${position}.u8`)

/** Where the packed points lie. */
export const pointsFile = (store: Store, dataset: string): string => join(store.files.dataset(dataset), 'points.f32')

/**
 * The packed pictures a run trains on; packs them first when that framing has none, or its file is gone or cut short.
 * @throws StudioError not-found when the dataset was deleted; not-readable when its pictures are gone; cancelled
 */
export async function preparePictures(store: Store, run: Run, signal: AbortSignal, progress: Progress): Promise<PackedDataset> {
  const dataset = trainable(store, run)
  const framing = store.runs.framing(run.id)
  const images = store.datasets.images(dataset.id)
  const shape: PackedDataset['shape'] = [framing.size, framing.size, framing.channels]
  const { form } = dataset
  const bytes = images.length * (form === 'points' ? 8 : exampleBytes(framing, form))
  const labels = dataset.labels.length > 0 ? Int32Array.from(images, ({ label }) => label) : undefined
  const known = store.datasets.cache(dataset.id, framing)
  if (known && known.bytes === bytes && (await sizeOf(known.path)) === bytes) return { path: known.path, count: images.length, form, shape, labels }

  store.ensureWritable()
  const lift = claimFolder(store.files.dataset(dataset.id))
  try {
    const path = form === 'points' ? pointsFile(store, dataset.id) : cacheFile(store, dataset.id)(framing)
    if (form === 'points') await importPoints(findPoints(dataset.origin), path, { signal, progress })
    else await packImages({ source: openSource(dataset.kind, dataset.origin), pairing: dataset.pairing }, images, framing, path, { signal, progress })
    const made = await sizeOf(path)
    if (made !== bytes) throw new StudioError('internal', `Packing "${dataset.name}" made ${made ?? 0} bytes instead of ${bytes}.`)
    store.datasets.addCache(dataset.id, framing, { path, bytes })
    return { path, count: images.length, form, shape, labels }
  } finally {
    lift()
  }
}

/** What stands out is elsewhere in the input than in the target: pairs are cut alike. @throws StudioError bad-input */
export function checkFraming({ name, form }: Pick<Dataset, 'name' | 'form'>, { fit, position }: Framing): void {
  if (form === 'pairs' && fit === 'cover' && position === 'attention') throw new StudioError('bad-input', `The pictures of "${name}" are pairs, which are cut alike: around the centre or from the top, not around what stands out in each.`)
}

/** The dataset of a run. @throws StudioError not-found when it was deleted */
export function trainable(store: Store, run: Run) {
  if (!run.dataset) throw new StudioError('not-found', `The dataset "${run.datasetName}" of "${run.name}" was deleted, so it cannot go on training. Start a new run.`)
  return store.datasets.get(run.dataset)
}

const sizeOf = (path: string): Promise<number | null> => stat(path).then(({ size }) => size, () => null)

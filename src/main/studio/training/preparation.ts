/**
 * What must be there before an engine can train: the dataset's pictures (or pairs), packed in the model's shape, or its
 * points.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { framedShape, framedWords, keptFraming, usualZoom } from '../../../shared/datasets/framed'
import type { Dataset, Framing, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Emit } from '../../../shared/ipc'
import { datasetKinds, exampleBytes, openSource, packImages, packSubset, type PictureDecoder } from '../../datasets'
import type { WorkOptions } from '../../lib/progress'
import type { PackedDataset } from '../../engine/protocol'
import type { Store } from '../../store'
import { exclusionsKey, isWhite } from '../../store/keys'
import { missing, wrongWithPacked } from '../integrity/pictures'
import { partsOf, type Part } from './trained-on'

/** Where the packed pictures of a framing lie. */
export const cacheFile =
  (store: Store, dataset: string) =>
  (framing: Framing, without = ''): string => {
    const { size, height = size, channels, fit, zoom = usualZoom, position, background } = framing
    const how = fit === 'crops' ? `crops${zoom}` : fit
    const sides = height === size ? String(size) : `${size}x${height}`
    const behind = isWhite(background) ? '' : `-${background?.slice(1)}`
    const excluded = without === '' ? '' : `-without-${without}`
    const colours = channels === 1 ? 'grey' : 'colour'
    return join(store.files.dataset(dataset), `pictures-${sides}-${colours}-${how}-${position}${behind}${excluded}.u8`)
  }

/** What pictures are prepared with. */
interface Preparing {
  store: Store
  emit: Emit
  decoder: PictureDecoder
}

/**
 * The packed pictures a run trains on, or that it holds out; packs them first when that framing has none, or its file
 * is gone. One that is not as it was packed is not trained on: it is packed again, and that is said.
 * @param form of crops: `framed`, the middle of each, as it is shown and measured; `kept`, what they are parts of
 * @throws StudioError not-found when the dataset was deleted; not-readable when its pictures are gone; cancelled
 */
export async function preparePictures(
  { store, emit, decoder }: Preparing,
  run: Run,
  work: WorkOptions,
  which: 'trained' | 'heldOut' = 'trained',
  form: 'framed' | 'kept' = 'framed'
): Promise<PackedDataset> {
  const dataset = trainable(store, run)
  const { exampleKind } = dataset
  const own = store.runs.framing(run.id)
  const framing = form === 'kept' ? keptFraming(own) : own
  const { [which]: part, classes } = partsOf(store, run, dataset.id)
  const { images } = part
  const without = exclusionsKey(part.without)
  const shape: PackedDataset['shape'] = framedShape(framing)
  const labels = classes.length > 0 ? Int32Array.from(images, ({ label }) => label) : undefined
  const bytes = images.length * exampleBytes(framing, exampleKind)
  const known = store.datasets.cache(dataset.id, framing, without)
  const wrong =
    known?.bytes === bytes
      ? await wrongWithPacked(known, sha256 =>
          store.datasets.addCache(dataset.id, framing, { ...known, sha256 }, without)
        )
      : null
  if (known?.bytes === bytes && wrong === null)
    return { path: known.path, count: images.length, exampleKind, shape, labels }

  const { path, sha256 } = await pack({ store, decoder }, { dataset, framing, part, bytes }, work).catch(
    (error: unknown) => {
      if (!wrong || !(error instanceof StudioError) || error.code === 'cancelled') throw error
      throw new StudioError(
        error.code,
        `The prepared pictures of "${dataset.name}" ${wrong}, and could not be made again. ${error.message}`,
        { cause: error }
      )
    }
  )
  if (known && wrong && wrong !== missing) {
    const others =
      known.sha256 !== null && known.sha256 !== sha256
        ? ' They are not the same as before: pictures have changed since they were imported.'
        : ''
    emit('notice', {
      level: 'warning',
      message:
        `The prepared pictures of "${dataset.name}" ${wrong}. They were made again from the pictures ` +
        `themselves.${others}`,
      run: run.id
    })
  }
  return { path, count: images.length, exampleKind, shape, labels }
}

interface Packing {
  dataset: Dataset
  framing: Framing
  part: Part
  bytes: number
}

async function pack(
  { store, decoder }: Omit<Preparing, 'emit'>,
  { dataset, framing, part, bytes }: Packing,
  options: WorkOptions
): Promise<{ path: string; sha256: string }> {
  const { id, exampleKind, kind, origin, pairing, name } = dataset
  store.ensureWritable()
  const { made } = datasetKinds.find(exampleKind)
  const { images, places } = part
  const without = exclusionsKey(part.without)
  const path = made ? join(store.files.dataset(id), made.file) : cacheFile(store, id)(framing, without)
  const whole = without === '' ? null : await soundFile(store, dataset, framing)
  const sha256 = made
    ? (await made.pack(origin, path, options)).sha256
    : whole
      ? await packSubset({ file: whole, framing, exampleKind, places }, path, options)
      : await packImages({ source: openSource(kind, origin), pairing, decoder }, images, framing, path, options)
  const { size } = await stat(path)
  if (size !== bytes) throw new StudioError('internal', `Packing "${name}" made ${size} bytes instead of ${bytes}.`)
  store.datasets.addCache(id, framing, { path, bytes, sha256 }, without)
  return { path, sha256 }
}

/** The file that all of a dataset's pictures are packed in under a framing; null where there is none, or is damaged. */
async function soundFile(
  store: Store,
  { id, imageCount, exampleKind }: Dataset,
  framing: Framing
): Promise<string | null> {
  const known = store.datasets.cache(id, framing)
  if (known?.bytes !== imageCount * exampleBytes(framing, exampleKind)) return null
  return (await wrongWithPacked(known, () => {})) === null ? known.path : null
}

/** Pixels of a side, as a framing may have. */
const largestKept = 1024

/** What stands out is elsewhere in each picture of an example: they are cut alike. @throws StudioError bad-input */
export function checkFraming(
  { name, examples: { many, framing } }: Pick<Dataset, 'name' | 'examples'>,
  own: Framing
): void {
  const { fit, position } = own
  const kept = keptFraming(own)
  if (Math.max(...framedShape(kept)) > largestKept)
    throw new StudioError(
      'bad-input',
      `Crops of ${framedWords(own)} would be parts of pictures of ${framedWords(kept)}, and no side is kept longer ` +
        `than ${largestKept.toLocaleString('en')} pixels. Choose a smaller zoom, or a smaller picture size.`
    )
  if (framing === 'alike' && (fit === 'cover' || fit === 'crops') && position === 'attention')
    throw new StudioError(
      'bad-input',
      `The pictures of "${name}" are ${many}, which are cut alike: around the centre or from the top, not ` +
        'around what stands out in each.'
    )
}

/** The dataset of a run. @throws StudioError not-found when it was deleted */
export function trainable(store: Store, run: Run) {
  const wanted = run.dataset ? null : store.runs.learntFrom(run.id)
  if (wanted)
    throw new StudioError(
      'not-found',
      `"${run.name}" was trained on "${wanted.name}", which is not in this workspace. Add those pictures, then ` +
        'choose them for it: in the window, or with `atelier resume --pictures`.'
    )
  if (!run.dataset)
    throw new StudioError(
      'not-found',
      `The dataset "${run.datasetName}" of "${run.name}" was deleted, so it cannot go on training. Start a new run.`
    )
  return store.datasets.get(run.dataset)
}

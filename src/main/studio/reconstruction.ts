/** Training pictures through a run's encoder and decoder: their latents, and what becomes of them. */
import type { Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Handlers, Parsed } from '../../shared/ipc'
import { permutation } from '../../shared/random'
import { readCache } from '../datasets'
import { encodeSheet } from '../exports/sheet'
import { evenly, stackColumns, stackRows } from '../models/gallery'
import { findModel } from '../models'
import type { StoredCheckpoint } from '../store/history'
import { orDamage } from './checkpoints'
import type { Context } from './context'
import { checkpointOf, picturesOf } from './explore'
import { preparePictures } from './preparation'

export function reconstructionHandlers(context: Context): Pick<Handlers, 'reconstruct' | 'encode'> {
  const { store, sampler } = context
  return {
    reconstruct: async input => {
      const run = withEncoder(store.runs.get(input.run))
      const checkpoint = checkpointOf(store, run, input.epoch)
      const { pixels, pictures } = await readPictures(context, run, count => chosen(input, count))
      const latents = await latentsOf(context, run, checkpoint, pixels)
      const { pixels: made } = await picturesOf(store, sampler, run, checkpoint.epoch, { latents, labels: null })
      const { length: count } = pictures
      // There may be fewer pictures than a row was to have.
      const columns = Math.min(input.columns ?? columnsFor(count), count)
      const places = Math.ceil(count / columns) * columns
      const each = pixels.length / count
      const rows = stackRows([padded(pixels, places * each), padded(made, places * each)], columns, each)
      return { epoch: checkpoint.epoch, columns, pictures: [...pictures], sheet: await encodeSheet({ count: 2 * places, shape: run.image, pixels: rows }, { columns }) }
    },

    encode: async ({ run: id, epoch, pictures: asked }) => {
      const run = withEncoder(store.runs.get(id))
      const { pixels } = await readPictures(context, run, count => {
        const wrong = asked.find(picture => picture >= count)
        if (wrong !== undefined) throw new StudioError('bad-input', `"${run.datasetName}" has ${count} pictures; there is no picture ${wrong + 1}.`)
        return Int32Array.from(asked)
      })
      const latents = await latentsOf(context, run, checkpointOf(store, run, epoch), pixels)
      return asked.map((_, i) => [...latents.subarray(i * run.latent, (i + 1) * run.latent)])
    }
  }
}

/** Whole rows where they are near a square; a prime number of pictures has none. */
function columnsFor(count: number): number {
  const [whole, near] = [stackColumns(count, 2), Math.ceil(Math.sqrt(2 * count))]
  return whole > 2 * near ? near : whole
}

/** Black pictures up to so many bytes. */
function padded(pixels: Uint8Array, bytes: number): Uint8Array {
  const all = new Uint8Array(bytes)
  all.set(pixels)
  return all
}

/** @throws StudioError bad-input */
function withEncoder(run: Run): Run {
  if (run.encodes) return run
  throw new StudioError('bad-input', `"${run.name}" is a ${findModel(run.model).name}, which has no encoder: it cannot reconstruct pictures. An autoencoder can.`)
}

/** Which pictures of so many. @throws StudioError bad-input */
function chosen({ count: asked, offset, seed }: Parsed<'reconstruct'>, all: number): Int32Array {
  if (offset !== undefined && seed !== undefined) throw new StudioError('bad-input', 'Pictures are taken from an offset on or drawn by a seed, not both.')
  if (offset !== undefined && offset >= all) throw new StudioError('bad-input', `There are ${all} pictures; none comes after the first ${offset}.`)
  const count = Math.min(asked, all - (offset ?? 0))
  if (offset !== undefined) return Int32Array.from({ length: count }, (_, i) => offset + i)
  return seed === undefined ? evenly(count, all) : permutation(all, 'reconstruct', seed).slice(0, count)
}

/** The run's training pictures in its own framing. */
async function readPictures({ store }: Context, run: Run, choose: (count: number) => Int32Array): Promise<{ pictures: Int32Array; pixels: Uint8Array }> {
  if (!run.dataset) throw new StudioError('not-found', `The dataset "${run.datasetName}" of "${run.name}" was deleted: there are no pictures to encode.`)
  const { path, count } = await preparePictures(store, run, new AbortController().signal, () => undefined)
  const framing = store.runs.framing(run.id)
  const pictures = choose(count)
  const rows = await Promise.all([...pictures].map(picture => readCache(path, framing, picture, 1)))
  return { pictures, pixels: Buffer.concat(rows) }
}

/** Pictures encoded at once: bounds the engine's memory. */
const atOnce = 64

/** @param pixels count × height × width × channels @returns count × latent */
async function latentsOf({ sampler }: Context, run: Run, checkpoint: StoredCheckpoint, pixels: Uint8Array): Promise<Float32Array> {
  const { model, settings, image, latent } = run
  const each = image[0] * image[1] * image[2]
  const count = pixels.length / each
  const latents = new Float32Array(count * latent)
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    const part = Uint8Array.from(pixels.subarray(first * each, (first + some) * each))
    latents.set(await orDamage(run, checkpoint, sampler.encode({ model, settings, checkpoint: checkpoint.path, pixels: part, count: some })), first * latent)
  }
  return latents
}

/** Training pictures through a run's encoder and decoder: their latents, and what becomes of them. */
import { elementCount } from '../../lib/shape'
import encode from '../../engine/calls/encode'
import type { Run } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import { within, type WorkOptions } from '../../lib/progress'
import { packedPictures, readPictures } from '../../metrics/tools/packed'
import { findModel } from '../../models'
import type { StoredCheckpoint } from '../../store/history'
import type { Context } from '../context'
import { checkpointOf } from '../runs/checkpoint-of'
import { picturesOf } from './explore'
import { checkCheckpoint } from '../integrity/checkpoint'
import { preparePictures } from '../training/preparation'
import { latentOf, withInitial } from './asked'
import { chosen, stackedSheet } from './stacked-sheet'

export function reconstructionHandlers(context: Context): Pick<Handlers, 'reconstruct' | 'encode'> {
  const { store, jobs } = context
  return {
    reconstruct: ({ job, ...input }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
        const work = { signal, progress }
        const run = withEncoder(store.runs.get(input.run))
        const checkpoint = checkpointOf(store, run, input.epoch)
        const { pixels, pictures } = await pick(context, run, count => chosen(input, count, 'pictures'), work)
        const latents = await latentsOf(context, run, checkpoint, pixels, work)
        const asked = withInitial(run, pictures.length, { [latentOf(run).key]: latents })
        const { pixels: made } = await picturesOf(context, run, checkpoint.epoch, asked, work)
        return {
          epoch: checkpoint.epoch,
          pictures: [...pictures],
          ...(await stackedSheet([pixels, made], run.image, { columns: input.columns }))
        }
      }),

    encode: ({ run: id, job, epoch, pictures: asked }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
        const work = { signal, progress }
        const run = withEncoder(store.runs.get(id))
        const { pixels } = await pick(context, run, count => inDataset(run, asked, count), work)
        const latents = await latentsOf(context, run, checkpointOf(store, run, epoch), pixels, work)
        return asked.map((_, i) => [...latents.subarray(i * run.latent, (i + 1) * run.latent)])
      })
  }
}

/** Places, where all are among so many. @throws StudioError bad-input */
function inDataset({ datasetName }: Run, places: readonly number[], count: number): Int32Array {
  const wrong = places.find(place => place >= count)
  if (wrong === undefined) return Int32Array.from(places)
  throw new StudioError(
    'bad-input',
    `"${datasetName}" has ${counted(count, 'picture')}; there is no picture ${wrong + 1}.`
  )
}

/** @throws StudioError bad-input */
function withEncoder(run: Run): Run {
  if (run.encodes) return run
  throw new StudioError(
    'bad-input',
    `"${run.name}" is a ${findModel(run.model).name}, which has no encoder: it cannot reconstruct pictures. ` +
      'An autoencoder can.'
  )
}

/** The run's training pictures in its own framing. */
async function pick(
  context: Context,
  run: Run,
  choose: (count: number) => Int32Array,
  work: WorkOptions
): Promise<{ pictures: Int32Array; pixels: Uint8Array }> {
  if (!run.dataset)
    throw new StudioError(
      'not-found',
      `The dataset "${run.datasetName}" of "${run.name}" was deleted: there are no pictures to encode.`
    )
  const dataset = await preparePictures(context, run, work)
  const pictures = choose(dataset.count)
  return { pictures, pixels: await readPictures(packedPictures(dataset), pictures) }
}

/** Pictures encoded at once: bounds the engine's memory. */
const atOnce = 64

/** @param pixels count × height × width × channels @returns count × latent */
async function latentsOf(
  { store, sampler }: Context,
  run: Run,
  checkpoint: StoredCheckpoint,
  pixels: Uint8Array,
  { signal, progress }: WorkOptions
): Promise<Float32Array> {
  await checkCheckpoint(store, run, checkpoint)
  const { model, settings, image, latent } = run
  const each = elementCount(image)
  const count = pixels.length / each
  const latents = new Float32Array(count * latent)
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    const part = Uint8Array.from(pixels.subarray(first * each, (first + some) * each))
    const share = within(progress, 'Encoding pictures', { first, some, total: count })
    const order = { model, settings, checkpoint: checkpoint.path, pixels: part, count: some }
    latents.set(await sampler.ask(encode, order, { signal, share }), first * latent)
  }
  return latents
}

/**
 * What a run's discriminator has learnt about pictures, measured as in the DCGAN paper: a linear support vector machine
 * tells classes of held-out pictures by what its convolutions find in them, another by the pixels alone, and a third by
 * what the same convolutions found before they had learnt anything: already that is often more than the pixels say.
 */
import type { Classification, Dataset, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { permutation } from '../../../shared/random'
import type { Progress } from '../../datasets'
import type { PackedDataset } from '../../engine/protocol'
import { packedPictures, readPictures } from '../../metrics/packed'
import type { StoredCheckpoint } from '../../store/history'
import type { Context } from '../context'
import { checkpointsOf, stepper, withoutStep } from './evaluation'
import { Evaluator } from './evaluator'
import { checkCheckpoint } from '../integrity/checkpoint'
import { preparePictures } from '../training/preparation'

export const classificationHandlers = (context: Context): Pick<Handlers, 'classifyRun'> => ({
  classifyRun: (input, caller) =>
    context.jobs.run({ job: input.job, kind: 'evaluation', caller }, (signal, progress) =>
      classifyRun(context, input, signal, progress)
    )
})

/** Pictures read and asked about at once. */
const atOnce = 64
/** What the features of the pictures to learn from may take. */
const mostBytes = 2 ** 31

async function classifyRun(
  context: Context,
  { run: id, epochs, training, heldOut, seed }: Parsed<'classifyRun'>,
  signal: AbortSignal,
  progress: Progress
): Promise<Classification[]> {
  const { store } = context
  const run = store.runs.get(id)
  const wanted = checkpointsOf(store, run, epochs)
  const sizes = { training, heldOut }
  if (run.dataset) {
    const dataset = store.datasets.get(run.dataset)
    Object.assign(
      sizes,
      fitting(dataset, store.datasets.images(dataset.id).filter(({ label }) => label >= 0).length, sizes)
    )
  }
  // Without its pictures nobody knows how many there were to choose from.
  const fits = (found: number, asked: number): boolean => (run.dataset ? found === asked : found <= asked)
  const alike = store.evaluations
    .classified(id)
    .filter(found => found.seed === seed && fits(found.training, sizes.training) && fits(found.heldOut, sizes.heldOut))
  const missing = wanted.filter(({ epoch, step }) => !alike.some(found => found.epoch === epoch && found.step === step))
  if (missing.length > 0)
    await workOut(context, run, { missing, ...sizes, seed, known: alike[0] ?? null }, signal, progress)
  const asked = new Set(wanted.map(({ epoch }) => epoch))
  return store.evaluations
    .classified(id)
    .filter(({ epoch }) => asked.has(epoch))
    .map(withoutStep)
}

/**
 * At most a third of the pictures is held out.
 * @throws StudioError bad-input where they have no classes, or are too few
 */
function fitting(
  { name, labels }: Dataset,
  pictures: number,
  { training, heldOut }: { training: number; heldOut: number }
): { training: number; heldOut: number } {
  if (labels.length < 2) {
    throw new StudioError(
      'bad-input',
      `The pictures of "${name}" have no classes that could be told apart. Put them in one sub-folder for each class, named after it (cats/1.png, dogs/2.png), import the folder again, and train on that.`
    )
  }
  const held = Math.min(heldOut, Math.floor(pictures / 3))
  if (held < 2)
    throw new StudioError(
      'bad-input',
      `"${name}" has ${pictures} pictures with a class. Telling classes apart needs at least 6: some to learn from, some to be asked about.`
    )
  return { training: Math.min(training, pictures - held), heldOut: held }
}

interface Plan {
  missing: StoredCheckpoint[]
  training: number
  heldOut: number
  seed: number
  known: Pick<Classification, 'pixels' | 'untrained'> | null
}
interface Split {
  dataset: PackedDataset
  classes: number
  seed: number
  learnt: Int32Array
  held: Int32Array
}
/** Features of pictures by their bytes. Those of one kind have one size; null: there are none. */
type Look = (pixels: Uint8Array, count: number) => Promise<{ size: number; rows: Float32Array | Uint8Array } | null>

/** Every epoch is stored as soon as it is known: cancelling keeps what was done. */
async function workOut(
  context: Context,
  run: Run,
  { missing, training, heldOut, seed, known }: Plan,
  signal: AbortSignal,
  progress: Progress
): Promise<void> {
  const { store, sampler } = context
  if (!run.dataset)
    throw new StudioError(
      'not-found',
      `The dataset "${run.datasetName}" of "${run.name}" was deleted: there are no pictures to tell apart.`
    )
  const dataset = await preparePictures(context, run, signal, progress)
  const classes = store.datasets.get(run.dataset).labels.length
  const step = stepper(
    progress,
    missing.length === 1
      ? `Telling classes apart, epoch ${missing[0]?.epoch ?? ''}`
      : `Telling classes apart, ${missing.length} epochs`,
    missing.length + (known === null ? 2 : 0)
  )
  const order = permutation(dataset.count, 'split', seed).filter(place => (dataset.labels?.[place] ?? -1) >= 0)
  const split: Split = {
    dataset,
    classes,
    seed,
    learnt: order.slice(0, training),
    held: order.slice(training, training + heldOut)
  }
  const evaluator = new Evaluator(signal)
  try {
    signal.throwIfAborted()
    const pixelsThemselves: Look = async (pixels, count) => ({ size: pixels.length / count, rows: pixels })
    const network =
      (checkpoint: StoredCheckpoint | null): Look =>
      async (pixels, count) => {
        const { size, values } = await sampler.features({
          model: run.model,
          settings: run.settings,
          seed: run.seed,
          checkpoint: checkpoint?.path ?? null,
          pixels,
          count
        })
        return size === 0 ? null : { size, rows: values }
      }
    const shareBy = async (look: Look): Promise<number | null> =>
      (await accuracy(evaluator, split, look, signal, step()))?.share ?? null
    const beside = known ?? { pixels: (await shareBy(pixelsThemselves)) ?? 0, untrained: await shareBy(network(null)) }
    for (const checkpoint of missing) {
      await checkCheckpoint(store, run, checkpoint)
      const found = await accuracy(evaluator, split, network(checkpoint), signal, step())
      store.evaluations.addClassification(run.id, {
        epoch: checkpoint.epoch,
        step: checkpoint.step,
        training,
        heldOut,
        seed,
        classes,
        size: found?.size ?? 0,
        features: found?.share ?? null,
        pixels: beside.pixels,
        untrained: beside.untrained
      })
    }
  } finally {
    evaluator.close()
  }
}

/**
 * Learns classes by what `look` finds.
 * @returns the share of held-out pictures put in the right class; null where it finds nothing
 */
async function accuracy(
  evaluator: Evaluator,
  { dataset, classes, seed, learnt, held }: Split,
  look: Look,
  signal: AbortSignal,
  share: (share: number) => void
): Promise<{ size: number; share: number } | null> {
  const pictures = packedPictures(dataset)
  const labelsOf = (places: Int32Array): Int32Array => places.map(place => dataset.labels?.[place] ?? 0)
  const silent = () => undefined
  let size = 0
  for (const { places, done } of blocks(learnt)) {
    const found = await look(await readPictures(pictures, places), places.length)
    signal.throwIfAborted()
    if (!found) {
      share(1)
      return null
    }
    if (size === 0) {
      size = found.size
      const most = Math.floor(mostBytes / 4 / size)
      if (learnt.length > most)
        throw new StudioError(
          'bad-input',
          `${learnt.length} pictures of ${size} numbers each do not fit in memory. Learn from ${most} pictures or fewer.`
        )
      await evaluator.ask('beginClasses', { labels: labelsOf(learnt), classes, size, seed }, silent)
    }
    await evaluator.ask('addFeatures', { rows: found.rows }, silent)
    share(0.3 * done)
  }
  await evaluator.ask('learnClasses', null, part => share(0.3 + 0.5 * part))
  let right = 0
  for (const { places, done } of blocks(held)) {
    const found = await look(await readPictures(pictures, places), places.length)
    signal.throwIfAborted()
    if (found)
      right += (await evaluator.ask('askClasses', { rows: found.rows, labels: labelsOf(places) }, silent)).right
    share(0.8 + 0.2 * done)
  }
  return { size, share: right / held.length }
}

const blocks = (places: Int32Array): { places: Int32Array; done: number }[] =>
  Array.from({ length: Math.ceil(places.length / atOnce) }, (_, i) => ({
    places: places.slice(i * atOnce, (i + 1) * atOnce),
    done: Math.min(1, ((i + 1) * atOnce) / places.length)
  }))

/** How good a run's samples are: metrics of its checkpoints, and whether it has learnt pictures by heart. */
import type { NearestPictures, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Output, Parsed } from '../../../shared/ipc'
import type { Progress } from '../../datasets'
import { encodeSheet } from '../../drawing/sheet'
import type { PackedDataset, SamplePixels } from '../../engine/protocol'
import { packedPictures } from '../../metrics/packed'
import { isCopy } from '../../metrics/nearest'
import type { Store } from '../../store'
import type { StoredImage } from '../../store/datasets'
import type { StoredNearest } from '../../store/evaluations'
import { writeWhole } from '../../store/files'
import type { StoredCheckpoint } from '../../store/history'
import type { Context } from '../context'
import { evaluatePoints } from './evaluation-points'
import { Evaluator } from './evaluator'
import { picturesOf } from '../explore/explore'
import { drawInputs } from '../explore/given'
import { hashOfBytes, readSheet } from '../integrity/sheet'
import { preparePictures } from '../training/preparation'
import { drawn, partOf, pictureInputOf } from '../explore/asked'

export function evaluationHandlers(context: Context): Pick<Handlers, 'evaluateRun' | 'listEvaluations'> {
  const { store, jobs } = context
  return {
    evaluateRun: (input, caller) =>
      jobs.run({ job: input.job, kind: 'evaluation', caller }, (signal, progress) =>
        evaluate(context, input, signal, progress)
      ),

    listEvaluations: async ({ run }) => {
      store.runs.get(run)
      return {
        epochs: store.evaluations.list(run).map(withoutStep),
        nearest: await nearestOf(store, run, store.evaluations.nearest(run)),
        classified: store.evaluations.classified(run).map(withoutStep)
      }
    }
  }
}

/** Samples drawn at once, between two looks at whether it was cancelled. */
const atOnce = 64
/** Of the samples, how many are looked for among the training pictures, and shown with what was found. */
const searched = 64
const shown = 16

async function evaluate(
  context: Context,
  { run: id, epochs, samples, seed }: Parsed<'evaluateRun'>,
  signal: AbortSignal,
  progress: Progress
): Promise<Output<'evaluateRun'>> {
  const { store } = context
  const run = store.runs.get(id)
  const wanted = checkpointsOf(store, run, epochs)
  const last = wanted.at(-1)
  const same = (
    found: { step: number; seed: number; samples: number } | null | undefined,
    { step }: StoredCheckpoint
  ): boolean => found?.step === step && found.seed === seed && found.samples === samples
  const known = new Map(store.evaluations.list(id).map(found => [found.epoch, found]))
  const nearest = last ? store.evaluations.nearest(id, last.epoch) : null
  const missing = wanted.filter(checkpoint => !same(known.get(checkpoint.epoch), checkpoint))
  // What was found before copies were counted is looked for once more.
  const pairless =
    run.form !== 'points' &&
    last !== undefined &&
    !(same(nearest, last) && nearest && nearest.copies !== null && (await nearestOf(store, id, nearest)))
  if (missing.length > 0 || pairless)
    await workOut(context, run, { missing, paired: pairless ? last : null, samples, seed }, signal, progress)

  const asked = new Set(wanted.map(({ epoch }) => epoch))
  return {
    epochs: store.evaluations
      .list(id)
      .filter(({ epoch }) => asked.has(epoch))
      .map(withoutStep),
    nearest: await nearestOf(store, id, last ? store.evaluations.nearest(id, last.epoch) : null)
  }
}

interface Plan {
  missing: StoredCheckpoint[]
  paired: StoredCheckpoint | null
  samples: number
  seed: number
}

/** Every epoch is stored as soon as it is known: cancelling keeps what was done. */
async function workOut(
  context: Context,
  run: Run,
  { missing, paired, samples, seed }: Plan,
  signal: AbortSignal,
  progress: Progress
): Promise<void> {
  const { store } = context
  if (!run.dataset)
    throw new StudioError(
      'not-found',
      `The dataset "${run.datasetName}" of "${run.name}" was deleted: there is nothing to compare its samples with.`
    )
  const dataset = await preparePictures(context, run, signal, progress)
  const checkpoints = [...missing, ...(paired && !missing.includes(paired) ? [paired] : [])]
  const step = stepper(
    progress,
    checkpoints.length === 1
      ? `Evaluating epoch ${checkpoints[0]?.epoch ?? ''}`
      : `Evaluating ${checkpoints.length} epochs`,
    1 + 2 * checkpoints.length + (paired ? 1 : 0)
  )
  if (run.form === 'points') return evaluatePoints(context, run, { dataset, missing, samples, seed }, signal, step)
  const evaluator = new Evaluator(signal)
  try {
    signal.throwIfAborted()
    const real = await evaluator.ask(
      'reference',
      { dataset: packedPictures(dataset), count: Math.min(samples, dataset.count), seed },
      step()
    )
    for (const checkpoint of checkpoints) {
      const { pixels } = await draw(context, run, checkpoint, { dataset, samples, seed }, signal, step())
      const share = step()
      if (missing.includes(checkpoint)) {
        const found = await evaluator.ask('compare', { pixels, seed }, share)
        store.evaluations.add(run.id, {
          epoch: checkpoint.epoch,
          step: checkpoint.step,
          samples,
          seed,
          ...found,
          msSsimReal: real.msSsim,
          gaussianDistance: null,
          moments: null
        })
      }
      if (checkpoint === paired)
        await findNearest(store, run, dataset, evaluator, { checkpoint, pixels, samples, seed }, step())
    }
  } finally {
    evaluator.close()
  }
}

/** What latents drawn by the seed become; of pairs, with inputs drawn by it too. */
async function draw(
  { store, sampler }: Context,
  run: Run,
  { epoch }: StoredCheckpoint,
  { dataset, samples, seed }: { dataset: PackedDataset; samples: number; seed: number },
  signal: AbortSignal,
  share: (share: number) => void
): Promise<SamplePixels> {
  const given = run.form === 'pairs' ? { [pictureInputOf(run).key]: await drawInputs(dataset, seed, samples) } : {}
  const asked = drawn(run, seed, samples, {}, given)
  const each = run.image[0] * run.image[1] * run.image[2]
  const pixels = new Uint8Array(samples * each)
  for (let first = 0; first < samples; first += atOnce) {
    const some = await picturesOf(store, sampler, run, epoch, partOf(asked, first, Math.min(atOnce, samples - first)))
    signal.throwIfAborted()
    pixels.set(some.pixels, first * each)
    share(Math.min(1, (first + atOnce) / samples))
  }
  return { count: samples, shape: run.image, pixels }
}

async function findNearest(
  store: Store,
  run: Run,
  { shape }: PackedDataset,
  evaluator: Evaluator,
  {
    checkpoint,
    pixels,
    samples,
    seed
  }: { checkpoint: StoredCheckpoint; pixels: Uint8Array; samples: number; seed: number },
  share: (share: number) => void
): Promise<void> {
  const each = shape[0] * shape[1] * shape[2]
  const { neighbours, real, pictures } = await evaluator.ask(
    'nearest',
    { pixels: pixels.slice(0, Math.min(samples, searched) * each), seed },
    share
  )
  const count = neighbours.length >= shown ? shown : Math.min(shown / 2, neighbours.length)
  const columns = Math.min(shown / 2, count)
  const rows: Uint8Array[] = []
  for (let first = 0; first < count; first += columns) {
    for (const from of [pixels, pictures]) rows.push(from.subarray(first * each, (first + columns) * each))
  }
  const { png, ...tiles } = await encodeSheet({ count: 2 * count, shape, pixels: Buffer.concat(rows) }, { columns })
  const path = store.files.nearest(run.id, checkpoint.epoch)
  store.ensureWritable()
  await writeWhole(path, png)
  store.evaluations.addNearest(run.id, {
    step: checkpoint.step,
    seed,
    samples,
    sheet: { epoch: checkpoint.epoch, path, ...tiles, sha256: hashOfBytes(png) },
    pairs: neighbours.slice(0, count).map(({ picture, distance }) => ({
      picture,
      distance,
      path: run.dataset ? fileOf(store.datasets.images(run.dataset, picture, 1)[0]) : ''
    })),
    medianSample: median(neighbours.map(({ distance }) => distance)),
    medianReal: median(real.map(({ distance }) => distance)),
    searched: neighbours.length,
    copies: neighbours.filter(isCopy).length
  })
}

/** Where the picture that was compared with comes from: of a pair, the target's file. */
const fileOf = (image: StoredImage | undefined): string => image?.partner ?? image?.path ?? ''

/**
 * The last checkpoint of each epoch asked for, ascending; the newest alone by default.
 * @throws StudioError not-found
 */
export function checkpointsOf(store: Store, run: Run, epochs: readonly number[] | undefined): StoredCheckpoint[] {
  const there = new Map<number, StoredCheckpoint>()
  // Where an epoch has several (it was stopped half-way into the next), the one at its end: the first.
  for (const checkpoint of store.history.checkpoints(run.id))
    if (!there.has(checkpoint.epoch)) there.set(checkpoint.epoch, checkpoint)
  const all = [...there.keys()]
  if (all.length === 0)
    throw new StudioError(
      'not-found',
      `"${run.name}" has no checkpoint yet. The first comes at the end of its first epoch.`
    )
  const missing = epochs?.find(epoch => !there.has(epoch))
  if (missing !== undefined)
    throw new StudioError(
      'not-found',
      `"${run.name}" has no checkpoint of epoch ${missing}. It has: ${all.length > 12 ? `${all.slice(0, 5).join(', ')} … ${all.slice(-5).join(', ')}` : all.join(', ')}.`
    )
  const chosen = new Set(epochs ?? all.slice(-1))
  return [...there.values()].filter(({ epoch }) => chosen.has(epoch))
}

/** One bar of 100 for the whole: each call begins the next of `count` equal parts and gives what fills it. */
export function stepper(progress: Progress, label: string, count: number): () => (share: number) => void {
  let begun = -1
  return () => {
    const at = ++begun
    return share => progress({ label, done: Math.floor((100 * (at + share)) / count), total: 100 })
  }
}

export const withoutStep = <T extends { step: number }>({ step: _, ...found }: T): Omit<T, 'step'> => found

/** Null where there are none, or their file is gone: they can be found again. */
async function nearestOf(store: Store, run: string, found: StoredNearest | null): Promise<NearestPictures | null> {
  if (!found) return null
  const sheet = await readSheet(found.sheet, sha256 =>
    store.evaluations.setNearestHash(run, found.sheet.epoch, sha256)
  ).catch(() => null)
  const { pairs, medianSample, medianReal, searched, copies } = found
  return sheet && { epoch: found.sheet.epoch, sheet, pairs, medianSample, medianReal, searched, copies }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

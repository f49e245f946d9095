/** Pictures from latents: what sliders, seeds and sheets of fresh samples ask for. */
import type { Given, Pixels, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import { drawLatents } from '../../../shared/random'
import type { SamplePixels } from '../../engine/protocol'
import { findModel } from '../../models'
import { galleryOf } from '../../models/gallery'
import type { Store } from '../../store'

import type { Context } from '../context'
import { readGiven } from './given'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { gridLatents, gridLines, pictured, plotFor, scatters } from './scatter'

export function exploreHandlers(context: Context): Pick<Handlers, 'generate' | 'drawLatents'> {
  const { store, sampler } = context
  return {
    generate: async ({ run: id, epoch, latents, labels, of }) => {
      const run = store.runs.get(id)
      const wrong = latents.find(({ length }) => length !== run.latent)
      if (wrong)
        throw new StudioError(
          'bad-input',
          `A latent of "${run.name}" has ${run.latent} numbers; ${wrong.length} were given.`
        )
      return toRgba(
        await oneEach(store, sampler, run, epoch, {
          latents: Float32Array.from(latents.flat()),
          labels: labelsFor(run, latents.length, labels),
          conditions: await conditionsFor(context, run, latents.length, of)
        })
      )
    },

    drawLatents: async ({ run: id, seed, count }) => {
      const run = store.runs.get(id)
      const model = findModel(run.model)
      const flat =
        seed === 'fixed'
          ? galleryOf(model, run.settings, run.seed).latents
          : drawLatents(seed, count, run.latent, model.latentDistribution)
      return Array.from({ length: Math.min(count, flat.length / run.latent) }, (_, i) => [
        ...flat.subarray(i * run.latent, (i + 1) * run.latent)
      ])
    }
  }
}

/** What pictures are drawn from. */
export interface Asked {
  /** count × run.latent. */
  latents: Float32Array
  /** Class of each, where the run is told classes. */
  labels: Int32Array | null
  /** What each is made of, where the run learns pairs: count × height × width × channels. */
  conditions: Uint8Array | null
}

/**
 * Latents drawn by a seed; where the run is told classes, of each class in its turn, or all of one.
 * @throws StudioError bad-input, where there is no such class
 */
export function drawn(run: Run, seed: number, count: number, label?: number): Asked {
  const { length: classes } = run.classes
  const one = label === undefined ? null : labelsFor(run, count, new Array<number>(count).fill(label))
  return {
    latents: drawLatents(seed, count, run.latent, findModel(run.model).latentDistribution),
    labels: one ?? (classes > 0 ? Int32Array.from({ length: count }, (_, i) => i % classes) : null),
    conditions: null
  }
}

/** @throws StudioError bad-input, where there is not one of the run's classes for each picture */
function labelsFor(run: Run, count: number, labels: readonly number[] | undefined): Int32Array | null {
  if (run.classes.length === 0) {
    if (labels) throw new StudioError('bad-input', `"${run.name}" is told no classes.`)
    return null
  }
  if (labels && labels.length !== count)
    throw new StudioError('bad-input', `${count} pictures were asked for, and ${labels.length} classes given.`)
  const wrong = labels?.find(label => label >= run.classes.length)
  if (wrong !== undefined)
    throw new StudioError(
      'bad-input',
      `"${run.name}" has no class ${wrong}; it has ${run.classes.map((name, i) => `${i} (${name})`).join(', ')}.`
    )
  return labels ? Int32Array.from(labels) : new Int32Array(count)
}

/**
 * The same for each of `count` pictures.
 * @throws StudioError bad-input, where a run of pairs is given nothing, or another something; as `readGiven`
 */
async function conditionsFor(
  context: Context,
  run: Run,
  count: number,
  of: Given | undefined
): Promise<Uint8Array | null> {
  if (run.form !== 'pairs') {
    if (of) throw new StudioError('bad-input', `"${run.name}" makes its pictures of latents alone.`)
    return null
  }
  if (!of)
    throw new StudioError(
      'bad-input',
      `"${run.name}" makes pictures of pictures. Say what of: a training pair, or a picture of your own.`
    )
  const { input } = await readGiven(context, run, of)
  return Buffer.concat(Array.from({ length: count }, () => input))
}

/** Pictures asked of the engine at once: bounds its memory. */
const atOnce = 64

/**
 * What the generator of an epoch's checkpoint (default: the newest) makes of latents.
 * @throws StudioError not-found without such a checkpoint, not-readable when its file is gone or damaged, engine
 */
export async function samplesOf(
  store: Store,
  sampler: Context['sampler'],
  run: Run,
  epoch: number | undefined,
  { latents, labels, conditions }: Asked
): Promise<SamplePixels> {
  const checkpoint = checkpointOf(store, run, epoch)
  await checkCheckpoint(store, run, checkpoint)
  const { model, settings, image: shape } = run
  const count = latents.length / run.latent
  const each = shape[0] * shape[1] * shape[2]
  const made: SamplePixels[] = []
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    const order = {
      model,
      settings,
      shape,
      checkpoint: checkpoint.path,
      count: some,
      latents: latents.slice(first * run.latent, (first + some) * run.latent),
      labels: labels && labels.slice(first, first + some),
      conditions: conditions && Uint8Array.from(conditions.subarray(first * each, (first + some) * each))
    }
    made.push(await sampler.generate(order))
  }
  const points = run.form === 'points' ? Float32Array.from(made.flatMap(({ points = [] }) => [...points])) : undefined
  return { count, shape, pixels: Buffer.concat(made.map(({ pixels }) => pixels)), ...(points ? { points } : {}) }
}

/** The same as pictures; points all in one. */
export const picturesOf = async (
  store: Store,
  sampler: Context['sampler'],
  run: Run,
  epoch: number | undefined,
  asked: Asked
): Promise<SamplePixels> => pictured(store, run, await samplesOf(store, sampler, run, epoch, asked))

/**
 * A picture for each latent: a point is marked in a scatter of the real ones, over the grid that the generator makes of
 * its latents' plane.
 */
async function oneEach(
  store: Store,
  sampler: Context['sampler'],
  run: Run,
  epoch: number | undefined,
  asked: Asked
): Promise<SamplePixels> {
  if (run.form !== 'points') return picturesOf(store, sampler, run, epoch, asked)
  const grid = gridLatents(run.latent, findModel(run.model).latentDistribution)
  const { points = new Float32Array() } = await samplesOf(store, sampler, run, epoch, {
    latents: Float32Array.from([...grid, ...asked.latents]),
    labels: null,
    conditions: null
  })
  const onGrid = 2 * (grid.length / run.latent)
  const lines = gridLines(points.subarray(0, onGrid))
  const marked = points.subarray(onGrid)
  const drawings = Array.from({ length: marked.length / 2 }, (_, i) => ({
    lines,
    marked: [marked[2 * i] ?? 0, marked[2 * i + 1] ?? 0] as const
  }))
  return scatters(plotFor(store, run, points), drawings, run.image)
}

/** Grey or colour to RGBA, opaque. */
export function toRgba({ count, shape: [height, width, channels], pixels }: SamplePixels): Pixels {
  const rgba = new Uint8Array(count * height * width * 4).fill(255)
  for (let i = 0; i < count * height * width; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[channels * i + (channels === 3 ? c : 0)] ?? 0
  }
  return { count, height, width, rgba }
}

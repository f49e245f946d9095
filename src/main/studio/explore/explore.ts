/** Pictures from latents: what sliders, seeds and sheets of fresh samples ask for. */
import generate from '../../engine/calls/generate'
import type { Pixels, Run } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { drawLatents } from '../../../shared/random'
import type { SamplePixels } from '../../engine/protocol'
import { findModel } from '../../models'
import { galleryOf } from '../../models/gallery'
import type { Store } from '../../store'

import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { askedFor, behind, latentOf, partOf, type Asked } from './asked'
import { gridLatents, gridLines, pictured, plotFor, scatters } from './scatter'

export function exploreHandlers(context: Context): Pick<Handlers, 'generate' | 'drawLatents'> {
  const { store, sampler } = context
  return {
    generate: async ({ run: id, epoch, inputs }) => {
      const run = store.runs.get(id)
      return toRgba(await oneEach(store, sampler, run, epoch, await askedFor(context, run, inputs)))
    },

    drawLatents: async ({ run: id, seed, count }) => {
      const run = store.runs.get(id)
      // What is drawn from no latent has an empty one.
      if (run.latent === 0) return Array.from({ length: count }, () => [])
      const { size, distribution } = latentOf(run)
      const flat =
        seed === 'fixed'
          ? galleryOf(findModel(run.model), run.settings, run.seed).latents
          : drawLatents(seed, count, size, distribution)
      return Array.from({ length: Math.min(count, flat.length / run.latent) }, (_, i) => [
        ...flat.subarray(i * run.latent, (i + 1) * run.latent)
      ])
    }
  }
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
  asked: Asked
): Promise<SamplePixels> {
  const checkpoint = checkpointOf(store, run, epoch)
  await checkCheckpoint(store, run, checkpoint)
  const { model, settings, image: shape } = run
  const { count } = asked
  const made: SamplePixels[] = []
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    made.push(
      await sampler.ask(generate, {
        model,
        settings,
        shape,
        checkpoint: checkpoint.path,
        ...partOf(asked, first, some)
      })
    )
  }
  const points = run.examples.scatter ? Float32Array.from(made.flatMap(({ points = [] }) => [...points])) : undefined
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
  if (!run.examples.scatter) return picturesOf(store, sampler, run, epoch, asked)
  const grid = gridLatents(run.latent, latentOf(run).distribution)
  const { points = new Float32Array() } = await samplesOf(store, sampler, run, epoch, behind(run, grid, asked))
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

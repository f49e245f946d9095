/** Pictures from latents: what sliders, seeds and sheets of fresh samples ask for. */
import { elementCount } from '../../lib/shape'
import generate from '../../engine/calls/generate'
import type { Pixels, Run } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { asTrained, spreadOut } from '../../../shared/explore/spread'
import { drawLatents } from '../../../shared/random'
import type { SamplingValues } from '../../../shared/sampling-inputs'
import type { SamplePixels } from '../../engine/protocol'
import { findModel } from '../../models'
import { galleryOf } from '../../models/gallery'
import { within, type WorkOptions } from '../../lib/progress'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { askedFor, behind, eachLatent, latentOf, partOf, type Asked } from './asked'
import { gridLatents, gridLines, pictured, plotFor, scatters } from './scatter'

export function exploreHandlers(context: Context): Pick<Handlers, 'generate' | 'drawLatents'> {
  const { store, jobs } = context
  return {
    generate: ({ run: id, job, epoch, inputs }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
        const run = store.runs.get(id)
        return toRgba(await shownOf(context, run, epoch, inputs, { signal, progress }))
      }),

    drawLatents: async ({ run: id, seed, count, spread = asTrained }) => {
      const run = store.runs.get(id)
      // What is drawn from no latent has an empty one.
      if (run.latent === 0) return Array.from({ length: count }, () => [])
      const { size, distribution } = latentOf(run)
      const flat =
        seed === 'fixed'
          ? galleryOf(findModel(run.model), run.settings, run.seed).latents
          : spreadOut(drawLatents(seed, count, size, distribution), size, distribution, spread)
      return eachLatent(flat, run.latent, count)
    }
  }
}

/** What a window shows of these values: a picture for each. @throws as `askedFor` and `samplesOf` */
export const shownOf = async (
  context: Context,
  run: Run,
  epoch: number | undefined,
  inputs: SamplingValues,
  work: WorkOptions
): Promise<SamplePixels> => oneEach(context, run, epoch, await askedFor(context, run, inputs, work), work)

/** Pictures asked of the engine at once: bounds its memory. */
const atOnce = 64

/** What drawing needs. */
type Drawing = Pick<Context, 'store' | 'sampler'>

/**
 * What the generator of an epoch's checkpoint (default: the newest) makes of latents.
 * @throws StudioError not-found without such a checkpoint, not-readable when its file is gone or damaged, engine
 */
export async function samplesOf(
  { store, sampler }: Drawing,
  run: Run,
  epoch: number | undefined,
  asked: Asked,
  { signal, progress }: WorkOptions = {}
): Promise<SamplePixels> {
  const checkpoint = checkpointOf(store, run, epoch)
  await checkCheckpoint(store, run, checkpoint)
  const { model, settings, image: shape } = run
  const { count } = asked
  const points = run.examples.scatter ? new Float32Array(2 * count) : undefined
  const pixels = new Uint8Array(points ? 0 : count * elementCount(shape))
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    const share = within(progress, 'Drawing pictures', { first, some, total: count })
    const part = partOf(asked, first, some)
    const made = await sampler.ask(
      generate,
      { model, settings, shape, checkpoint: checkpoint.path, ...part },
      { signal, share }
    )
    if (points) points.set(made.points ?? [], 2 * first)
    else pixels.set(made.pixels, first * elementCount(shape))
  }
  return { count, shape, pixels, ...(points ? { points } : {}) }
}

/** The same as pictures; points all in one. */
export const picturesOf = async (
  context: Drawing,
  run: Run,
  epoch: number | undefined,
  asked: Asked,
  work?: WorkOptions
): Promise<SamplePixels> => pictured(context.store, run, await samplesOf(context, run, epoch, asked, work))

/**
 * A picture for each latent: a point is marked in a scatter of the real ones, over the grid that the generator makes of
 * its latents' plane.
 */
async function oneEach(
  context: Drawing,
  run: Run,
  epoch: number | undefined,
  asked: Asked,
  work: WorkOptions
): Promise<SamplePixels> {
  if (!run.examples.scatter) return picturesOf(context, run, epoch, asked, work)
  const grid = gridLatents(run.latent, latentOf(run).distribution)
  const { points = new Float32Array() } = await samplesOf(context, run, epoch, behind(run, grid, asked), work)
  const onGrid = 2 * (grid.length / run.latent)
  const lines = gridLines(points.subarray(0, onGrid))
  const marked = points.subarray(onGrid)
  const drawings = Array.from({ length: marked.length / 2 }, (_, i) => ({
    lines,
    marked: [marked[2 * i] ?? 0, marked[2 * i + 1] ?? 0] as const
  }))
  return scatters(plotFor(context.store, run, points), drawings, run.image)
}

/** Grey or colour to RGBA, opaque. */
export function toRgba({ count, shape: [height, width, channels], pixels }: SamplePixels): Pixels {
  const rgba = new Uint8Array(count * height * width * 4).fill(255)
  for (let i = 0; i < count * height * width; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[channels * i + (channels === 3 ? c : 0)] ?? 0
  }
  return { count, height, width, rgba }
}

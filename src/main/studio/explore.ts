/** Pictures from latents: what sliders, seeds and sheets of fresh samples ask for. */
import { basename } from 'node:path'
import type { Pixels, Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Handlers } from '../../shared/ipc'
import { drawLatents } from '../../shared/random'
import type { SamplePixels } from '../engine/protocol'
import { findModel } from '../models'
import type { Store } from '../store'
import type { StoredCheckpoint } from '../store/history'
import { damage } from './checkpoints'
import type { Context } from './context'
import { examine } from './engine-report'

export function exploreHandlers({ store, sampler, engines }: Context): Pick<Handlers, 'generate' | 'drawLatents' | 'engineInfo' | 'listEngines'> {
  return {
    generate: async ({ run: id, epoch, latents }) => {
      const run = store.runs.get(id)
      const wrong = latents.find(({ length }) => length !== run.latent)
      if (wrong) throw new StudioError('bad-input', `A latent of "${run.name}" has ${run.latent} numbers; ${wrong.length} were given.`)
      return toRgba(await picturesOf(store, sampler, run, epoch, Float32Array.from(latents.flat())))
    },

    drawLatents: async ({ run: id, seed, count }) => {
      const run = store.runs.get(id)
      const flat = drawLatents(seed === 'fixed' ? run.seed : seed, count, run.latent, findModel(run.model).latentDistribution)
      return Array.from({ length: count }, (_, i) => [...flat.subarray(i * run.latent, (i + 1) * run.latent)])
    },

    engineInfo: () => sampler.info(),

    listEngines: () => examine(engines)
  }
}

/** Pictures asked of the engine at once: bounds its memory. */
const atOnce = 64

/**
 * What the generator of an epoch's checkpoint (default: the newest) makes of latents, count × run.latent.
 * @throws StudioError not-found without such a checkpoint, not-readable when its file is gone or damaged, engine
 */
export async function picturesOf(store: Store, sampler: Context['sampler'], run: Run, epoch: number | undefined, latents: Float32Array): Promise<SamplePixels> {
  const checkpoint = checkpointOf(store, run, epoch)
  const { model, settings, image: shape } = run
  const each = shape[0] * shape[1] * shape[2]
  const count = latents.length / run.latent
  const pixels = new Uint8Array(count * each)
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    const order = { model, settings, shape, checkpoint: checkpoint.path, count: some, latents: latents.slice(first * run.latent, (first + some) * run.latent) }
    const made = await sampler.generate(order).catch(async (error: unknown) => {
      const wrong = await damage(checkpoint)
      if (!wrong) throw error
      throw new StudioError('not-readable', `The checkpoint ${basename(checkpoint.path)} of "${run.name}" ${wrong}. Choose another epoch.`, { cause: error })
    })
    pixels.set(made.pixels, first * each)
  }
  return { count, shape, pixels }
}

/** Where an epoch has several (it was stopped half-way into the next), the one at its end. */
function checkpointOf(store: Store, run: Run, epoch: number | undefined): StoredCheckpoint {
  const checkpoints = store.history.checkpoints(run.id)
  const found = epoch === undefined ? checkpoints.at(-1) : checkpoints.find(checkpoint => checkpoint.epoch === epoch)
  if (found) return found
  const there = [...new Set(checkpoints.map(checkpoint => checkpoint.epoch))]
  throw new StudioError('not-found', there.length === 0
    ? `"${run.name}" has no checkpoint yet. The first comes at the end of its first epoch.`
    : `"${run.name}" has no checkpoint of epoch ${epoch ?? ''}. It has: ${there.length > 12 ? `${there.slice(0, 5).join(', ')} … ${there.slice(-5).join(', ')}` : there.join(', ')}.`)
}

/** Grey or colour to RGBA, opaque. */
export function toRgba({ count, shape: [height, width, channels], pixels }: SamplePixels): Pixels {
  const rgba = new Uint8Array(count * height * width * 4).fill(255)
  for (let i = 0; i < count * height * width; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[channels * i + (channels === 3 ? c : 0)] ?? 0
  }
  return { count, height, width, rgba }
}

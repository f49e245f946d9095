/**
 * Trains one recipe for so many processor seconds of this process, draws from it, and says what it came to. Its order
 * is a JSON file; what it drew is packed in `pictures`.
 *
 *     node out/main/recipe.js ORDER
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImageShape, Settings } from '../../src/shared/domain'
import { drawLatents, permutation } from '../../src/shared/random'
import { threadEnvironment } from '../../src/main/engine/threads'
import type { CheckpointFile, TrainOrder } from '../../src/main/engine/protocol'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

export interface RecipeOrder {
  model: string
  settings: Settings
  seed: number
  /** Processor seconds, from the start of this process. */
  seconds: number
  dataset: { path: string; count: number; labels: number[]; classes: number }
  /** File for what is drawn: count × height × width × channels bytes. */
  pictures: string
  count: number
}
export interface RecipeResult {
  steps: number
  seconds: number
  shape: ImageShape
}

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RecipeOrder
const model = findModel(order.model)
const settings = completeSettings(model, { ...order.settings, epochs: 100_000 })
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
// The library loads with the next line, with its threads decided.
Object.assign(process.env, threadEnvironment(model, settings))
await (await import('../../src/main/engine/engines')).openEngine('tensorflow')
const [{ Sampler }, { train }] = await Promise.all([
  import('../../src/main/engine/sampling/sampler'),
  import('../../src/main/engine/training')
])

const shape = model.image(settings)
const latent = model.latent(settings)
const used = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
/** Inputs of so many pictures: latents, and classes in turn where the model is conditioned on them. */
const inputsOf = (count: number, seed: number): TrainOrder['sampleInputs'] => ({
  latents: drawLatents(seed, count, latent, model.latentDistribution),
  ...(model.sampling.inputs(settings).some(({ kind }) => kind === 'choice')
    ? { labels: Int32Array.from(permutation(count, 'classes'), i => i % Math.max(1, order.dataset.classes)) }
    : {})
})

const checkpoints = mkdtempSync(join(tmpdir(), 'atelier-recipe-'))
try {
  let kept: CheckpointFile | null = null
  let steps = 0
  await train(
    {
      type: 'train',
      model: model.id,
      settings,
      seed: order.seed,
      epochs: 100_000,
      dataset: {
        path: order.dataset.path,
        count: order.dataset.count,
        shape,
        ...(order.dataset.classes > 1 ? { labels: Int32Array.from(order.dataset.labels) } : {})
      },
      checkpoints,
      resumeFrom: null,
      sampleInputs: inputsOf(model.sampleCount(settings), order.seed),
      sampleCount: model.sampleCount(settings)
    },
    report => {
      if (report.type === 'stopped') steps = report.step
      if (report.type !== 'epoch' && report.type !== 'stopped') return
      if (!report.checkpoint) return
      if (kept) rmSync(join(checkpoints, kept.file))
      kept = report.checkpoint
    },
    { shouldStop: async () => used() >= order.seconds, reportEvery: 1000 }
  )
  const seconds = used()
  const { file } = (kept as CheckpointFile | null) ?? { file: '' }
  const { pixels } = await new Sampler().generate({
    model: model.id,
    settings,
    shape,
    checkpoint: join(checkpoints, file),
    inputs: inputsOf(order.count, 1000 + order.seed),
    count: order.count
  })
  writeFileSync(order.pictures, pixels)
  process.stdout.write(`${JSON.stringify({ steps, seconds, shape } satisfies RecipeResult)}\n`)
} finally {
  rmSync(checkpoints, { recursive: true, force: true })
}

/**
 * Does a changed setting make as good pictures at equal steps? Trains a model on a bundled dataset as recommended and
 * with each change, with the same seeds for the same epochs, and prints how far what it makes is from the dataset
 * (sliced Wasserstein distance), and how far each change is from the recommended settings, seed by seed. A table on
 * stderr, one JSON document on stdout.
 *
 *     node out/main/quality.js [--change precision=bfloat16]… [--model dcgan-28] [--dataset fashion-mini] [--epochs
 * 10]… [--seeds 3] [--pictures 2000]
 *
 * Several --epochs measure the same runs at each of them.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Settings } from '../src/shared/domain'
import { readSettings } from '../src/main/cli/settings'
import { threadEnvironment } from '../src/main/engine/threads'
import { importImages, openSource } from '../src/main/datasets'
import { Decoder } from '../src/main/studio/decoder/decoder'
import { startDecoder } from '../src/main/studio/decoder/process'
import { forkProcess } from '../src/main/studio/processes/fork'
import { slicedWasserstein } from '../src/main/metrics/sliced-wasserstein'
import { findModel } from '../src/main/models'
import { completeSettings, numberSetting } from '../src/main/models/definition'
import { drawLatents, permutation } from '../src/shared/random'

const { values } = parseArgs({
  options: {
    change: { type: 'string', multiple: true, default: ['precision=bfloat16'] },
    model: { type: 'string', default: 'dcgan-28' },
    dataset: { type: 'string', default: 'fashion-mini' },
    epochs: { type: 'string', multiple: true, default: ['10'] },
    seeds: { type: 'string', default: '3' },
    pictures: { type: 'string', default: '2000' }
  }
})
const model = findModel(values.model)
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
// The library loads with the next line, with its threads decided.
Object.assign(process.env, threadEnvironment(model, completeSettings(model, {})))
const engine = await (await import('../src/main/engine/engines')).openEngine('tensorflow')
const [{ Sampler }, { train }] = await Promise.all([
  import('../src/main/engine/sampling/sampler'),
  import('../src/main/engine/training')
])

const asRecommended = 'as recommended'
const variants = [
  { name: asRecommended, settings: {} },
  ...values.change.map(name => ({ name, settings: readSettings(model, [name]) }))
]
for (const {
  settings: { precision }
} of variants as { settings: Settings }[]) {
  if (precision !== undefined && !engine.precisions.includes(String(precision)))
    throw new Error(`This processor is not made for ${String(precision)}: there is nothing to compare.`)
}
const at = values.epochs.map(Number).sort((a, b) => a - b)
const count = Number(values.pictures)
const folder = mkdtempSync(join(tmpdir(), 'atelier-quality-'))
const decoder = new Decoder(() => startDecoder(forkProcess))
try {
  const report = await importImages(openSource('builtin', values.dataset), decoder, () => join(folder, 'pictures.u8'), {
    framing: framing(model.image(completeSettings(model, {})))
  })
  const { settings: recommended } = model.suits({
    imageCount: report.images.length,
    exampleCount: report.images.length,
    sourceSize: report.sourceSize,
    grey: report.grey,
    labels: report.labels
  })
  const real = readFileSync(report.cache)
  const shape = model.image(completeSettings(model, recommended))
  const size = shape[0] * shape[1] * shape[2]
  const distance = (pictures: Uint8Array): number => slicedWasserstein(pictures, real, size)

  const results: { variant: string; seed: number; epoch: number; distance: number }[] = []
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    for (const variant of variants) {
      const settings = completeSettings(model, { ...recommended, ...variant.settings, epochs: at.at(-1) ?? 1 })
      const latent = model.latent(settings)
      const checkpoints = mkdtempSync(join(folder, 'run'))
      const files = new Map<number, string>()
      await train(
        {
          type: 'train',
          model: model.id,
          settings,
          seed,
          epochs: numberSetting(settings, 'epochs'),
          dataset: { path: report.cache, count: report.images.length, shape },
          checkpoints,
          resumeFrom: null,
          sampleInputs: { latents: drawLatents(seed, model.sampleCount(settings), latent, model.latentDistribution) },
          sampleCount: model.sampleCount(settings)
        },
        said => {
          if (said.type !== 'epoch') return
          const file = join(checkpoints, said.checkpoint.file)
          if (at.includes(said.epoch)) files.set(said.epoch, file)
          else rmSync(file)
          process.stderr.write(`\rseed ${seed}, ${variant.name}: epoch ${said.epoch} of ${at.at(-1)}   `)
        },
        { shouldStop: async () => false, reportEvery: 1000 }
      )
      const sampler = new Sampler()
      const latents = drawLatents(1000 + seed, count, latent, model.latentDistribution)
      for (const [epoch, checkpoint] of files) {
        const { pixels } = await sampler.generate({
          model: model.id,
          settings,
          shape,
          checkpoint,
          inputs: { latents },
          count
        })
        results.push({ variant: variant.name, seed, epoch, distance: distance(pixels) })
      }
      rmSync(checkpoints, { recursive: true })
    }
  }

  // As near as pictures that were not trained on can be expected to come, and as far as noise.
  const shuffled = permutation(report.images.length, 'halves')
  const half = (from: number, to: number): Uint8Array =>
    Buffer.concat([...shuffled.slice(from, to)].map(i => real.subarray(i * size, (i + 1) * size)))
  const middle = shuffled.length >> 1
  const halves = slicedWasserstein(half(0, middle), half(middle, shuffled.length), size)
  const grey = distance(new Uint8Array(size * 100).fill(128))
  process.stderr.write(
    `\n\n| ${model.id} on ${values.dataset} | ${at.map(epoch => `epoch ${epoch}`).join(' | ')} ` +
      `|\n|---|${at.map(() => '---').join('|')}|\n`
  )
  const found = (variant: string, epoch: number): number[] =>
    results.filter(result => result.variant === variant && result.epoch === epoch).map(result => result.distance)
  for (const { name } of variants)
    process.stderr.write(`| ${name} | ${at.map(epoch => spread(found(name, epoch))).join(' | ')} |\n`)
  for (const { name } of variants.slice(1)) {
    const cells = at.map(epoch => {
      const usual = found(asRecommended, epoch)
      return difference(found(name, epoch).map((distance, i) => distance - (usual[i] ?? Number.NaN)))
    })
    process.stderr.write(`| ${name}, difference by seed | ${cells.join(' | ')} |\n`)
  }
  process.stderr.write(
    `\nOne half of the dataset to the other: ${halves.toFixed(4)}. Plain grey pictures: ${grey.toFixed(4)}.\n`
  )
  const summary = {
    engine: `${engine.title} ${engine.version} ${engine.device}`,
    model: model.id,
    dataset: values.dataset,
    settings: recommended,
    pictures: count,
    halves,
    grey,
    results
  }
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)
} finally {
  decoder.close()
  rmSync(folder, { recursive: true, force: true })
}

function framing([height, , channels]: readonly [number, number, number]): {
  size: number
  channels: 1 | 3
  fit: 'cover'
  position: 'centre'
} {
  return { size: height, channels: channels === 3 ? 3 : 1, fit: 'cover', position: 'centre' }
}

/** Mean and its standard error. */
function difference(numbers: readonly number[]): string {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (numbers.length - 1)
  return `${mean >= 0 ? '+' : '−'}${Math.abs(mean).toFixed(4)} ± ${Math.sqrt(variance / numbers.length).toFixed(4)}`
}

/** Mean and range. */
function spread(numbers: readonly number[]): string {
  return (
    `${(numbers.reduce((a, b) => a + b, 0) / numbers.length).toFixed(4)} ` +
    `(${Math.min(...numbers).toFixed(4)}–${Math.max(...numbers).toFixed(4)})`
  )
}

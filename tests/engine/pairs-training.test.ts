/**
 * Training on a packed file of pairs: that it learns, what its sheets show, exact resume, and translation from a
 * checkpoint.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { unpaired } from '../../src/main/lib/unpaired'
import { openEngine } from '../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryOf, stackRows } from '../../src/main/models/gallery'
import { evenly } from '../../src/shared/sheet-size'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-pairs-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const count = 500
const picture = 28 * 28

/** Outlines of the bundled pictures of clothes, each with the clothes as they are: count × 2 × 28 × 28. */
const pairs = await sharp(resolve(import.meta.dirname, '../../resources/samples/fashion-mini.png'))
  .toColourspace('b-w')
  .raw()
  .toBuffer({ resolveWithObject: true })
  .then(({ data, info }) => {
    const across = info.width / 28
    const rows = new Uint8Array(count * 2 * picture)
    for (let i = 0; i < count; i++) {
      const at = (y: number, x: number): number =>
        y < 0 || x < 0 || y > 27 || x > 27
          ? 0
          : (data[(Math.floor(i / across) * 28 + y) * info.width + (i % across) * 28 + x] ?? 0)
      for (let y = 0; y < 28; y++)
        for (let x = 0; x < 28; x++) {
          rows[i * 2 * picture + y * 28 + x] =
            Math.abs(at(y, x + 1) - at(y, x - 1)) + Math.abs(at(y + 1, x) - at(y - 1, x)) > 60 ? 255 : 0
          rows[(i * 2 + 1) * picture + y * 28 + x] = at(y, x)
        }
    }
    return rows
  })
const path = join(folder, 'pairs.u8')
writeFileSync(path, pairs)
const { targets } = unpaired(pairs, picture)

const model = findModel('cgan-image')
const settingsOf = (given: Settings): Settings =>
  completeSettings(model, { channels: 'grey', width: 8, batchSize: 50, samples: 12, ...given })

async function run(
  given: Settings,
  { epochs, resumeFrom = null, stopAt = Infinity }: { epochs: number; resumeFrom?: string | null; stopAt?: number }
) {
  const settings = settingsOf(given)
  const { latents, columns, pictures } = galleryOf(model, settings, 3)
  const order: TrainOrder = {
    type: 'train',
    model: 'cgan-image',
    settings,
    seed: 3,
    epochs,
    dataset: { path, count, exampleKind: 'pairs', shape: [28, 28, 1] },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom,
    sampleInputs: { latents },
    sampleColumns: columns,
    samplePictures: pictures,
    sampleCount: model.sampleCount(settings)
  }
  const reports: Report[] = []
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 }
  )
  return {
    reports,
    settings,
    latents,
    folder: order.checkpoints,
    epochs: reports.flatMap(report => (report.type === 'epoch' ? [report] : []))
  }
}
const weights = (from: string, step: number) =>
  new Map(
    [...readTensors(join(from, `step-${String(step).padStart(8, '0')}.safetensors`)).tensors].map(
      ([name, { values }]) => [name, values]
    )
  )

/** Mean distance of a pixel from the best single picture, each pixel its median, in units of [−1, 1]. */
function baseline(): number {
  let sum = 0
  for (let pixel = 0; pixel < picture; pixel++) {
    const values = Array.from({ length: count }, (_, i) => targets[i * picture + pixel] ?? 0).sort((a, b) => a - b)
    const middle = values[count / 2] ?? 0
    for (const value of values) sum += Math.abs(value - middle)
  }
  return sum / (count * picture) / 127.5
}

test(
  'outlines are filled better than the median picture would, and sheets show inputs, what was made, and ' + 'targets',
  async () => {
    const { epochs, settings, latents, folder: checkpoints } = await run({ learningRate: 2e-3 }, { epochs: 20 })
    const last = epochs.at(-1)
    expect(last?.losses).toHaveLength(3)
    expect(last?.losses[2]).toBeLessThan(0.75 * baseline())
    expect(last?.losses[2]).toBeLessThan(0.6 * (epochs[0]?.losses[2] ?? 0))

    // Twelve pairs in two rows, three pictures high each.
    const { columns = 0, count: shown, pixels = new Uint8Array() } = last?.samples ?? {}
    expect([shown, columns]).toEqual([36, 6])
    const rows = (of: number): Uint8Array =>
      Uint8Array.from(
        [of, of + 3].flatMap(i => [...pixels.subarray(i * columns * picture, (i + 1) * columns * picture)])
      )
    const chosen = unpaired(
      Uint8Array.from([...evenly(12, count)].flatMap(i => [...pairs.subarray(i * 2 * picture, (i + 1) * 2 * picture)])),
      picture
    )
    expect(rows(0)).toEqual(chosen.inputs)
    expect(rows(2)).toEqual(chosen.targets)
    const far = (a: Uint8Array, b: Uint8Array): number =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length
    expect(far(rows(1), rows(2))).toBeLessThan(0.6 * far(rows(0), rows(2)))
    expect(far(rows(1), rows(2))).toBeGreaterThan(1)

    // The checkpoint's own translation, outside of training, with pictures given or not.
    const order = {
      model: 'cgan-image',
      settings,
      shape: [28, 28, 1] as [number, number, number],
      checkpoint: join(checkpoints, 'step-00000200.safetensors'),
      inputs: { latents },
      count: 12
    }
    const sampler = new Sampler()
    const made = await sampler.generate({ ...order, inputs: { latents, input: chosen.inputs } })
    expect(far(stackRows([chosen.inputs, made.pixels, chosen.targets], columns, picture), pixels)).toBeLessThan(0.1)
    await expect(sampler.generate(order)).rejects.toThrow(
      'is drawn from "input", 784 numbers for each picture; none were given'
    )
  },
  120_000
)

test.each<Settings>([{}, { accumulate: 2, emaDecay: 0.9 }])(
  '%j goes on from a checkpoint in the middle of an epoch to the very same weights',
  async given => {
    const whole = await run(given, { epochs: 2 })
    const stopped = await run(given, { epochs: 2, stopAt: 13 })
    const resumed = await run(given, { epochs: 2, resumeFrom: join(stopped.folder, 'step-00000013.safetensors') })
    expect(weights(resumed.folder, 20)).toEqual(weights(whole.folder, 20))
  },
  60_000
)

test('pictures are refused where pairs are wanted, and a file that is not whole', async () => {
  const settings = settingsOf({})
  const order: TrainOrder = {
    type: 'train',
    model: 'cgan-image',
    settings,
    seed: 3,
    epochs: 1,
    dataset: { path, count: 2 * count, shape: [28, 28, 1] },
    checkpoints: folder,
    resumeFrom: null,
    sampleInputs: { latents: new Float32Array(600) },
    samplePictures: 6,
    sampleCount: 18
  }
  const trained = (dataset: TrainOrder['dataset']) =>
    train({ ...order, dataset }, () => undefined, { shouldStop: async () => false, reportEvery: 0 })
  await expect(trained(order.dataset)).rejects.toThrow('learns pairs; the dataset holds pictures')
  await expect(trained({ ...order.dataset, exampleKind: 'pairs' })).rejects.toThrow(
    `hold ${pairs.length} bytes instead of ${2 * pairs.length}`
  )
})

import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { drawLatents, uniformStream } from '../../src/shared/random'
import { openEngine } from '../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { precisions } from '../../src/main/engine/tensorflow/precisions'
import { train, type TrainingControl } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-training-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const count = 40
const random = uniformStream('training pictures')
const path = join(folder, 'pictures.bin')
writeFileSync(
  path,
  Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))
)

const settings = completeSettings(findModel('dcgan-28'), { width: 8, batchSize: 8, samples: 4 })
const order = (name: string, change: Partial<TrainOrder> = {}): TrainOrder => ({
  type: 'train',
  model: 'dcgan-28',
  settings,
  seed: 3,
  epochs: 3,
  dataset: { path, count, shape: [28, 28, 1] },
  checkpoints: mkdtempSync(join(folder, name)),
  resumeFrom: null,
  sampleInputs: { latents: drawLatents(3, 4, 100) },
  sampleCount: 4,
  ...change
})

interface Outcome {
  reports: Report[]
  losses: number[]
  folder: string
}
async function run(given: TrainOrder, stopAt = Infinity, early?: TrainingControl['early']): Promise<Outcome> {
  const reports: Report[] = []
  await train(
    given,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0, ...(early ? { early } : {}) }
  )
  return {
    reports,
    folder: given.checkpoints,
    losses: reports.flatMap(report => (report.type === 'steps' ? report.losses.flatMap(column => [...column]) : []))
  }
}
const epochs = ({ reports }: Outcome) => reports.filter(report => report.type === 'epoch')
const weights = (outcome: Outcome, file: string) =>
  new Map([...readTensors(join(outcome.folder, file)).tensors].map(([name, tensor]) => [name, tensor.values]))

describe('a training run', () => {
  test('reports every step, and each epoch with its samples and checkpoint', async () => {
    const outcome = await run(order('whole'))
    expect(outcome.reports[0]).toMatchObject({ type: 'started', stepsPerEpoch: 5, step: 0 })
    expect(outcome.losses).toHaveLength(2 * 15)
    expect(epochs(outcome).map(report => [report.epoch, report.step, report.checkpoint.file])).toEqual([
      [1, 5, 'step-00000005.safetensors'],
      [2, 10, 'step-00000010.safetensors'],
      [3, 15, 'step-00000015.safetensors']
    ])
    const [first, , last] = epochs(outcome)
    expect(first?.samples).toMatchObject({ count: 4, shape: [28, 28, 1] })
    expect(first?.samples.pixels).toHaveLength(4 * 784)
    expect(last?.samples.pixels).not.toEqual(first?.samples.pixels)
    expect(outcome.reports.at(-1)).toEqual({ type: 'done', epochs: 3, step: 15 })
  })

  test('is the same again from the same seed, and another from another', async () => {
    const [a, b, c] = [await run(order('a')), await run(order('b')), await run(order('c', { seed: 4 }))]
    expect(b.losses).toEqual(a.losses)
    expect(weights(b, 'step-00000015.safetensors')).toEqual(weights(a, 'step-00000015.safetensors'))
    expect(c.losses).not.toEqual(a.losses)
  })

  test('samples drawn in the first epoch are of their step, and change nothing of what is trained', async () => {
    const always = { due: () => true, drawn: () => {} }
    const [plain, watched] = [await run(order('plain')), await run(order('watched'), Infinity, always)]
    const early = watched.reports.filter(report => report.type === 'early')
    expect(early.map(({ step }) => step)).toEqual([1, 2, 3, 4])
    expect(new Set(early.map(({ samples }) => Buffer.from(samples.pixels).toString('hex'))).size).toBe(4)
    expect(early[0]?.samples).toMatchObject({ count: 4, shape: [28, 28, 1] })
    expect(watched.losses).toEqual(plain.losses)
    expect(weights(watched, 'step-00000015.safetensors')).toEqual(weights(plain, 'step-00000015.safetensors'))
    // Also where it goes on in the middle of its first epoch.
    const stopped = await run(order('stopped early'), 3, always)
    const last = stopped.reports.at(-1)
    const resumeFrom = join(stopped.folder, last?.type === 'stopped' ? (last.checkpoint?.file ?? '') : '')
    const resumed = await run(order('resumed early', { resumeFrom }), Infinity, always)
    expect(resumed.reports.filter(report => report.type === 'early').map(({ step }) => step)).toEqual([4])
    expect(weights(resumed, 'step-00000015.safetensors')).toEqual(weights(plain, 'step-00000015.safetensors'))
  })

  test.each([
    ['at the end of an epoch', 10],
    ['in the middle of one', 7]
  ])('goes on from a checkpoint %s to the very same weights', async (_, stopAt) => {
    const whole = await run(order('uninterrupted'))
    const stopped = await run(order('stopped'), stopAt)
    const last = stopped.reports.at(-1)
    expect(last).toMatchObject({ type: 'stopped', step: stopAt })
    // At an epoch's end its own checkpoint is the one; in the middle the stop saves another.
    const saved = last?.type === 'stopped' && last.checkpoint ? last.checkpoint : epochs(stopped).at(-1)?.checkpoint
    expect(saved?.step).toBe(stopAt)
    const from = join(stopped.folder, saved?.file ?? '')
    const resumed = await run(order('resumed', { resumeFrom: from }))
    expect(epochs(resumed).at(-1)?.step).toBe(15)
    expect(weights(resumed, 'step-00000015.safetensors')).toEqual(weights(whole, 'step-00000015.safetensors'))
  })

  test('an epoch that was broken off again and again comes to what an unbroken one does', async () => {
    const whole = await run(order('unbroken'))
    const fileOf = ({ folder, reports }: Outcome): string => {
      const last = reports.at(-1)
      return join(folder, last?.type === 'stopped' ? (last.checkpoint?.file ?? '') : '')
    }
    const first = await run(order('broken'), 7)
    const second = await run(order('again', { resumeFrom: fileOf(first) }), 8)
    // A kill leaves nothing: what goes on begins at the last checkpoint, whatever was trained since.
    const killed: Report[] = []
    const third = order('killed', { resumeFrom: fileOf(second) })
    await expect(
      train(
        third,
        report => {
          killed.push(report)
          if (report.type === 'steps' && report.firstStep === 9) throw new Error('killed')
        },
        { shouldStop: async () => false, reportEvery: 0 }
      )
    ).rejects.toThrow('killed')
    const last = await run(order('resumed', { resumeFrom: fileOf(second) }))
    const told = ({ epoch, losses, measures, step }: ReturnType<typeof epochs>[number]) => ({
      epoch,
      losses,
      measures,
      step
    })
    expect([...epochs(first), ...epochs(last)].map(told)).toEqual(epochs(whole).map(told))
    expect(epochs(whole)).toHaveLength(3)
    // Its seconds are those of all its steps, its speed that of the whole epoch.
    const [end] = epochs(last)
    const { seconds } = JSON.parse(readTensors(fileOf(second)).metadata.totals ?? '{}') as { seconds: number }
    expect(seconds).toBeGreaterThan(0)
    expect(end?.seconds).toBeGreaterThan(seconds)
    expect(end?.stepsPerSecond).toBeCloseTo(5 / (end?.seconds ?? 0), 6)
    expect(readTensors(join(whole.folder, 'step-00000010.safetensors')).metadata.totals).toBeUndefined()
  })

  test('a pause is not in the seconds of its epoch', async () => {
    const reports: Report[] = []
    await train(
      order('paused'),
      report => {
        reports.push(report)
      },
      {
        shouldStop: async step => {
          if (step === 7) await new Promise(next => setTimeout(next, 3000))
          return false
        },
        reportEvery: 0
      }
    )
    const [, paused] = reports.filter(report => report.type === 'epoch')
    expect(paused?.seconds).toBeLessThan(3)
  })

  let plain: ReturnType<typeof weights> | undefined
  test.each<Settings>([
    { optimiser: 'adamw' },
    { optimiser: 'rmsprop' },
    { optimiser: 'sgd' },
    { optimiser: 'nesterov' },
    { clipNorm: 0.05 },
    { schedule: 'linear' },
    { schedule: 'cosine' },
    { emaDecay: 0.9 },
    { accumulate: 3 },
    { precision: 'bfloat16' },
    { optimiser: 'adamw', clipNorm: 0.05, schedule: 'cosine', emaDecay: 0.9, accumulate: 2 }
  ])('goes on exactly with %j', async option => {
    const given = { settings: { ...settings, ...option }, epochs: 2 }
    const whole = await run(order('uninterrupted', given))
    const stopped = await run(order('stopped', given), 7)
    const last = stopped.reports.at(-1)
    const from = join(stopped.folder, last?.type === 'stopped' ? (last.checkpoint?.file ?? '') : '')
    const resumed = await run(order('resumed', { ...given, resumeFrom: from }))
    expect(weights(resumed, 'step-00000010.safetensors')).toEqual(weights(whole, 'step-00000010.safetensors'))
    expect(epochs(resumed).at(-1)?.samples).toEqual(epochs(whole).at(-1)?.samples)
    // And the option does something.
    plain ??= weights(await run(order('without', { epochs: 2 })), 'step-00000010.safetensors')
    const missing = option.precision === 'bfloat16' && !precisions.includes('bfloat16')
    if (missing) expect(weights(whole, 'step-00000010.safetensors')).toEqual(plain)
    else expect(weights(whole, 'step-00000010.safetensors')).not.toEqual(plain)
    expect(whole.reports.filter(report => report.type === 'notice')).toEqual(
      missing ? [{ type: 'notice', message: expect.stringMatching(/not made for bfloat16.*float32/) }] : []
    )
  })

  test('an epoch of several passes goes through the pictures in another order each time', async () => {
    const passes = { ...settings, passes: 2 }
    const outcome = await run(order('passes', { settings: passes, epochs: 2 }))
    expect(outcome.reports[0]).toMatchObject({ stepsPerEpoch: 10 })
    expect(epochs(outcome).map(report => report.step)).toEqual([10, 20])
    // The same pictures in the same order as four epochs of one pass: only the names of the places differ.
    expect(outcome.losses).toEqual((await run(order('singles', { epochs: 4 }))).losses)
  })

  test('names what is wrong with its order', async () => {
    await expect(run(order('few', { dataset: { path, count: 4, shape: [28, 28, 1] } }))).rejects.toThrow(
      '4 pictures do not fill one batch of 8'
    )
    await expect(run(order('cut', { dataset: { path, count: 41, shape: [28, 28, 1] } }))).rejects.toThrow(
      'Import the dataset again'
    )
    await expect(run(order('gone', { resumeFrom: join(folder, 'nothing.safetensors') }))).rejects.toThrow(
      'nothing.safetensors cannot be read'
    )
  })
})

test.each<Settings>([{}, { emaDecay: 0.9 }])(
  'the sampler draws what training drew from the same checkpoint and latents, in any batch, with %j',
  async option => {
    const chosen = { ...settings, ...option }
    const outcome = await run(order('sampled', { settings: chosen }))
    const last = epochs(outcome).at(-1)
    const sampler = new Sampler()
    const draw = async (latents: Float32Array, n: number) =>
      (
        await sampler.generate({
          model: 'dcgan-28',
          settings: chosen,
          shape: [28, 28, 1],
          checkpoint: join(outcome.folder, last?.checkpoint.file ?? ''),
          inputs: { latents },
          count: n
        })
      ).pixels
    const latents = drawLatents(3, 4, 100)
    const close = (a: Uint8Array, b: Uint8Array | undefined) =>
      Math.max(...a.map((value, i) => Math.abs(value - (b?.[i] ?? 255))))
    expect(close(await draw(latents, 4), last?.samples.pixels)).toBeLessThanOrEqual(1)
    expect(close(await draw(latents.subarray(0, 100), 1), last?.samples.pixels.subarray(0, 784))).toBeLessThanOrEqual(1)
  }
)

test('a checkpoint that was written anew under the same name is drawn from as it is now', async () => {
  const outcome = await run(order('anew'))
  const [first, , last] = epochs(outcome)
  const [before, now] = [first, last].map(report => join(outcome.folder, report?.checkpoint.file ?? ''))
  const sampler = new Sampler()
  const draw = async (count = 4) =>
    (
      await sampler.generate({
        model: 'dcgan-28',
        settings,
        shape: [28, 28, 1],
        checkpoint: now ?? '',
        inputs: { latents: drawLatents(3, 4, 100).subarray(0, 100 * count) },
        count
      })
    ).pixels
  const far = (a: Uint8Array, b: Uint8Array | undefined) =>
    Math.max(...a.map((value, i) => Math.abs(value - (b?.[i] ?? 255))))
  expect(far(await draw(), last?.samples.pixels)).toBeLessThanOrEqual(1)
  expect(far(await draw(1), last?.samples.pixels)).toBeLessThanOrEqual(1)
  copyFileSync(before ?? '', now ?? '')
  expect(far(await draw(), first?.samples.pixels)).toBeLessThanOrEqual(1)
  // One picture is drawn by another program than four: it has the new weights, too.
  expect(far(await draw(1), first?.samples.pixels)).toBeLessThanOrEqual(1)
  expect(far(await draw(), last?.samples.pixels)).toBeGreaterThan(1)
})

test(
  'small-data goes on exactly, its power iterations included, ' + 'and the sampler draws what training drew',
  async () => {
    const photos = join(folder, 'photos.bin')
    const shape: [number, number, number] = [64, 64, 3]
    writeFileSync(
      photos,
      Uint8Array.from({ length: 12 * 64 * 64 * 3 }, () => Math.floor(random() * 256))
    )
    const chosen = completeSettings(findModel('small-data'), { width: 4, batchSize: 4, samples: 4 })
    const given = { model: 'small-data', settings: chosen, epochs: 2, dataset: { path: photos, count: 12, shape } }
    const whole = await run(order('uninterrupted', given))
    const stopped = await run(order('stopped', given), 4)
    const last = stopped.reports.at(-1)
    const resumed = await run(
      order('resumed', {
        ...given,
        resumeFrom: join(stopped.folder, last?.type === 'stopped' ? (last.checkpoint?.file ?? '') : '')
      })
    )
    const end = weights(whole, 'step-00000006.safetensors')
    expect(end.has('discriminator/conv/spectralOut')).toBe(true)
    expect(weights(resumed, 'step-00000006.safetensors')).toEqual(end)

    const drawn = await new Sampler().generate({
      model: 'small-data',
      settings: chosen,
      shape,
      checkpoint: join(whole.folder, 'step-00000006.safetensors'),
      inputs: { latents: drawLatents(3, 4, 100) },
      count: 4
    })
    const trained = epochs(whole).at(-1)?.samples.pixels
    expect(Math.max(...drawn.pixels.map((value, i) => Math.abs(value - (trained?.[i] ?? 255))))).toBeLessThanOrEqual(1)
  }
)

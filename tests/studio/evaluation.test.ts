import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sheet } from '../../src/shared/domain'
import { permutation } from '../../src/shared/random'
import { decodeSheet } from '../exports/decode-sheet'
import { meanMsSsim } from '../../src/main/metrics/ms-ssim'
import { slicedWasserstein } from '../../src/main/metrics/sliced-wasserstein'
import { buildEvaluator } from './evaluator'
import { importPebbles, openBench, small, type Bench } from './fixtures'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

const shape: [number, number, number] = [28, 28, 1]
const each = 28 * 28

/** A finished run of 3 epochs on 12 pebbles. */
async function trained(how: Parameters<typeof openBench>[0] = {}): Promise<Bench & { run: string }> {
  const bench = openBench(how)
  const { id } = await bench.studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(bench.studio)).id,
    seed: 9,
    settings: small
  })
  await bench.until(id, 'finished')
  return { ...bench, run: id }
}

/** The training pictures as the run sees them. */
function pebbles({ studio: { store } }: Bench, run: string): Uint8Array {
  const { dataset } = store.runs.get(run)
  const cache = dataset && store.datasets.cache(dataset, store.runs.framing(run))
  return new Uint8Array(readFileSync(cache ? cache.path : ''))
}

/** A sheet's tiles. */
async function tiles(sheet: Sheet): Promise<Uint8Array[]> {
  const { count, pixels } = await decodeSheet(sheet)
  return Array.from({ length: count }, (_, i) => pixels.subarray(i * each, (i + 1) * each))
}

test('metrics of the epochs asked for are those of its samples and pictures, and accumulate', async () => {
  const bench = await trained()
  const {
    studio: { handlers, store },
    run,
    heard
  } = bench
  expect(await handlers.listEvaluations({ run })).toEqual({ epochs: [], nearest: null, classified: [] })
  const job = randomUUID()
  const { epochs, nearest } = await handlers.evaluateRun({ run, job, epochs: [3, 1], samples: 20, seed: 4 })
  expect(epochs.map(({ epoch, samples, seed }) => ({ epoch, samples, seed }))).toEqual(
    [1, 3].map(epoch => ({ epoch, samples: 20, seed: 4 }))
  )

  // Worked out here from what the engine and the cache give. There are 12 pebbles: all of them are the reference.
  const cache = pebbles(bench, run)
  const real = Uint8Array.from(
    [...permutation(12, 'reference', 4)].flatMap(place => [...cache.subarray(place * each, (place + 1) * each)])
  )
  const latents = await handlers.drawLatents({ run, seed: 4, count: 20 })
  for (const found of epochs) {
    const { rgba } = await handlers.generate({ run, epoch: found.epoch, inputs: { latents } })
    const pixels = rgba.filter((_, i) => i % 4 === 0)
    expect(found.slicedWasserstein).toBeCloseTo(slicedWasserstein(pixels, real, each, { seed: 4 }), 12)
    expect(found.msSsim).toBe(meanMsSsim(pixels, shape))
    expect(found.msSsimReal).toBe(meanMsSsim(real, shape))
  }
  expect(epochs[0]?.slicedWasserstein).not.toBe(epochs[1]?.slicedWasserstein)
  expect(nearest).toMatchObject({ epoch: 3, sheet: { count: 32, columns: 8, rows: 4, tileWidth: 28 } })

  const events = heard('progress').filter(event => event.job === job)
  expect(events.length).toBeGreaterThan(2)
  expect(events.map(({ done }) => done)).toEqual(events.map(({ done }) => done).sort((a, b) => a - b))
  expect(events.at(-1)).toMatchObject({ label: 'Evaluating 2 epochs', done: 100, total: 100 })

  await handlers.evaluateRun({ run, job: randomUUID(), epochs: [2], samples: 20, seed: 4 })
  const listed = await handlers.listEvaluations({ run })
  expect(listed.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  expect(listed.nearest).toEqual(nearest)
  await store.flush()
  expect(store.leftovers()).toEqual({ files: [], temporary: [], doubtful: [] })
})

test('the sheet shows samples above their nearest pictures, with their files and distances', async () => {
  const bench = await trained()
  const {
    studio: { handlers, store },
    run
  } = bench
  const { nearest } = await handlers.evaluateRun({ run, job: randomUUID(), samples: 5, seed: 2 })
  if (!nearest) throw new Error('There are no pairs.')
  expect(nearest).toMatchObject({ epoch: 3, sheet: { count: 10, columns: 5, rows: 2 } })
  const shown = await tiles(nearest.sheet)
  const { rgba } = await handlers.generate({
    run,
    inputs: { latents: await handlers.drawLatents({ run, seed: 2, count: 5 }) }
  })
  const cache = pebbles(bench, run)
  const away = (a: Uint8Array, b: Uint8Array): number =>
    Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / each)
  const all = Array.from({ length: 12 }, (_, i) => cache.subarray(i * each, (i + 1) * each))
  for (const [i, { picture, path, distance }] of nearest.pairs.entries()) {
    const sample = rgba.subarray(i * each * 4, (i + 1) * each * 4).filter((_, at) => at % 4 === 0)
    expect(shown[i]).toEqual(sample)
    expect(shown[5 + i]).toEqual(all[picture])
    expect(distance).toBeCloseTo(Math.min(...all.map(pebble => away(sample, pebble))), 9)
    expect(path).toBe(store.datasets.images(store.runs.get(run).dataset ?? '')[picture]?.path)
  }
  const copied = nearest.pairs.filter(({ picture, distance }, i) => {
    const sample = rgba.subarray(i * each * 4, (i + 1) * each * 4).filter((_, at) => at % 4 === 0)
    return distance < Math.min(...all.filter((_, p) => p !== picture).map(pebble => away(sample, pebble))) / 2
  })
  expect(nearest).toMatchObject({ searched: 5, copies: copied.length })
  const among = all
    .map((pebble, i) => Math.min(...all.filter((_, j) => j !== i).map(other => away(pebble, other))))
    .sort((a, b) => a - b)
  expect(nearest.medianReal).toBeCloseTo(((among[5] ?? 0) + (among[6] ?? 0)) / 2, 9)
  expect(nearest.medianSample).toBeCloseTo(
    [...nearest.pairs].sort((a, b) => a.distance - b.distance)[2]?.distance ?? 0,
    9
  )
})

test('asked again it is there at once, without engine or pictures; other samples are worked out anew', async () => {
  const { studio, run } = await trained()
  const ask = (over: object = {}) =>
    studio.handlers.evaluateRun({ run, job: randomUUID(), samples: 6, seed: 0, ...over })
  const first = await ask()
  expect(await ask({ samples: 7 })).not.toEqual(first)
  expect(await ask({ seed: 1 })).not.toEqual(first)
  expect((await studio.handlers.listEvaluations({ run })).epochs).toHaveLength(1)
  await ask()

  await studio.handlers.deleteDataset({ dataset: studio.store.runs.get(run).dataset ?? '' })
  const checkpoints = studio.store.files.checkpoints(run)
  rmSync(checkpoints, { recursive: true })
  expect(await ask()).toEqual(first)
  await expect(ask({ samples: 8 })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('"pebbles" of "pebbles · DCGAN 28" was deleted')
  })
})

test('going back before an epoch forgets what was found of it', async () => {
  const {
    studio: { handlers, store },
    run
  } = await trained()
  await handlers.evaluateRun({ run, job: randomUUID(), epochs: [1, 2], samples: 4, seed: 0 })
  await handlers.evaluateRun({ run, job: randomUUID(), epochs: [3], samples: 4, seed: 0 })
  const sheet = store.files.nearest(run, 3)
  expect(store.history.trim(run, 6)).toContain(sheet)
  const { epochs, nearest } = await handlers.listEvaluations({ run })
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(nearest?.epoch).toBe(2)
})

test('cancelled: said so, finished epochs stay, and it can be asked again', async () => {
  const {
    studio: { handlers },
    events,
    run
  } = await trained()
  const job = randomUUID()
  const asking = handlers.evaluateRun({ run, job, epochs: [1, 2, 3], samples: 2000, seed: 0 })
  const ended = expect(asking).rejects.toMatchObject({ code: 'cancelled' })
  while (!events.some(event => event.name === 'progress' && event.payload.job === job && event.payload.done > 45))
    await new Promise(resolve => setTimeout(resolve, 2))
  await handlers.cancelJob({ job })
  await ended
  const { epochs } = await handlers.listEvaluations({ run })
  expect(epochs.length).toBeGreaterThan(0)
  expect(epochs.length).toBeLessThan(3)
  expect((await handlers.evaluateRun({ run, job, epochs: [3], samples: 4, seed: 0 })).epochs).toHaveLength(1)
})

test('no checkpoint, or none of that epoch: in a sentence', async () => {
  const {
    studio: { handlers },
    run
  } = await trained()
  await expect(handlers.evaluateRun({ run, job: randomUUID(), epochs: [2, 8], samples: 4, seed: 0 })).rejects.toThrow(
    /no checkpoint of epoch 8. It has: 1, 2, 3\./
  )
  await expect(
    handlers.evaluateRun({ run: randomUUID(), job: randomUUID(), samples: 4, seed: 0 })
  ).rejects.toMatchObject({ code: 'not-found' })
})

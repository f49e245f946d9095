import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sheet } from '../../src/shared/domain'
import { permutation } from '../../src/shared/random'
import { decodeSheet } from '../exports/decode-sheet'
import { meanMsSsim } from '../../src/main/metrics/ms-ssim'
import { slicedWasserstein } from '../../src/main/metrics/sliced-wasserstein'
import { buildEvaluator, nearestIn, valueIn } from './evaluator'
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
  const before = await handlers.listEvaluations({ run })
  expect(before).toMatchObject({
    values: [],
    reports: [],
    subjects: [
      { id: 'pictures', refusal: null },
      { id: 'classes', refusal: expect.stringMatching(/no classes/) }
    ]
  })
  expect(before.metrics.map(({ id }) => id).toSorted()).toEqual([
    'classes-by-features',
    'classes-by-pixels',
    'ms-ssim',
    'nearest',
    'sliced-wasserstein'
  ])
  const job = randomUUID()
  const found = await handlers.evaluateRun({ run, job, epochs: [3, 1], options: { samples: 20 }, seed: 4 })
  expect(found.values.map(({ epoch, metric }) => `${metric} ${epoch}`).toSorted()).toEqual([
    'ms-ssim 1',
    'ms-ssim 3',
    'nearest 3',
    'sliced-wasserstein 1',
    'sliced-wasserstein 3'
  ])
  for (const { settings } of found.values) expect(settings).toEqual({ samples: 20, seed: 4 })

  // Worked out here from what the engine and the cache give. There are 12 pebbles: all of them are the reference.
  const cache = pebbles(bench, run)
  const real = Uint8Array.from(
    [...permutation(12, 'reference', 4)].flatMap(place => [...cache.subarray(place * each, (place + 1) * each)])
  )
  const latents = await handlers.drawLatents({ run, seed: 4, count: 20 })
  for (const epoch of [1, 3]) {
    const { rgba } = await handlers.generate({ run, epoch, inputs: { latents } })
    const pixels = rgba.filter((_, i) => i % 4 === 0)
    expect(valueIn(found, 'sliced-wasserstein', epoch)?.value).toBeCloseTo(
      slicedWasserstein(pixels, real, each, { seed: 4 }),
      12
    )
    expect(valueIn(found, 'ms-ssim', epoch)).toMatchObject({
      value: meanMsSsim(pixels, shape),
      reference: meanMsSsim(real, shape)
    })
  }
  expect(valueIn(found, 'sliced-wasserstein', 1)?.value).not.toBe(valueIn(found, 'sliced-wasserstein', 3)?.value)
  const nearest = nearestIn(found)
  expect(nearest).toMatchObject({ epoch: 3, sheet: { count: 32, columns: 8, rows: 4, tileWidth: 28 } })

  const events = heard('progress').filter(event => event.job === job)
  // At most ten a second, and always the last.
  expect(events.length).toBeGreaterThan(1)
  expect(events.map(({ done }) => done)).toEqual(events.map(({ done }) => done).sort((a, b) => a - b))
  expect(events.at(-1)).toMatchObject({ label: 'Evaluating 2 epochs', done: 100, total: 100 })

  await handlers.evaluateRun({
    run,
    job: randomUUID(),
    epochs: [2],
    metrics: ['ms-ssim', 'sliced-wasserstein'],
    options: { samples: 20 },
    seed: 4
  })
  const listed = await handlers.listEvaluations({ run })
  expect(listed.values.filter(({ metric }) => metric === 'ms-ssim').map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  expect(nearestIn(listed)).toEqual(nearest)
  await store.flush()
  expect(store.leftovers()).toEqual({ files: [], temporary: [], doubtful: [] })
})

test('the sheet shows samples above their nearest pictures, with their files and distances', async () => {
  const bench = await trained()
  const {
    studio: { handlers, store },
    run
  } = bench
  const nearest = nearestIn(await handlers.evaluateRun({ run, job: randomUUID(), options: { samples: 5 }, seed: 2 }))
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
  const ask = ({ samples = 6, seed = 0 } = {}) =>
    studio.handlers.evaluateRun({ run, job: randomUUID(), options: { samples }, seed })
  const first = await ask()
  expect(await ask({ samples: 7 })).not.toEqual(first)
  expect(await ask({ seed: 1 })).not.toEqual(first)
  expect((await studio.handlers.listEvaluations({ run })).values).toHaveLength(3)
  await ask()

  await studio.handlers.deleteDataset({ dataset: studio.store.runs.get(run).dataset ?? '' })
  const checkpoints = studio.store.files.checkpoints(run)
  rmSync(checkpoints, { recursive: true })
  const again = await ask()
  expect({ ...again, subjects: [] }).toEqual({ ...first, subjects: [] })
  expect(again.subjects).toMatchObject([{ id: 'pictures', refusal: expect.stringMatching(/were deleted/) }])
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
  await handlers.evaluateRun({ run, job: randomUUID(), epochs: [1, 2], options: { samples: 4 }, seed: 0 })
  await handlers.evaluateRun({ run, job: randomUUID(), epochs: [3], options: { samples: 4 }, seed: 0 })
  const sheet = store.files.figure(run, 'nearest', 3)
  expect(store.history.trim(run, 6)).toContain(sheet)
  const found = await handlers.listEvaluations({ run })
  expect(found.values.filter(({ metric }) => metric === 'ms-ssim').map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(nearestIn(found).epoch).toBe(2)
})

test('cancelled: said so, finished epochs stay, and it can be asked again', async () => {
  const {
    studio: { handlers },
    events,
    run
  } = await trained()
  const job = randomUUID()
  const asking = handlers.evaluateRun({ run, job, epochs: [1, 2, 3], options: { samples: 2000 }, seed: 0 })
  const ended = expect(asking).rejects.toMatchObject({ code: 'cancelled' })
  while (!events.some(event => event.name === 'progress' && event.payload.job === job && event.payload.done > 45))
    await new Promise(resolve => setTimeout(resolve, 2))
  await handlers.cancelJob({ job })
  await ended
  const { values } = await handlers.listEvaluations({ run })
  expect(values.length).toBeGreaterThan(0)
  expect(new Set(values.map(({ epoch }) => epoch)).size).toBeLessThan(3)
  expect((await handlers.evaluateRun({ run, job, epochs: [3], options: { samples: 4 }, seed: 0 })).values).toHaveLength(
    3
  )
})

test('no checkpoint, or none of that epoch: in a sentence', async () => {
  const {
    studio: { handlers },
    run
  } = await trained()
  await expect(
    handlers.evaluateRun({ run, job: randomUUID(), epochs: [2, 8], options: { samples: 4 }, seed: 0 })
  ).rejects.toThrow(/no checkpoint of epoch 8. It has: 1, 2, 3\./)
  await expect(
    handlers.evaluateRun({ run: randomUUID(), job: randomUUID(), options: { samples: 4 }, seed: 0 })
  ).rejects.toMatchObject({ code: 'not-found' })
})

test(
  'metrics are asked for by their names or their subject’s; what ' + 'there is not is said, with what there is',
  async () => {
    const {
      studio: { handlers },
      run
    } = await trained()
    const ask = (metrics: string[], options = { samples: 4 }) =>
      handlers.evaluateRun({ run, job: randomUUID(), metrics, options, seed: 0 })
    expect((await ask(['ms-ssim'])).values.map(({ metric }) => metric)).toEqual(['ms-ssim'])
    expect((await handlers.listEvaluations({ run })).values.map(({ metric }) => metric)).toEqual(['ms-ssim'])
    expect((await ask(['pictures'])).values.map(({ metric }) => metric).toSorted()).toEqual([
      'ms-ssim',
      'nearest',
      'sliced-wasserstein'
    ])
    // Points have another metric: it does not apply to pictures.
    await expect(ask(['gaussian-distance'])).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/^"gaussian-distance" is not measured on a run such as .* What is: .*ms-ssim/)
    })
    await expect(ask(['ms-sim'])).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/no metric "ms-sim".*ms-ssim/)
    })
    await expect(ask(['pictures'], { samples: 1 })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/from 2 to 4096; 1 was asked for/)
    })
  }
)

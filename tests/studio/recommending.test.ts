/** What a preset costs on this machine, and which one is recommended for it. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import type { Store } from '../../src/main/store'
import type { Context } from '../../src/main/studio/context'
import { modelHandlers } from '../../src/main/studio/runs/models'
import { longTraining } from '../../src/main/studio/runs/long-training'
import { stepFlop } from '../../src/main/models/families/step-flop'
import { estimateTraining } from '../../src/main/studio/training/cost'
import { newDataset, newRun, temporaryStore } from '../store/fixtures'

const photos = newDataset({
  grey: false,
  labels: ['photos'],
  sourceSize: { width: 200, height: 200 },
  images: Array.from({ length: 600 }, (_, i) => ({
    path: `${i}.png`,
    partner: null,
    label: 0,
    width: 200,
    height: 200
  }))
})

/** A run of dcgan-64 in the workspace, so many floating-point operations a second. */
function trainedAt(store: Store, dataset: string, rate: number): void {
  const model = findModel('dcgan-64')
  const settings = completeSettings(model, { width: 128 })
  const { id } = store.runs.add(newRun(dataset, { model: model.id, settings }))
  store.history.addEpoch(
    id,
    { epoch: 1, step: 10, losses: [1, 1], measures: {}, seconds: 1, stepsPerSecond: rate / stepFlop(model, settings) },
    {
      epoch: 1,
      path: join(store.files.folder, 's'),
      tileWidth: 4,
      tileHeight: 4,
      columns: 2,
      rows: 2,
      count: 4,
      sha256: 'a'
    },
    { epoch: 1, step: 10, path: join(store.files.folder, 'c'), sha256: 'b', bytes: 1 },
    []
  )
}

/** With an engine that only says what it runs on. */
const contextOf = (store: Store, device: string | null): Context => {
  const ask = async (): Promise<unknown> => {
    if (device === null) throw new Error('No engine is asked where there is no GPU.')
    return { device, software: false }
  }
  return { store, sampler: { ask } } as unknown as Context
}

/** @param device what the engine says it runs on, on a machine with an NVIDIA driver; null where there is none */
async function recommended(rate: number | null, device: string | null = null) {
  const store = temporaryStore()
  const dataset = store.datasets.add(photos)
  if (rate !== null) trainedAt(store, dataset.id, rate)
  const all = await modelHandlers(contextOf(store, device), device !== null).recommendModels({ dataset: dataset.id })
  return { all, best: all[0], r3gan: all.find(({ model }) => model === 'r3gan') }
}

test.each([
  ['nothing was trained here', null],
  ["a processor's speed was measured", 60e9]
])('where %s, what would take days is not recommended, and says so', async (_, rate) => {
  const { best, r3gan } = await recommended(rate)
  expect(best).toMatchObject({ model: 'small-data', recommended: true })
  expect(r3gan).toMatchObject({ recommended: false })
  expect(r3gan?.long).toMatch(
    /^It would take about (\d+ days|a year|\d+ years) on this machine; on a GPU, about (\d+ hours|a day)\.$/
  )
  expect(r3gan?.secondsEstimate).toBeGreaterThan(24 * 60 * 60)
})

test("with a GPU's speed measured, the strongest recipe is recommended", async () => {
  const { best } = await recommended(40e12)
  expect(best).toMatchObject({ model: 'r3gan', recommended: true })
  expect(best?.long).toBeNull()
  expect(best?.secondsEstimate).toBeLessThan(24 * 60 * 60)
})

test('a model that grows costs what its stages do', () => {
  const store = temporaryStore()
  const dataset = store.datasets.add(photos)
  trainedAt(store, dataset.id, 1e12)
  const model = findModel('progan')
  // 37 steps an epoch: two epochs of 4×4, and the rest of the first fade.
  const settings = completeSettings(model, { epochs: 4, batchSize: 16, phasePictures: 74 * 16, size: '64' })
  const [first, second] = [0, 1].map(stage => stepFlop(model, settings, stage)) as [number, number]
  expect(second).toBeGreaterThan(2 * first)
  const { seconds, rough } = estimateTraining(store, model, settings, 600)
  expect(rough).toBe(true)
  // No step is said to be shorter than a millisecond.
  expect(seconds).toBeCloseTo(74 * Math.max(1e-3, first / 1e12) + 74 * Math.max(1e-3, second / 1e12), 6)
})

test('where a GPU is there and nothing was trained yet, it is not taken for a processor', async () => {
  const [gpu, processor] = [await recommended(null, 'GPU'), await recommended(null, 'CPU')]
  const [fast, slow] = [gpu, processor].map(({ r3gan }) => r3gan?.secondsEstimate ?? Number.NaN)
  expect(slow).toBeGreaterThan(10 * (fast ?? Number.NaN))
  // A driver without the libraries for it: TensorFlow computes on the processor.
  expect(processor.best).toMatchObject({ model: 'small-data', recommended: true })
})

test('spans are said to the unit that counts, and a GPU is named only where it is faster', () => {
  const [hour, day] = [3600, 86_400]
  expect(longTraining(day, hour)).toBeNull()
  expect(longTraining(9 * day, 2.6 * hour)).toBe('It would take about 9 days on this machine; on a GPU, about 3 hours.')
  expect(longTraining(1.2 * day, 90)).toBe('It would take about a day on this machine; on a GPU, about 2 minutes.')
  expect(longTraining(400 * day, 3 * day)).toBe('It would take about a year on this machine; on a GPU, about 3 days.')
  expect(longTraining(1500 * day, 1000 * day)).toBe('It would take about 4 years on this machine.')
})

/** What is said before a training begins: numbers of this machine's own runs, and where each is from. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import type { Store } from '../../src/main/store'
import { preFlight } from '../../src/main/studio/runs/pre-flight'
import { memoryFit } from '../../src/main/studio/runs/pre-flight/memory'
import { newDataset, newRun, temporaryStore } from '../store/fixtures'

const model = findModel('dcgan-64')
const settings = completeSettings(model, { epochs: 20 })
const photos = newDataset({
  images: Array.from({ length: 600 }, (_, i) => ({ path: `${i}.png`, partner: null, label: -1, width: 64, height: 64 }))
})

function prepared() {
  const store = temporaryStore()
  const dataset = store.datasets.add(photos)
  return {
    store,
    dataset,
    ask: (given = settings) => preFlight({ store, model, settings: given, dataset, assumed: 1e11 })
  }
}
const line = ({ lines }: ReturnType<typeof preFlight>, key: string) => lines.find(each => each.key === key)

/** A run of ten epochs, a minute each. @param values of a metric, by epoch */
function trained(store: Store, dataset: string, values: readonly number[]): void {
  const image: [number, number, number] = model.image(settings)
  const { id } = store.runs.add(newRun(dataset, { name: 'Stones', model: model.id, settings, image, epochs: 10 }))
  for (let epoch = 1; epoch <= 10; epoch++) {
    const sheet = { tileWidth: 4, tileHeight: 4, columns: 2, rows: 2, count: 4 }
    store.history.addEpoch(
      id,
      { epoch, step: 10 * epoch, losses: [1, 1], measures: {}, seconds: 60, stepsPerSecond: 5 },
      { epoch, path: join(store.files.folder, `s${epoch}`), ...sheet, sha256: 'a' },
      { epoch, step: 10 * epoch, path: join(store.files.folder, `c${epoch}`), sha256: 'b', bytes: 1 },
      []
    )
  }
  store.runs.update(id, { epoch: 10, step: 100, status: 'finished' })
  const found = { reference: null, settings: { samples: 64, seed: 0 }, detail: null, figure: null }
  for (const [i, value] of values.entries())
    store.metrics.add(id, { metric: 'sliced-wasserstein', epoch: i + 1, step: 10 * (i + 1), value, ...found })
}

test('where nothing was trained here, what is assumed is called that, and what nobody knows is not made up', () => {
  const plan = prepared().ask()
  expect(line(plan, 'time')?.from).toBe(
    'Assumed: 100 billion operations per second, as nothing that tells more was trained here yet.'
  )
  expect(line(plan, 'samples')?.words).toContain('is not known')
  expect(line(plan, 'pictures')?.words).toMatch(/^600 pictures: enough to begin with/)
})

test('from a run with the same settings here: its speed, and when its samples had most of what they came to', () => {
  const { store, dataset, ask } = prepared()
  trained(store, dataset.id, [0.5, 0.3, 0.14, 0.12, 0.1])
  const plan = ask()
  // 600 pictures are 20 epochs of 9 batches of 64, or what the settings say.
  const steps = 20 * Math.floor(600 / Number(settings.batchSize))
  expect(plan.seconds).toBeCloseTo(steps / 5, 6)
  expect(line(plan, 'time')?.from).toBe('Measured: “Stones” trained with the same settings here, 5.0 steps per second.')
  // 0.5 to 0.1: four fifths of it are there at 0.18, which epoch 3 is the first to reach, after three minutes.
  expect(line(plan, 'samples')?.from).toContain('by epoch 3, 30 % of its training')
  trained(store, dataset.id, [0.1, 0.2, 0.3, 0.4])
  expect(line(ask(), 'samples')?.from).toContain('by epoch 3')
})

test('where it takes long, what would be shorter is said with its time', () => {
  const { ask } = prepared()
  expect(ask().shorter).toEqual([])
  const slow = ask(completeSettings(model, { epochs: 50_000 }))
  expect(slow.shorter.map(({ settings: changed }) => Object.keys(changed))).toContainEqual(['epochs'])
  for (const { settings: changed, seconds } of slow.shorter) {
    expect(ask({ ...completeSettings(model, { epochs: 50_000 }), ...changed }).seconds).toBe(seconds)
    expect(seconds).toBeLessThan(0.9 * slow.seconds)
  }
})

test('the largest batch fits, and one more does not; where none fits that is said', () => {
  const at = (batchSize: number, available: number) => memoryFit(model, { ...settings, batchSize }, 100_000, available)
  // What a batch of 16 takes, and so much more.
  const available = 1.3 * at(16, 2 ** 40).needed
  const { largestBatch } = at(16, available)
  expect(largestBatch).toBeGreaterThan(16)
  expect(at(largestBatch, available).parts).toBe(1)
  expect(at(largestBatch + 1, available).parts).toBeGreaterThan(1)
  expect(at(16, 2 ** 20)).toMatchObject({ fits: false, largestBatch: 0 })
})

/** Each change of a dataset is a version: listed, undone, and kept by the runs that began with it. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DatasetChange } from '../../src/shared/domain'
import { preparePictures } from '../../src/main/studio/training/preparation'
import { importPebbles, openBench, pairFolder, small, type Bench } from './fixtures'
import { classFolder } from './walk'

async function lamps() {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id } = await handlers.importFolder({ job: randomUUID(), path: await classFolder() })
  const change = (what: DatasetChange) => handlers.changeDataset({ dataset: id, change: what })
  const groups = async () => (await handlers.findPictures({ dataset: id, search: '', only: null })).groups
  return { ...bench, handlers, id, change, groups }
}

const prepared = ({ studio: { store } }: Bench, run: string, which?: 'heldOut') =>
  preparePictures({ store, emit: () => {}, decoder: { warm: () => {} } as never }, store.runs.get(run), {}, which)
/** Of each picture of 28 × 28 grey pixels, the first one's. */
const lights = (path: string): number[] => {
  const bytes = readFileSync(path)
  return Array.from({ length: bytes.length / 784 }, (_, i) => bytes[784 * i] ?? -1)
}

test('pictures move to classes, classes are renamed and made one, and every version can be gone back to', async () => {
  const { handlers, id, change, groups } = await lamps()
  expect(await handlers.datasetVersions({ dataset: id })).toMatchObject([{ number: 1, words: 'As imported', runs: 0 }])
  expect(await change({ what: 'label', places: [0, 1], name: ' dim  light ' })).toMatchObject({
    version: 2,
    labels: ['off', 'on', 'dim light']
  })
  expect(await groups()).toEqual([
    { label: 0, count: 4 },
    { label: 1, count: 6 },
    { label: 2, count: 2 }
  ])
  expect(await change({ what: 'rename', label: 0, name: 'dark' })).toMatchObject({
    labels: ['dark', 'on', 'dim light']
  })
  // Its last pictures go with it: the class is none any more, and those behind it move up.
  expect(await change({ what: 'rename', label: 0, name: 'dim light' })).toMatchObject({ labels: ['on', 'dim light'] })
  expect(await groups()).toEqual([
    { label: 0, count: 6 },
    { label: 1, count: 6 }
  ])
  // Nothing is another way in this: no version.
  expect((await change({ what: 'label', places: [0], name: 'dim light' })).version).toBe(4)
  expect(await change({ what: 'restore', number: 1 })).toMatchObject({ version: 5, labels: ['off', 'on'] })
  expect((await handlers.datasetPictures({ dataset: id, places: [0, 11] })).map(({ label }) => label)).toEqual([0, 1])
  expect((await handlers.datasetVersions({ dataset: id })).map(({ number, words }) => [number, words])).toEqual([
    [5, 'As version 1 again'],
    [4, '“dark” and “dim light” made one'],
    [3, '“off” renamed “dark”'],
    [2, '2 pictures moved to “dim light”'],
    [1, 'As imported']
  ])
  expect((await change({ what: 'restore', number: 3 })).labels).toEqual(['dark', 'on', 'dim light'])
})

test('a run is trained, and resumed, on the version that it began with', async () => {
  const bench = await lamps()
  const { handlers, id, change, until, studio } = bench
  const begin = async () =>
    (await handlers.startRun({ model: 'cgan', dataset: id, settings: { batchSize: 4, latent: 5, epochs: 2 } })).id
  const first = await begin()
  await until(first, 'finished')
  await change({ what: 'label', places: [0, 1, 2], name: 'on' })
  await change({ what: 'split', places: [10, 11], split: 'test' })
  const second = await begin()
  await until(second, 'finished')
  await change({ what: 'rename', label: 1, name: 'bright' })
  await change({ what: 'exclude', places: [5], excluded: true })
  await change({ what: 'label', places: [6], name: 'off' })

  expect(await handlers.getRun({ run: first })).toMatchObject({ datasetVersion: 1, heldOutCount: 0 })
  expect(await handlers.getRun({ run: second })).toMatchObject({ datasetVersion: 3, heldOutCount: 2 })
  const old = await prepared(bench, first)
  expect([...(old.labels ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
  const now = await prepared(bench, second)
  expect([...(now.labels ?? [])]).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 1])
  expect(lights(now.path)).toEqual([40, 41, 42, 43, 44, 45, 200, 201, 202, 203])
  const held = await prepared(bench, second, 'heldOut')
  expect([lights(held.path), [...(held.labels ?? [])]]).toEqual([
    [204, 205],
    [1, 1]
  ])
  const versions = await handlers.datasetVersions({ dataset: id })
  expect(versions.map(({ number, runs }) => [number, runs])).toEqual([
    [6, 0],
    [5, 0],
    [4, 0],
    [3, 1],
    [2, 0],
    [1, 1]
  ])
  // It goes on as it began, also by the way that a person takes.
  await handlers.resumeRun({ run: second, epochs: 4 })
  const resumed = await until(second, 'finished')
  expect(resumed).toMatchObject({ epoch: 4, stepsPerEpoch: 2, datasetVersion: 3 })
  expect(studio.store.datasets.get(id)).toMatchObject({ imageCount: 12, excludedCount: 1, heldOutCount: 2 })
})

test('a share of every class is held out by chance, and again the same by the same seed', async () => {
  const { handlers, id, change } = await lamps()
  const held = async () => (await handlers.findPictures({ dataset: id, search: '', only: 'held-out' })).places
  const share = { what: 'hold-out', share: 0.34, split: 'validation', seed: 7 } as const
  expect(await change(share)).toMatchObject({ heldOutCount: 4, exampleCount: 8 })
  const first = await held()
  expect(first.filter(place => place < 6)).toHaveLength(2)
  expect(await change({ ...share, share: 0 })).toMatchObject({ heldOutCount: 0, version: 3 })
  await change(share)
  expect(await held()).toEqual(first)
  await change({ ...share, seed: 8 })
  expect(await held()).not.toEqual(first)
  const [picture] = await handlers.datasetPictures({ dataset: id, places: first.slice(0, 1) })
  expect(picture).toMatchObject({ excluded: false })
  expect((await handlers.datasetPictures({ dataset: id, places: await held() })).map(({ split }) => split)).toEqual(
    Array(4).fill('validation')
  )
})

test('what cannot be is refused in words: no such version, place or class, and pairs have no classes', async () => {
  const { handlers, id, change, studio } = await lamps()
  await expect(change({ what: 'restore', number: 2 })).rejects.toMatchObject({
    code: 'not-found',
    message: 'There is no version 2: the newest is version 1.'
  })
  await expect(change({ what: 'exclude', places: [12], excluded: true })).rejects.toMatchObject({
    code: 'bad-input',
    message: '"lamps" has 12 pictures; there is no picture number 13.'
  })
  await expect(change({ what: 'rename', label: 2, name: 'x' })).rejects.toMatchObject({ code: 'bad-input' })
  const pairs = await handlers.importFolder({ job: randomUUID(), path: await pairFolder() })
  await expect(
    handlers.changeDataset({ dataset: pairs.id, change: { what: 'label', places: [0], name: 'x' } })
  ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('"faces" holds pairs') })
  // A model of classes wants one of every picture.
  const pebbles = await importPebbles(studio)
  await handlers.changeDataset({ dataset: pebbles.id, change: { what: 'label', places: [0, 1, 2], name: 'round' } })
  await handlers.changeDataset({ dataset: pebbles.id, change: { what: 'label', places: [3, 4, 5], name: 'flat' } })
  await expect(
    handlers.startRun({ model: 'cgan', dataset: pebbles.id, settings: { batchSize: 4 } })
  ).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('6 pictures of "')
  })
  expect(await handlers.findPictures({ dataset: id, search: '', only: 'held-out' })).toEqual({ places: [], groups: [] })
})

test('of pairs, those that are held out are what a run is compared with', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id } = await handlers.importFolder({ job: randomUUID(), path: await pairFolder(8) })
  await handlers.changeDataset({ dataset: id, change: { what: 'split', places: [6, 7], split: 'test' } })
  const { id: run } = await handlers.startRun({ model: 'cgan-image', dataset: id, settings: { ...small, epochs: 1 } })
  await bench.until(run, 'finished')
  expect((await prepared(bench, run)).count).toBe(6)
  expect((await prepared(bench, run, 'heldOut')).count).toBe(2)
  const { subjects } = await handlers.listEvaluations({ run })
  expect(subjects.find(({ id: subject }) => subject === 'targets')?.intro).toContain('the run has never seen them')
})

import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/main/store'
import { writeWhole } from '../../src/main/lib/whole-file'
import { addEpoch, framing, newDataset, newRun, temporaryFolder, temporaryStore } from './fixtures'

test('a dataset comes back as it went in, counts included, after the workspace is opened again', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const added = store.datasets.add(newDataset())
  store.close()
  const again = temporaryStore(folder)
  expect(again.datasets.get(added.id)).toEqual(added)
  expect(added).toMatchObject({
    name: 'Pebbles',
    imageCount: 2,
    unreadableCount: 1,
    duplicateCount: 0,
    labels: ['flat', 'round'],
    sourceSize: { width: 30, height: 20 },
    grey: true,
    framing
  })
  expect(again.datasets.images(added.id, 1, 5)).toEqual([
    { path: 'round/b.png', partner: null, label: 1, width: 31, height: 21 }
  ])
  expect(again.datasets.issues(added.id)).toEqual([{ path: 'c.png', kind: 'unreadable', reason: 'It is cut short.' }])
})

test('an upload moves with its workspace', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const id = randomUUID()
  store.datasets.add(newDataset({ id, kind: 'upload', origin: store.files.uploaded(id) }))
  expect(store.datasets.get(id).origin).toBe(store.files.uploaded(id))
  store.close()
  const moved = `${folder}-moved`
  renameSync(folder, moved)
  onTestFinished(() => rmSync(moved, { recursive: true, force: true }))
  const again = openStore(moved)
  expect(again.datasets.get(id).origin).toBe(join(moved, 'datasets', id, 'files'))
  again.close()
})

test('a folder counts as imported only while its fingerprint and place are the same', () => {
  const store = temporaryStore()
  const { id } = store.datasets.add(newDataset())
  expect(store.datasets.unchanged('/pictures/pebbles', 'f1')?.id).toBe(id)
  expect(store.datasets.unchanged('/pictures/pebbles', 'f2')).toBeNull()
  expect(store.datasets.unchanged('/pictures/stones', 'f1')).toBeNull()
})

test('pairs come back with how they are paired, and a folder is found again as it was paired', () => {
  const store = temporaryStore()
  const pairing = { how: 'folders', input: 'A', target: 'B' } as const
  const plain = store.datasets.add(newDataset())
  const pairs = store.datasets.add(
    newDataset({
      exampleKind: 'pairs',
      labels: [],
      pairing,
      images: [{ path: 'A/1.png', partner: 'B/1.jpg', label: -1, width: 3, height: 3 }],
      issues: [{ path: 'A/2.png', kind: 'unpaired', reason: 'There is no “B/2.png” to go with it.' }]
    })
  )
  expect(store.datasets.get(pairs.id)).toMatchObject({
    exampleKind: 'pairs',
    pairing,
    imageCount: 1,
    unpairedCount: 1,
    unreadableCount: 0
  })
  expect(store.datasets.images(pairs.id)).toEqual([
    { path: 'A/1.png', partner: 'B/1.jpg', label: -1, width: 3, height: 3 }
  ])
  const found = (how?: Parameters<typeof store.datasets.unchanged>[2]) =>
    store.datasets.unchanged('/pictures/pebbles', 'f1', how)?.id
  expect(found()).toBe(pairs.id)
  expect(found(null)).toBe(plain.id)
  // However its keys are ordered.
  expect(found({ target: 'B', input: 'A', how: 'folders' })).toBe(pairs.id)
  expect(found({ how: 'folders', input: 'B', target: 'A' })).toBeUndefined()
  expect(found({ how: 'halves', input: 'left' })).toBeUndefined()
})

test('a cache is found by its framing alone, whatever the order of its words', () => {
  const store = temporaryStore()
  const { id } = store.datasets.add(newDataset())
  const path = join(store.files.dataset(id), 'a.u8')
  store.datasets.addCache(id, framing, { path, bytes: 32, sha256: 'ef' })
  expect(store.datasets.cache(id, { position: 'centre', fit: 'cover', channels: 1, size: 4 })).toEqual({
    path,
    bytes: 32,
    sha256: 'ef'
  })
  expect(store.datasets.cache(id, { ...framing, fit: 'contain' })).toBeNull()
})

test('deleting a dataset keeps its runs, under its name', () => {
  const store = temporaryStore()
  const { id } = store.datasets.add(newDataset())
  const run = store.runs.add(newRun(id))
  store.datasets.delete(id)
  expect(store.runs.get(run.id)).toMatchObject({
    dataset: null,
    datasetName: 'Pebbles',
    settings: { epochs: 3, batchSize: 2, channels: 'grey' }
  })
  expect(() => store.datasets.get(id)).toThrow(expect.objectContaining({ code: 'not-found' }))
})

test('step losses are thinned to bucket means; steps that are not numbers are left out', () => {
  const store = temporaryStore()
  const run = store.runs.add(newRun(store.datasets.add(newDataset()).id))
  const losses = Float32Array.from({ length: 100 }, (_, i) => i + 1)
  store.history.addSteps(run.id, [{ firstStep: 1, losses: [losses, losses.map(x => 2 * x)] }])
  store.history.addSteps(run.id, [{ firstStep: 101, losses: [Float32Array.of(NaN), Float32Array.of(1)] }])
  const whole = store.history.steps(run.id, 1000)
  expect(whole.step).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  const thin = store.history.steps(run.id, 10)
  expect(thin.step).toEqual([11, 22, 33, 44, 55, 66, 77, 88, 99, 100])
  expect(thin.losses[0]?.slice(0, 2)).toEqual([6, 17])
  expect(thin.losses[1]?.slice(0, 2)).toEqual([12, 34])
})

test('trimming past a step forgets later steps, epochs, sheets and checkpoints together and names their files', () => {
  const store = temporaryStore()
  const run = store.runs.add(newRun(store.datasets.add(newDataset()).id)).id
  for (const epoch of [1, 2, 3]) addEpoch(store, run, epoch)
  const gone = store.history.trim(run, 20)
  expect(gone).toEqual([store.files.sample(run, 3), join(store.files.checkpoints(run), 'step-00000030.safetensors')])
  expect(store.history.epochs(run).map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(store.history.sheets(run).map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(store.history.checkpoints(run).map(({ step }) => step)).toEqual([10, 20])
  expect(store.history.steps(run, 100).step.at(-1)).toBe(20)
  expect(store.history.trim(run, 0)).toHaveLength(4)
  expect(store.history.steps(run, 100).step).toEqual([])
})

test('an epoch that cannot be stored whole is not stored at all', () => {
  const store = temporaryStore()
  const run = store.runs.add(newRun(store.datasets.add(newDataset()).id)).id
  expect(() =>
    store.history.addEpoch(
      run,
      { epoch: 1, step: 10, losses: [1, 1], measures: {}, seconds: 1, stepsPerSecond: 1 },
      {
        epoch: 1,
        path: store.files.sample(run, 1),
        tileWidth: 4,
        tileHeight: 4,
        columns: 2,
        rows: 2,
        count: 4,
        sha256: null
      },
      { epoch: 1, step: 1.5, path: 'x', sha256: 'ab', bytes: 3 },
      [{ firstStep: 1, losses: [Float32Array.of(1), Float32Array.of(1)] }]
    )
  ).toThrow()
  expect(store.history.epochs(run)).toEqual([])
  expect(store.history.sheets(run)).toEqual([])
  expect(store.history.steps(run, 10).step).toEqual([])
})

test('a run can be claimed by one at a time', () => {
  const store = temporaryStore()
  const { id } = store.runs.add(newRun(store.datasets.add(newDataset()).id))
  expect(() => store.runs.claim(id)).toThrow(expect.objectContaining({ code: 'conflict' }))
  store.runs.update(id, { status: 'failed', error: 'It broke.' })
  expect(store.runs.claim(id)).toMatchObject({ status: 'preparing', error: null })
  store.runs.update(id, { status: 'stopped' })
  store.runs.setBinned(id, true)
  expect(() => store.runs.claim(id)).toThrow(/in the bin/)
})

test('the bin keeps a run out of the list and gives it back', () => {
  const store = temporaryStore()
  const { id } = store.runs.add(newRun(store.datasets.add(newDataset()).id))
  store.runs.setBinned(id, true)
  expect(store.runs.list()).toEqual([])
  expect(store.runs.binned().map(run => run.id)).toEqual([id])
  expect(store.runs.names().has('First')).toBe(false)
  store.runs.setBinned(id, false)
  expect(store.runs.list().map(run => run.id)).toEqual([id])
})

test('a workspace whose disk was pulled out gets no files in the empty place that is left', async () => {
  const store = temporaryStore()
  const run = store.runs.add(newRun(store.datasets.add(newDataset()).id)).id
  mkdirSync(store.files.checkpoints(run), { recursive: true })
  await writeWhole(store.files.sample(run, 1), Uint8Array.of(1))
  expect(existsSync(store.files.sample(run, 1))).toBe(true)
  rmSync(store.files.runs, { recursive: true })
  const written = writeWhole(store.files.sample(run, 2), Uint8Array.of(1))
  await expect(written).rejects.toMatchObject({
    code: 'not-writable',
    message: expect.stringContaining('epoch-000002.png')
  })
  expect(existsSync(store.files.runs)).toBe(false)
})

import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeSheet } from '../exports/decode-sheet'
import { openBench, pairFolder, pictureFolder, small } from './fixtures'

const job = () => randomUUID()
const folders = { how: 'folders', input: 'A', target: 'B' } as const

test(
  'a folder of pairs is imported, shown input beside target in any framing, and learnt by nothing that ' +
    'learns pictures',
  async () => {
    const {
      studio: { handlers, store }
    } = openBench()
    const path = await pairFolder()
    const dataset = await handlers.importFolder({ job: job(), path })
    expect(dataset).toMatchObject({
      name: 'faces',
      exampleKind: 'pairs',
      pairing: folders,
      imageCount: 6,
      unpairedCount: 0,
      labels: [],
      grey: false,
      sourceSize: { width: 20, height: 16 }
    })
    expect(statSync(store.datasets.cache(dataset.id, dataset.framing)?.path ?? '').size).toBe(6 * 2 * 28 * 28 * 3)

    const packed = await handlers.previewDataset({ dataset: dataset.id, offset: 4, count: 100 })
    expect(packed).toMatchObject({ count: 2, tileWidth: 56, tileHeight: 28 })
    const decoded = await handlers.previewDataset({
      dataset: dataset.id,
      offset: 4,
      count: 2,
      framing: { size: 16, channels: 1, fit: 'stretch', position: 'centre' }
    })
    expect(decoded).toMatchObject({ count: 2, tileWidth: 32, tileHeight: 16 })
    expect((await decodeSheet(decoded)).shape).toEqual([16, 32, 1])

    await expect(
      handlers.previewDataset({
        dataset: dataset.id,
        offset: 0,
        count: 1,
        framing: { ...dataset.framing, position: 'attention' }
      })
    ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('cut alike') })
    await expect(handlers.previewDataset({ dataset: dataset.id, offset: 6, count: 1 })).rejects.toMatchObject({
      message: '"faces" has 6 pairs; there are none from number 7 on.'
    })
    const models = new Map((await handlers.listModels({})).map(({ id, exampleKind }) => [id, exampleKind]))
    expect(
      (await handlers.recommendModels({ dataset: dataset.id }))
        .map(({ model }) => models.get(model))
        .filter(form => form !== 'pairs')
    ).toEqual([])
    await expect(handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: small })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('DCGAN 28 learns pictures, and "faces" holds pairs. ')
    })
  }
)

test('an upload of pairs is one, and may be told how to pair', async () => {
  const {
    studio: { handlers }
  } = openBench()
  const folder = await pairFolder(3)
  const send = async () => {
    const upload = await handlers.beginUpload({ name: 'Sent' })
    for (const side of ['A', 'B'])
      await handlers.uploadFiles({
        upload,
        files: readdirSync(join(folder, side)).map(name => ({
          path: `${side}/${name}`,
          bytes: new Uint8Array(readFileSync(join(folder, side, name)))
        }))
      })
    return upload
  }
  expect(await handlers.finishUpload({ job: job(), upload: await send() })).toMatchObject({
    exampleKind: 'pairs',
    pairing: folders,
    imageCount: 3
  })
  expect(
    await handlers.finishUpload({ job: job(), upload: await send(), pairs: { how: 'halves', input: 'right' } })
  ).toMatchObject({ exampleKind: 'pairs', pairing: { how: 'halves', input: 'right' }, imageCount: 6 })
  expect(await handlers.finishUpload({ job: job(), upload: await send(), pairs: null })).toMatchObject({
    exampleKind: 'pictures',
    pairing: null,
    labels: ['A', 'B'],
    imageCount: 6
  })
})

test("pairs swap sides in the dataset's own place", async () => {
  const {
    studio: { handlers, store },
    heard
  } = openBench()
  const dataset = await handlers.importFolder({ job: job(), path: await pairFolder() })
  const before = await decodeSheet(await handlers.previewDataset({ dataset: dataset.id, offset: 0, count: 1 }))
  const swapped = await handlers.importAgain({
    job: job(),
    dataset: dataset.id,
    pairs: { how: 'folders', input: 'B', target: 'A' },
    replace: true
  })
  expect(swapped).toMatchObject({
    name: 'faces',
    exampleKind: 'pairs',
    imageCount: 6,
    pairing: { how: 'folders', input: 'B', target: 'A' }
  })
  expect(await handlers.listDatasets({})).toEqual([swapped])
  expect(heard('datasetRemoved')).toEqual([{ dataset: dataset.id, replacedBy: swapped.id }])
  expect(heard('datasetChanged').at(-1)).toEqual(swapped)
  expect(readdirSync(store.files.datasets)).toEqual([swapped.id])
  const after = await decodeSheet(await handlers.previewDataset({ dataset: swapped.id, offset: 0, count: 1 }))
  const halves = ({ pixels }: typeof after, side: number) =>
    Array.from({ length: 28 }, (_, y) => [...pixels.subarray((2 * y + side) * 84, (2 * y + side + 1) * 84)])
  expect([halves(after, 0), halves(after, 1)]).toEqual([halves(before, 1), halves(before, 0)])
  expect(halves(after, 0)).not.toEqual(halves(after, 1))
})

test('what a run was trained on stays beside what is made of it', async () => {
  const {
    studio: { handlers },
    until
  } = openBench()
  const dataset = await handlers.importFolder({ job: job(), path: await pictureFolder() })
  const run = await handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: { ...small, epochs: 1 } })
  await until(run.id, 'finished')
  await handlers.deleteRun({ run: run.id })
  const pairs = await handlers.importAgain({
    job: job(),
    dataset: dataset.id,
    pairs: { how: 'halves', input: 'left' },
    replace: true
  })
  expect(pairs).toMatchObject({
    name: 'pebbles 2',
    exampleKind: 'pairs',
    imageCount: 12,
    sourceSize: { width: 10, height: 16 }
  })
  expect((await handlers.listDatasets({})).map(({ name }) => name)).toEqual(['pebbles 2', 'pebbles'])
  expect((await handlers.restoreRun({ run: run.id })).dataset).toBe(dataset.id)
})

test('an upload that is paired otherwise needs the first one no more', async () => {
  const {
    studio: { handlers, store }
  } = openBench()
  const folder = await pictureFolder(3)
  const upload = await handlers.beginUpload({ name: 'Sent' })
  await handlers.uploadFiles({
    upload,
    files: readdirSync(folder).map(name => ({
      path: `deep/${name}`,
      bytes: new Uint8Array(readFileSync(join(folder, name)))
    }))
  })
  const sent = await handlers.finishUpload({ job: job(), upload })
  const pairs = await handlers.importAgain({
    job: job(),
    dataset: sent.id,
    pairs: { how: 'halves', input: 'left' },
    replace: false
  })
  expect(pairs).toMatchObject({
    name: 'Sent 2',
    kind: 'upload',
    exampleKind: 'pairs',
    imageCount: 3,
    origin: store.files.uploaded(pairs.id)
  })
  await handlers.deleteDataset({ dataset: sent.id })
  expect(
    await handlers.previewDataset({ dataset: pairs.id, offset: 0, count: 3, framing: { ...pairs.framing, size: 8 } })
  ).toMatchObject({ count: 3, tileWidth: 16 })
})

test('what cannot be paired leaves everything as it was', async () => {
  const {
    studio: { handlers, store },
    heard
  } = openBench()
  const path = await pairFolder()
  const dataset = await handlers.importFolder({ job: job(), path })
  const builtin = await handlers.importBuiltin({ job: job(), name: 'gaussian-2d' })
  await expect(
    handlers.importAgain({ job: job(), dataset: builtin.id, pairs: folders, replace: false })
  ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('is built in') })
  await expect(
    handlers.importAgain({
      job: job(),
      dataset: dataset.id,
      pairs: { how: 'folders', input: 'A', target: 'C' },
      replace: true
    })
  ).rejects.toMatchObject({ code: 'no-pictures' })
  rmSync(path, { recursive: true })
  await expect(
    handlers.importAgain({ job: job(), dataset: dataset.id, pairs: null, replace: true })
  ).rejects.toMatchObject({ code: 'not-found' })
  expect(readdirSync(store.files.datasets).sort()).toEqual([dataset.id, builtin.id].sort())
  expect(heard('datasetRemoved')).toEqual([])
  expect(existsSync(store.datasets.cache(dataset.id, dataset.framing)?.path ?? '')).toBe(true)
})

test('the folders that could be paired are told, the highest first, and copies are counted on', async () => {
  const {
    studio: { handlers }
  } = openBench()
  const path = await pairFolder(2)
  cpSync(join(path, 'A'), join(path, 'val', 'A', 'deep'), { recursive: true })
  const dataset = await handlers.importFolder({ job: job(), path })
  expect((await handlers.datasetFolders({ dataset: dataset.id })).folders).toEqual([
    'A',
    'B',
    'val',
    'val/A',
    'val/A/deep'
  ])
  const pairs = await handlers.importAgain({ job: job(), dataset: dataset.id, pairs: folders, replace: false })
  expect(pairs).toMatchObject({ name: 'faces 2', unpairedCount: 1 })
  // What is in neither folder is among them still.
  expect((await handlers.datasetFolders({ dataset: pairs.id })).folders).toEqual([
    'A',
    'B',
    'val',
    'val/A',
    'val/A/deep'
  ])
  expect(await handlers.importAgain({ job: job(), dataset: pairs.id, pairs: null, replace: false })).toMatchObject({
    name: 'faces 3',
    exampleKind: 'pictures',
    pairing: null,
    imageCount: 6
  })
})

import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listFolder } from '../../src/main/studio/datasets/fingerprint'
import { SafeNames } from '../../src/main/studio/uploads/paths'
import { temporaryFolder } from '../store/fixtures'
import { importPebbles, openBench, pictureFolder, small } from './fixtures'

test("a folder becomes a dataset with its report, its preview and progress under the job's id", async () => {
  const {
    studio: { handlers, store },
    heard
  } = openBench()
  const path = await pictureFolder(5)
  writeFileSync(join(path, 'broken.png'), 'not a picture')
  const job = randomUUID()
  const dataset = await handlers.importFolder({ job, path })
  expect(dataset).toMatchObject({
    name: 'pebbles',
    kind: 'folder',
    origin: path,
    imageCount: 5,
    unreadableCount: 1,
    grey: true,
    sourceSize: { width: 20, height: 16 },
    framing: { size: 28, channels: 1 }
  })
  expect((await handlers.datasetIssues({ dataset: dataset.id })).map(issue => [issue.path, issue.kind])).toEqual([
    ['broken.png', 'unreadable']
  ])
  expect(heard('progress').at(-1)).toMatchObject({ job, done: 6, total: 6 })
  expect(heard('datasetChanged')).toEqual([dataset])
  expect(await handlers.previewDataset({ dataset: dataset.id, offset: 3, count: 100 })).toMatchObject({
    count: 2,
    tileWidth: 28
  })
  expect(
    await handlers.previewDataset({
      dataset: dataset.id,
      offset: 0,
      count: 4,
      framing: { size: 16, channels: 3, fit: 'contain', position: 'centre' }
    })
  ).toMatchObject({ count: 4, tileWidth: 16 })
  await expect(handlers.previewDataset({ dataset: dataset.id, offset: 5, count: 1 })).rejects.toMatchObject({
    code: 'bad-input'
  })
  expect((await handlers.importFolder({ job, path })).name).toBe('pebbles 2')
  expect(readdirSync(store.files.dataset(dataset.id))).toEqual(['dataset.json', 'pictures-28-grey-cover-centre.u8'])
})

test('an import that fails or is cancelled leaves nothing behind', async () => {
  const {
    studio: { handlers, store }
  } = openBench()
  await expect(
    handlers.importFolder({ job: randomUUID(), path: join(temporaryFolder(), 'missing') })
  ).rejects.toMatchObject({ code: 'not-found' })
  const job = randomUUID()
  const importing = handlers.importFolder({ job, path: await pictureFolder(40) })
  await expect(handlers.importFolder({ job, path: '/' })).rejects.toMatchObject({ code: 'conflict' })
  await handlers.cancelJob({ job })
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' })
  expect(await handlers.listDatasets({})).toEqual([])
  expect(existsSync(store.files.datasets) ? readdirSync(store.files.datasets) : []).toEqual([])
})

test('a dataset in use is not deleted; later it goes with its files and the run stays', async () => {
  const { studio, until } = openBench({ stepMilliseconds: 5 })
  const { handlers, store } = studio
  const dataset = await importPebbles(studio)
  const { id } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: dataset.id,
    settings: { ...small, epochs: 500 }
  })
  await until(id, 'training')
  await expect(handlers.deleteDataset({ dataset: dataset.id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('pebbles · DCGAN 28')
  })
  await handlers.stopRun({ run: id })
  await handlers.deleteDataset({ dataset: dataset.id })
  expect(existsSync(store.files.dataset(dataset.id))).toBe(false)
  expect(await handlers.getRun({ run: id })).toMatchObject({ dataset: null, datasetName: 'pebbles' })
  await expect(handlers.resumeRun({ run: id })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('was deleted')
  })
})

test("an upload in batches becomes a dataset that needs the browser's files no more", async () => {
  const {
    studio: { handlers }
  } = openBench()
  const folder = await pictureFolder(3)
  const upload = await handlers.beginUpload({ name: 'Holiday' })
  for (const name of readdirSync(folder))
    await handlers.uploadFiles({
      upload,
      files: [{ path: `beach/${name}`, bytes: new Uint8Array(readFileSync(join(folder, name))) }]
    })
  const dataset = await handlers.finishUpload({ job: randomUUID(), upload })
  expect(dataset).toMatchObject({ id: upload, name: 'Holiday', kind: 'upload', imageCount: 3 })
  expect(
    await handlers.previewDataset({
      dataset: dataset.id,
      offset: 0,
      count: 3,
      framing: { ...dataset.framing, size: 8 }
    })
  ).toMatchObject({ count: 3, tileWidth: 8 })
  await expect(handlers.uploadFiles({ upload, files: [] })).rejects.toMatchObject({ code: 'not-found' })
})

test('an upload may not leave its folder, and an abandoned one leaves nothing', async () => {
  const {
    studio: { handlers, store }
  } = openBench()
  const upload = await handlers.beginUpload({ name: 'Sly' })
  const bytes = Uint8Array.of(1)
  for (const path of [
    '../out.png',
    'a/../../out.png',
    '/etc/out.png',
    '\\\\host\\out.png',
    'a//b.png',
    'a/./b.png',
    'a/'
  ]) {
    await expect(
      handlers.uploadFiles({
        upload,
        files: [
          { path: 'fine.png', bytes },
          { path, bytes }
        ]
      }),
      path
    ).rejects.toMatchObject({ code: 'bad-input' })
  }
  expect(existsSync(store.files.uploaded(upload))).toBe(false)
  await expect(
    handlers.uploadFiles({ upload, files: [{ path: 'big.png', bytes: new Uint8Array(65 * 2 ** 20) }] })
  ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('65 MB') })
  await handlers.abandonUpload({ upload })
  expect(readdirSync(store.files.datasets)).toEqual([])
})

test('names that cannot be written are kept by number, the same for the same path', () => {
  const names = new SafeNames('linux')
  expect(names.parts('été 2024/…/IMG (1).png')).toEqual(['été 2024', '…', 'IMG (1).png'])
  expect(names.parts('C:\\out.png')).toEqual(['C_ (1)', 'out.png'])
  expect(names.parts('12:30/a\u0000.png')).toEqual(['12_30 (2)', 'a_ (3).png'])
  expect(names.parts('12:30/b.png')).toEqual(['12_30 (2)', 'b.png'])
  expect(names.parts('12|30:/b.png')).toEqual(['12_30_ (4)', 'b.png'])
  const [long = ''] = names.parts(`${'ö'.repeat(200)}.png`)
  expect(long).toMatch(/^ö+ \(5\)\.png$/)
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255)
  expect(names.parts('half \ud800.png')).toEqual(['half \ufffd (6).png'])
})

test(
  "training packs the pictures once for a model's shape, and " + 'again when that file is gone or cut short',
  async () => {
    const { studio, heard, until } = openBench()
    const { handlers, store } = studio
    const dataset = await importPebbles(studio)
    const train = async () => {
      const before = heard('progress').length
      const { id } = await handlers.startRun({
        model: 'dcgan-64',
        dataset: dataset.id,
        settings: { ...small, channels: 'colour' },
        framing: { fit: 'contain', position: 'centre' }
      })
      await until(id, 'finished')
      return heard('progress')
        .slice(before)
        .filter(progress => progress.job === id).length
    }
    expect(await train()).toBeGreaterThan(0)
    const cache = store.datasets.cache(dataset.id, { size: 64, channels: 3, fit: 'contain', position: 'centre' })
    expect(statSync(cache?.path ?? '').size).toBe(12 * 64 * 64 * 3)
    expect(await train()).toBe(0)
    writeFileSync(cache?.path ?? '', 'short')
    expect(await train()).toBeGreaterThan(0)
    rmSync(cache?.path ?? '')
    expect(await train()).toBeGreaterThan(0)
  }
)

test('stopping while the pictures are packed stops the run; pictures that have gone fail it by name', async () => {
  const { studio, until } = openBench()
  const { handlers } = studio
  const path = await pictureFolder(60)
  const dataset = await handlers.importFolder({ job: randomUUID(), path })
  const stopped = await handlers.startRun({ model: 'dcgan-64', dataset: dataset.id, settings: small })
  expect((await handlers.stopRun({ run: stopped.id })).status).toBe('stopped')
  rmSync(join(path, '07.png'))
  const failed = await handlers.startRun({ model: 'dcgan-64', dataset: dataset.id, settings: small })
  expect((await until(failed.id, 'failed')).error).toContain('07.png')
})

const folderFingerprint = async (folder: string, signal?: AbortSignal): Promise<string> =>
  (await listFolder(folder, { signal })).fingerprint

test('a folder that has not changed is not imported once more, where that is asked for', async () => {
  const { studio } = openBench()
  const folder = await pictureFolder(3)
  const bring = (known: boolean) => studio.handlers.importFolder({ job: randomUUID(), path: folder, known })
  const first = await bring(true)
  expect((await bring(true)).id).toBe(first.id)
  expect((await bring(false)).id).not.toBe(first.id)
  utimesSync(join(folder, '00.png'), 1, 1)
  const changed = await bring(true)
  expect(changed).toMatchObject({ name: `${first.name} 3`, imageCount: 3 })
})

test("a folder's fingerprint follows its files, and nothing else", async () => {
  const folder = await pictureFolder(3)
  const before = await folderFingerprint(folder)
  expect(await folderFingerprint(folder)).toBe(before)
  utimesSync(join(folder, '00.png'), 1, 1)
  const touched = await folderFingerprint(folder)
  expect(touched).not.toBe(before)
  mkdirSync(join(folder, 'more'))
  expect(await folderFingerprint(folder)).toBe(touched)
  writeFileSync(join(folder, 'more', 'x.png'), '')
  expect(await folderFingerprint(folder)).not.toBe(touched)
})

test('a fingerprint is called off', async () => {
  await expect(folderFingerprint(await pictureFolder(2), AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled'
  })
})

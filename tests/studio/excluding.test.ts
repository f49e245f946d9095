/** Pictures that somebody has excluded are not trained on, and a run keeps to what it began with. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { preparePictures } from '../../src/main/studio/training/preparation'
import { importPebbles, openBench, pairFolder, small } from './fixtures'
import { classFolder } from './walk'

const framing = { size: 28, channels: 1, fit: 'cover', position: 'centre' } as const
const rows = (path: string): Buffer[] => {
  const bytes = readFileSync(path)
  return Array.from({ length: bytes.length / 784 }, (_, i) => bytes.subarray(784 * i, 784 * (i + 1)))
}

test('a run is trained without what is excluded when it begins, and keeps to that', async () => {
  const { studio, until, heard } = openBench()
  const { handlers, store } = studio
  const { id } = await importPebbles(studio)
  const every = rows(store.datasets.cache(id, framing)?.path ?? '')
  const before = await handlers.startRun({ model: 'dcgan-28', dataset: id, settings: small })
  const dataset = await handlers.changeDataset({
    dataset: id,
    change: { what: 'exclude', places: [2, 11], excluded: true }
  })
  expect(dataset).toMatchObject({ imageCount: 12, excludedCount: 2, exampleCount: 10 })
  expect(heard('datasetChanged').at(-1)).toEqual(dataset)
  expect(
    (await handlers.datasetPictures({ dataset: id, places: [2, 3] })).map(({ path, excluded }) => [path, excluded])
  ).toEqual([
    ['02.png', true],
    ['03.png', false]
  ])
  await until(before.id, 'finished')

  const run = await handlers.startRun({ model: 'dcgan-28', dataset: id, settings: small })
  expect(run).toMatchObject({ excludedCount: 2, stepsPerEpoch: 2 })
  expect((await handlers.getRun({ run: before.id })).excludedCount).toBe(0)
  await until(run.id, 'finished')
  // Included again for the next one: this one goes on as it began.
  await handlers.changeDataset({ dataset: id, change: { what: 'exclude', places: [2], excluded: false } })
  const parts = { store, emit: () => {}, decoder: { warm: () => {} } as never }
  const packed = await preparePictures(parts, store.runs.get(run.id), {})
  expect(packed.count).toBe(10)
  expect(rows(packed.path)).toEqual(every.filter((_, place) => place !== 2 && place !== 11))
  expect((await preparePictures(parts, store.runs.get(before.id), {})).count).toBe(12)
})

test(
  'what is excluded is left out where no file of all pictures ' + 'is there yet, on a background of its own',
  async () => {
    const first = openBench()
    const { id } = await importPebbles(first.studio)
    await first.studio.handlers.changeDataset({ dataset: id, change: { what: 'exclude', places: [0], excluded: true } })
    const run = await first.studio.handlers.startRun({
      model: 'dcgan-28',
      dataset: id,
      settings: small,
      framing: { fit: 'contain', position: 'centre', background: '#000000' }
    })
    await first.until(run.id, 'finished')
    const files = readdirSync(first.studio.store.files.dataset(id)).filter(name => name.includes('contain'))
    expect(files).toEqual([expect.stringMatching(/^pictures-28-grey-contain-centre-000000-without-[0-9a-f]{16}\.u8$/)])
    // 20×16 in a square of 28: the bars above and below are black.
    const [picture] = rows(join(first.studio.store.files.dataset(id), files[0] ?? ''))
    expect([picture?.[0], picture?.at(-1)]).toEqual([0, 0])
  }
)

test('pictures are found by name, shown from anywhere, and as they are', async () => {
  const { studio } = openBench()
  const { handlers } = studio
  const { id } = await handlers.importFolder({ job: randomUUID(), path: await classFolder() })
  expect(await handlers.findPictures({ dataset: id, search: '', only: null })).toEqual({
    places: [...Array(12).keys()],
    groups: [
      { label: 0, count: 6 },
      { label: 1, count: 6 }
    ]
  })
  const asked = { dataset: id, search: 'ON/3', only: null }
  expect(await handlers.findPictures(asked)).toEqual({ places: [9], groups: [{ label: 1, count: 1 }] })
  expect((await handlers.findPictures({ ...asked, search: '', only: 'excluded' })).places).toEqual([])

  const sheet = await handlers.previewPictures({ dataset: id, places: [9, 0] })
  const { data } = await sharp(sheet.png).raw().toBuffer({ resolveWithObject: true })
  expect([sheet.count, data[0], data[3 * 28]]).toEqual([2, 203, 40])
  await expect(handlers.previewPictures({ dataset: id, places: [12] })).rejects.toMatchObject({
    code: 'bad-input',
    message: '"lamps" has 12 pictures; there is no picture number 13.'
  })

  expect(await handlers.originalPicture({ dataset: id, place: 9 })).toMatchObject({
    width: 28,
    height: 28,
    format: 'PNG',
    bytes: expect.any(Number)
  })
})

test('a class of which nothing is left is not learnt in silence', async () => {
  const { studio } = openBench()
  const { handlers } = studio
  const { id } = await handlers.importFolder({ job: randomUUID(), path: await classFolder() })
  const { places } = await handlers.findPictures({ dataset: id, search: 'off/', only: null })
  await handlers.changeDataset({ dataset: id, change: { what: 'exclude', places, excluded: true } })
  await expect(handlers.startRun({ model: 'cgan', dataset: id, settings: small })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('Every picture of “off” in "lamps" is excluded')
  })
  const rest = await handlers.findPictures({ dataset: id, search: 'on/', only: null })
  await handlers.changeDataset({
    dataset: id,
    change: { what: 'exclude', places: rest.places.slice(1), excluded: true }
  })
  await expect(handlers.startRun({ model: 'dcgan-28', dataset: id, settings: small })).rejects.toMatchObject({
    message: expect.stringMatching(/^"lamps" has one picture that is not excluded\. Training needs at least 2/)
  })
})

test('pairing a dataset again forgets nothing of what is excluded, and taking it apart neither', async () => {
  const { handlers, store } = openBench().studio
  const job = () => randomUUID()
  const pairs = await handlers.importFolder({ job: job(), path: await pairFolder() })
  const pathsOf = (dataset: string): string[][] =>
    store.exclusions
      .pictures(
        dataset,
        store.exclusions.find(dataset, { search: '', only: 'excluded' }).map(({ place }) => place)
      )
      .map(({ path, partner }) => [path, partner ?? ''])
  await handlers.changeDataset({ dataset: pairs.id, change: { what: 'exclude', places: [1, 4], excluded: true } })
  const excluded = pathsOf(pairs.id)
  const swapped = await handlers.importAgain({
    job: job(),
    dataset: pairs.id,
    pairs: { how: 'folders', input: 'B', target: 'A' },
    replace: true
  })
  expect(swapped).toMatchObject({ imageCount: 6, excludedCount: 2, exampleCount: 4 })
  expect(pathsOf(swapped.id)).toEqual(excluded.map(both => both.toReversed()))
  // Of a pair that was left out, both pictures are.
  const single = await handlers.importAgain({ job: job(), dataset: swapped.id, pairs: null, replace: false })
  expect(single).toMatchObject({ imageCount: 12, excludedCount: 4 })
  expect(pathsOf(single.id).flat().filter(Boolean).toSorted()).toEqual(excluded.flat().toSorted())
  // The other one is as it was.
  expect(store.datasets.get(swapped.id).excludedCount).toBe(2)
})

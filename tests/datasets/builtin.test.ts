import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importImages, listBuiltins, openSource, pictureBytes, previewBuiltin } from '../../src/main/datasets'

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'builtin-')) })
afterAll(() => rm(folder, { recursive: true }))

test('lists the bundled sample with its licence', async () => {
  const builtins = await listBuiltins()
  expect(builtins).toContainEqual(expect.objectContaining({ name: 'fashion-mini', imageCount: 1000, licence: expect.stringContaining('MIT') }))
})

test('imports 1,000 pictures in ten classes with the sheet’s exact pixels', async () => {
  const file = join(folder, 'fashion.bin')
  const report = await importImages(openSource('builtin', 'fashion-mini'), () => file)
  expect(report).toMatchObject({ grey: true, sourceSize: { width: 28, height: 28 }, framing: { size: 28, channels: 1 }, cache: file })
  expect(report.labels).toHaveLength(10)
  expect(report.labels[0]).toBe('T-shirt/top')
  expect(report.issues.filter(issue => issue.kind === 'unreadable')).toEqual([])
  for (let label = 0; label < 10; label++) expect(report.images.filter(image => image.label === label)).toHaveLength(100)

  const cache = await readFile(file)
  expect(cache.length).toBe(1000 * pictureBytes(report.framing))
  // Tile 537 of a sheet 40 tiles wide: row 13, column 17.
  const tile = await sharp('resources/samples/fashion-mini.png').extract({ left: 17 * 28, top: 13 * 28, width: 28, height: 28 }).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  expect(cache.subarray(537 * 784, 538 * 784).equals(tile.data)).toBe(true)
})

test('names the built-ins there are when asked for another', async () => {
  await expect(importImages(openSource('builtin', 'faces'), () => join(folder, 'x'))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('fashion-mini') })
})

test('a preview: some of every class, in the sheet’s exact pixels', async () => {
  const { png, ...tiles } = await previewBuiltin('fashion-mini', 10)
  expect(tiles).toEqual({ tileWidth: 28, tileHeight: 28, columns: 4, rows: 3, count: 10 })
  const pixels = (file: Buffer | string, left: number, top: number) => sharp(file).extract({ left, top, width: 28, height: 28 }).toColourspace('b-w').raw().toBuffer()
  // The middle one of each class of a hundred: number 250 is the third. A sheet's fourth column ends its first row.
  expect((await pixels(Buffer.from(png), 2 * 28, 0)).equals(await pixels('resources/samples/fashion-mini.png', (250 % 40) * 28, Math.floor(250 / 40) * 28))).toBe(true)
  expect((await previewBuiltin('fashion-mini', 5000)).count).toBe(1000)
  await expect(previewBuiltin('faces', 4)).rejects.toMatchObject({ code: 'not-found' })
})

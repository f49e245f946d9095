import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  importImages,
  listBuiltins,
  openSource,
  packImages,
  pictureBytes,
  previewBuiltin
} from '../../src/main/datasets'
import mnist from '../../src/main/datasets/starters/sets/mnist'
import { Writer, writeIndex } from '../../src/main/datasets/starters/store'
import { decoder } from './decoder'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'builtin-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  vi.stubEnv('ATELIER_CACHE', join(folder, 'nothing fetched'))
  // Nobody listens there: whatever asks a registry fails.
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1/')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

test('lists the bundled sample with its licence', async () => {
  const builtins = await listBuiltins()
  expect(builtins).toContainEqual(
    expect.objectContaining({ name: 'fashion-mini', imageCount: 1000, licence: expect.stringContaining('MIT') })
  )
})

test('imports 1,000 pictures in ten classes with the sheet’s exact pixels', async () => {
  const file = join(folder, 'fashion.bin')
  const report = await importImages(openSource('builtin', 'fashion-mini'), decoder, () => file)
  expect(report).toMatchObject({
    grey: true,
    sourceSize: { width: 28, height: 28 },
    framing: { size: 28, channels: 1 },
    cache: file
  })
  expect(report.labels).toHaveLength(10)
  expect(report.labels[0]).toBe('T-shirt/top')
  expect(report.issues.filter(issue => issue.kind === 'unreadable')).toEqual([])
  for (let label = 0; label < 10; label++)
    expect(report.images.filter(image => image.label === label)).toHaveLength(100)

  const cache = await readFile(file)
  expect(cache.length).toBe(1000 * pictureBytes(report.framing))
  // Tile 537 of a sheet 40 tiles wide: row 13, column 17.
  const tile = await sharp('resources/samples/fashion-mini.png')
    .extract({ left: 17 * 28, top: 13 * 28, width: 28, height: 28 })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(cache.subarray(537 * 784, 538 * 784).equals(tile.data)).toBe(true)
})

test('names the built-ins there are when asked for another', async () => {
  await expect(importImages(openSource('builtin', 'faces'), decoder, () => join(folder, 'x'))).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('fashion-mini')
  })
})

test('a preview: some of every class, in the sheet’s exact pixels', async () => {
  const { png, ...tiles } = await previewBuiltin(decoder, 'fashion-mini', 10)
  expect(tiles).toEqual({ tileWidth: 28, tileHeight: 28, columns: 4, rows: 3, count: 10 })
  const pixels = (file: Buffer | string, left: number, top: number) =>
    sharp(file).extract({ left, top, width: 28, height: 28 }).toColourspace('b-w').raw().toBuffer()
  // The middle one of each class of a hundred: number 250 is the third. A sheet's fourth column ends its first row.
  expect(
    (await pixels(Buffer.from(png), 2 * 28, 0)).equals(
      await pixels('resources/samples/fashion-mini.png', (250 % 40) * 28, Math.floor(250 / 40) * 28)
    )
  ).toBe(true)
  expect((await previewBuiltin(decoder, 'fashion-mini', 5000)).count).toBe(1000)
  await expect(previewBuiltin(decoder, 'faces', 4)).rejects.toMatchObject({ code: 'not-found' })
})

test('lists what is fetched on demand with the size of the download, and whether it has been', async () => {
  const listed = async () =>
    (await listBuiltins()).map(({ name, downloadBytes, fetched }) => [name, downloadBytes, fetched])
  expect(await listed()).toEqual([
    ['fashion-mini', undefined, undefined],
    ['gaussian-2d', undefined, undefined],
    ['ring', undefined, undefined],
    ['spiral', undefined, undefined],
    ['two-moons', undefined, undefined],
    ['mnist', 11_496_804, false],
    ['fashion-mnist', 39_169_564, false],
    ['emoji', 74_344_091, false]
  ])
  await expect(previewBuiltin(decoder, 'mnist', 4)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('Import “mnist” to fetch them')
  })
  await expect(importImages(openSource('builtin', 'mnist'), decoder, () => join(folder, 'x'))).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining('cannot be reached')
  })

  await fetchedDigits()
  expect(await listed()).toContainEqual(['mnist', 11_496_804, true])
})

test(
  'what was fetched is imported, previewed and packed without a registry; packing fetches what has gone ' + 'since',
  async () => {
    await fetchedDigits()
    const report = await importImages(openSource('builtin', 'mnist'), decoder, () => join(folder, 'digits.bin'))
    expect(report).toMatchObject({ labels: [...'0123456789'], framing: { size: 28, channels: 1 } })
    const { png, ...tiles } = await previewBuiltin(decoder, 'mnist', 4)
    expect(tiles).toMatchObject({ tileWidth: 28, count: 4 })
    expect(
      (
        await sharp(Buffer.from(png))
          .extract({ left: 0, top: 0, width: 28, height: 28 })
          .toColourspace('b-w')
          .raw()
          .toBuffer()
      ).every(value => value === 1)
    ).toBe(true)

    const large = { size: 64, channels: 3, fit: 'cover', position: 'centre' } as const
    await packImages(
      { source: openSource('builtin', 'mnist'), pairing: null, decoder },
      report.images,
      large,
      join(folder, 'large.bin')
    )
    expect(await readFile(join(folder, 'large.bin'))).toHaveLength(10 * pictureBytes(large))
    vi.stubEnv('ATELIER_CACHE', join(folder, 'emptied'))
    await expect(
      packImages(
        { source: openSource('builtin', 'mnist'), pairing: null, decoder },
        report.images,
        large,
        join(folder, 'larger.bin')
      )
    ).rejects.toMatchObject({ message: expect.stringContaining('MNIST could not be fetched') })
  }
)

/** Ten pictures as a fetch leaves them: picture i is all i, and a digit i. */
async function fetchedDigits(): Promise<void> {
  const cache = await mkdtemp(join(folder, 'cache-'))
  vi.stubEnv('ATELIER_CACHE', cache)
  const store = join(cache, 'datasets', 'mnist-1.2.6')
  await mkdir(store, { recursive: true })
  const writer = await Writer.open(store)
  for (let i = 0; i < 10; i++) await writer.append(new Uint8Array(784).fill(i))
  await writer.finish()
  await writer.close()
  await writeIndex(store, mnist, {
    labels: [...'0123456789'],
    pictures: Array.from({ length: 10 }, (_, i) => ({ path: `0000${i}.png`, label: i, offset: i * 784, length: 784 }))
  })
}

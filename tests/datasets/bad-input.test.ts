/** Every kind of bad file at once: each is named for what it is, the rest is read, nothing is half-written. */
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { importImages, openSource, type ImportOptions, type ImportReport } from '../../src/main/datasets'
import type { Framing } from '../../src/shared/domain'
import { fullMeans, testDisk } from '../support/disks'
import { decoder } from './decoder'
import { fill, halves, plain, temporaryFolder } from './folder'

const small: Framing = { size: 16, channels: 3, fit: 'cover', position: 'centre' }
const posix = process.platform !== 'win32'

const read = async (folder: string, options: ImportOptions = {}): Promise<ImportReport> => {
  const out = await temporaryFolder()
  return importImages(openSource('folder', folder), decoder, () => join(out, 'pictures.u8'), {
    framing: small,
    ...options
  })
}

const reasons = ({ issues }: ImportReport) => Object.fromEntries(issues.map(({ path, reason }) => [path, reason]))
const names = ({ images }: ImportReport) => images.map(({ path }) => path)
const pixelsOf = async ({ cache }: ImportReport, place: number) =>
  (await readFile(cache)).subarray(place * 768, (place + 1) * 768)

const photo = () =>
  sharp(
    Uint8Array.from({ length: 96 * 64 * 3 }, (_, i) => (i * i * 31) % 251),
    { raw: { width: 96, height: 64, channels: 3 } }
  )

/** A header of so many pixels over the pixels of few, with its checksum. */
async function bomb(side: number): Promise<Buffer> {
  const png = await plain(8, 8, { r: 1, g: 2, b: 3 }).png().toBuffer()
  png.writeUInt32BE(side, 16)
  png.writeUInt32BE(side, 20)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return png
}

/** A JPEG with another, whole one in it, as cameras put a thumbnail into what they write. */
async function withThumbnail(): Promise<Buffer> {
  const [whole, thumbnail] = [await photo().jpeg().toBuffer(), await halves(8, 8).jpeg().toBuffer()]
  const segment = Buffer.alloc(4)
  segment.writeUInt16BE(0xffed, 0)
  segment.writeUInt16BE(thumbnail.length + 2, 2)
  return Buffer.concat([whole.subarray(0, 2), segment, thumbnail, whole.subarray(2)])
}

test('a folder of bad files: each has its sentence, and the others are read', async () => {
  const folder = await temporaryFolder()
  const jpeg = await photo().jpeg().toBuffer()
  const camera = await withThumbnail()
  const png = await photo().png().toBuffer()
  const spoilt = Buffer.from(png)
  // A byte of the pixels, under the chunk's old checksum.
  spoilt.writeUInt8(spoilt.readUInt8(png.length - 200) ^ 1, png.length - 200)
  await fill(folder, {
    'good.jpg': jpeg,
    'thumbnail.jpg': camera,
    'no pixels.jpg': jpeg.subarray(0, jpeg.indexOf('ffda', 0, 'hex')),
    'half its pixels.jpg': jpeg.subarray(0, jpeg.length / 2),
    'half, with a thumbnail.jpg': camera.subarray(0, camera.length - 300),
    'broken chunk.png': spoilt,
    'bomb.png': await bomb(60_000),
    'dot.png': plain(1, 1, { r: 9, g: 99, b: 200 }),
    'strip.png': plain(20_000, 3, { r: 250, g: 1, b: 3 }),
    'post.png': plain(3, 20_000, { r: 250, g: 1, b: 3 }),
    'zero.png': ''
  })
  const report = await read(folder)
  expect(reasons(report)).toEqual({
    'no pixels.jpg': 'The file is cut short.',
    'half its pixels.jpg': 'The file is cut short.',
    'half, with a thumbnail.jpg': 'The file is cut short.',
    'broken chunk.png': 'The file is damaged or cut short.',
    'bomb.png': 'The picture is too large; up to 268 million pixels are read.',
    'zero.png': 'The file is empty (0 bytes).'
  })
  expect(names(report)).toEqual(['dot.png', 'good.jpg', 'post.png', 'strip.png', 'thumbnail.jpg'])
  expect([...(await pixelsOf(report, 0)).subarray(0, 3)]).toEqual([9, 99, 200])
  for (const place of [2, 3]) expect([...(await pixelsOf(report, place)).subarray(300, 303)]).toEqual([250, 1, 3])
  expect((await readFile(report.cache)).length).toBe(5 * 768)
})

test('a JPEG that has all its pixels and only lacks its end is named, and left out', async () => {
  const folder = await temporaryFolder()
  const jpeg = await photo().jpeg().toBuffer()
  await fill(folder, { 'good.jpg': jpeg, 'no end.jpg': jpeg.subarray(0, jpeg.length - 2) })
  const report = await read(folder)
  expect(reasons(report)).toEqual({ 'no end.jpg': 'The file is cut short.' })
  expect(names(report)).toEqual(['good.jpg'])
})

test('a palette with a transparent colour lies on what is chosen', async () => {
  const folder = await temporaryFolder()
  const pixels = Uint8Array.from({ length: 32 * 32 * 4 }, (_, i) => {
    const left = Math.floor(i / 4) % 32 < 16
    return left ? ([200, 10, 20, 255][i % 4] ?? 0) : 0
  })
  const palette = await sharp(pixels, { raw: { width: 32, height: 32, channels: 4 } })
    .png({ palette: true, colours: 4, dither: 0 })
    .toBuffer()
  // Colour type 3 with a table of transparency: else this tests nothing.
  expect([palette[25], palette.includes('tRNS')]).toEqual([3, true])
  await fill(folder, { 'palette.png': palette })
  const report = await read(folder, { framing: { ...small, background: '#0000ff' } })
  const row = await pixelsOf(report, 0)
  expect([...row.subarray(0, 3)]).toEqual([200, 10, 20])
  expect([...row.subarray(45, 48)]).toEqual([0, 0, 255])
})

test.runIf(posix)('names of any letters, and as long as a name can be, are read and keep their classes', async () => {
  const folder = await temporaryFolder()
  const odd = [
    'two\nlines.png',
    'return\r.png',
    '\u202eright to left.png',
    'tab\t.png',
    '"quoted".png',
    ' .png',
    '-o.png'
  ]
  // 255 bytes, of letters of three each.
  const long = `${'日'.repeat(83)}x.png`.slice(-87)
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255)
  for (const name of [...odd, long])
    await fill(folder, { [join('a class\u202e', name)]: plain(8, 8, { r: 7, g: 8, b: 9 }) })
  await fill(folder, { 'b/1.png': plain(8, 8, { r: 70, g: 8, b: 9 }) })
  const report = await read(folder)
  expect(report.images).toHaveLength(odd.length + 2)
  expect(report.labels).toEqual(['a class\u202e', 'b'])
  expect(report.issues.filter(({ kind }) => kind !== 'duplicate')).toEqual([])
})

test.runIf(posix)('links in circles end, links to nothing and folders without permission are named', async () => {
  const folder = await temporaryFolder()
  await fill(folder, {
    'a/1.png': plain(8, 8, { r: 1, g: 1, b: 1 }),
    'locked/2.png': plain(8, 8, { r: 2, g: 1, b: 1 })
  })
  symlinkSync('..', join(folder, 'a', 'up'))
  symlinkSync('round.png', join(folder, 'a', 'round.png'))
  symlinkSync('nowhere', join(folder, 'a', 'nothing.png'))
  await chmod(join(folder, 'locked'), 0)
  const report = await read(folder)
  await chmod(join(folder, 'locked'), 0o700)
  expect(reasons(report)).toMatchObject({
    'a/nothing.png': 'The file is not there any more, or is a link to nothing.',
    'a/round.png': expect.stringMatching(/^The file could not be read: .*\.$/),
    // Root may read everything.
    ...(process.getuid?.() === 0 ? {} : { locked: 'You have no permission to read this folder.' })
  })
  expect(names(report)[0]).toBe('a/1.png')
})

test('a file that goes, is cut or is replaced between the look and the reading costs that file at most', async () => {
  const folder = await temporaryFolder()
  await fill(
    folder,
    Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${i}.png`, halves(32, 32, [40 * i, 0, 0])]))
  )
  const listing = await openSource('folder', folder).list()
  rmSync(join(folder, '1.png'))
  await truncate(join(folder, '2.png'), 60)
  writeFileSync(join(folder, 'new'), await halves(32, 32, [0, 200, 0]).png().toBuffer())
  renameSync(join(folder, 'new'), join(folder, '3.png'))
  rmSync(join(folder, '4.png'))
  await mkdir(join(folder, '4.png'))
  const report = await read(folder, { listing })
  expect(reasons(report)).toEqual({
    '1.png': 'The file is not there any more, or is a link to nothing.',
    '2.png': 'The file is damaged or cut short.',
    '4.png': expect.stringMatching(/^It is a folder.*\.$/)
  })
  expect(names(report)).toEqual(['0.png', '3.png', '5.png'])
  expect([...(await pixelsOf(report, 1)).subarray(0, 3)]).toEqual([0, 200, 0])
})

test.runIf(fullMeans === 'a full tmpfs')(
  'a disk that fills up under an import: a sentence, and nothing is left on it',
  async () => {
    const folder = await temporaryFolder()
    const count = 40
    await fill(
      folder,
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, halves(9, 9, [6 * i, 0, 0])]))
    )
    const disk = testDisk(4)
    const kept = join(disk.folder, 'imports')
    const large: Framing = { ...small, size: 512 }
    await expect(
      importImages(openSource('folder', folder), decoder, () => join(disk.folder, 'set', 'pictures.u8'), {
        framing: large,
        kept
      })
    ).rejects.toMatchObject({ code: 'disk-full', message: expect.stringMatching(/the disk is full.*\.$/) })
    expect(await readdir(disk.folder, { recursive: true })).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/u8|packed|jsonl/)])
    )
    // It is the disk alone: on another one all are read.
    expect((await read(folder)).images).toHaveLength(count)
  }
)

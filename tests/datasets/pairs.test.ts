import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import { importImages, openSource, packImages, previewImages, type ImportReport } from '../../src/main/datasets'
import { recognise } from '../../src/main/datasets/kinds'
import { decodeSheet } from '../exports/decode-sheet'
import type { Framing, Pairing } from '../../src/shared/domain'
import { writeBmp } from './bmp'
import { fill, halves, plain, temporaryFolder } from './folder'
import { decoder } from './decoder'

const small: Framing = { size: 8, channels: 3, fit: 'cover', position: 'centre' }
const folders: Pairing = { how: 'folders', input: 'A', target: 'B' }
const shade = (value: number, size = 8) => plain(size, size, { r: value, g: value, b: value })

async function importPairs(
  folder: string,
  pairs?: Pairing | null,
  framing?: Framing
): Promise<ImportReport & { bytes: Buffer }> {
  const out = await temporaryFolder()
  const report = await importImages(
    openSource('folder', folder),
    decoder,
    ({ size, channels }) => join(out, `${size}-${channels}.bin`),
    { framing, pairs }
  )
  return { ...report, bytes: await readFile(report.cache) }
}

/** Red, green and blue of the first pixel of each picture in a cache, inputs and targets in turns. */
const firstPixels = (bytes: Buffer, size: number): number[][] =>
  Array.from({ length: bytes.length / (size * size * 3) }, (_, i) => [
    ...bytes.subarray(i * size * size * 3, i * size * size * 3 + 3)
  ])

test(
  'two folders: each input lies before its target, whatever the ' + 'formats, and what does not pair is said',
  async () => {
    const folder = await temporaryFolder()
    await fill(folder, {
      'A/10.png': shade(10),
      'A/2.bmp': writeBmp({ bits: 24, width: 8, height: 8, pixels: Array.from({ length: 64 }, () => [2, 2, 2]) }),
      'A/deep/x.y.webp': sharp(await shade(30).png().toBuffer()).webp({ lossless: true }),
      'B/10.gif': shade(110),
      'B/2.PNG': shade(102),
      'B/deep/x.y.tiff': shade(130),
      'A/alone.png': shade(1),
      'B/also alone.png': shade(1),
      'A/2.png': shade(1),
      'more/x.png': shade(1),
      'more/y.png': shade(2),
      'root.png': shade(1)
    })
    const report = await importPairs(folder, folders, small)
    expect(report.images.map(({ path, partner, label }) => [path, partner, label])).toEqual([
      ['A/2.bmp', 'B/2.PNG', -1],
      ['A/10.png', 'B/10.gif', -1],
      ['A/deep/x.y.webp', 'B/deep/x.y.tiff', -1]
    ])
    expect(firstPixels(report.bytes, 8)).toEqual([2, 102, 10, 110, 30, 130].map(value => [value, value, value]))
    expect(report).toMatchObject({ pairing: folders, labels: [], grey: true, sourceSize: { width: 8, height: 8 } })
    expect(report.issues).toEqual([
      {
        path: 'A/2.png',
        kind: 'unpaired',
        reason: '“A/2.bmp” has the same name: only one of them can be in the pair.'
      },
      { path: 'A/alone.png', kind: 'unpaired', reason: 'There is no “B/alone.png” to go with it.' },
      { path: 'B/also alone.png', kind: 'unpaired', reason: 'There is no “A/also alone.png” to go with it.' },
      { path: 'more/', kind: 'unpaired', reason: 'Its 2 pictures are in neither “A” nor “B”.' },
      { path: 'root.png', kind: 'unpaired', reason: 'It is in neither “A” nor “B”.' }
    ])
  }
)

test('folders may lie deeper, and either of them may be the input', async () => {
  const folder = await temporaryFolder()
  await fill(folder, {
    'train/A/1.png': shade(1),
    'train/B/1.png': shade(2),
    'val/A/1.png': shade(3),
    'val/B/1.png': shade(4)
  })
  const report = await importPairs(folder, { how: 'folders', input: 'train/B', target: './train/A/' }, small)
  expect(report.images).toMatchObject([{ path: 'train/B/1.png', partner: 'train/A/1.png' }])
  expect(firstPixels(report.bytes, 8)).toEqual([
    [2, 2, 2],
    [1, 1, 1]
  ])
})

test('a file that cannot be read takes its partner with it', async () => {
  const folder = await temporaryFolder()
  await fill(folder, {
    'A/1.png': 'x',
    'B/1.png': shade(1),
    'A/2.png': shade(2),
    'B/2.png': '',
    'A/3.png': '',
    'B/3.png': '',
    'A/4.png': shade(4),
    'B/4.png': shade(5),
    'A/5.png': shade(4),
    'B/5.png': shade(6)
  })
  const report = await importPairs(folder)
  expect(report.images.map(({ path }) => path)).toEqual(['A/4.png', 'A/5.png'])
  expect(report.issues).toEqual([
    {
      path: 'A/1.png',
      kind: 'unreadable',
      reason: expect.stringMatching(/not a picture .* “B\/1\.png” is left out with it\.$/)
    },
    { path: 'A/3.png', kind: 'unreadable', reason: 'The file is empty (0 bytes).' },
    { path: 'A/5.png', kind: 'duplicate', reason: 'The same picture as “A/4.png”.' },
    { path: 'B/2.png', kind: 'unreadable', reason: 'The file is empty (0 bytes). “A/2.png” is left out with it.' },
    { path: 'B/3.png', kind: 'unreadable', reason: 'The file is empty (0 bytes).' }
  ])
  await fill(folder, { 'A/4.png': 'x', 'A/5.png': 'x' })
  await expect(importPairs(folder)).rejects.toMatchObject({
    code: 'no-pictures',
    message: expect.stringMatching(/^None of the 5 pairs in “.*” could be read\. “A\/1\.png”: /)
  })
})

describe('both pictures in one file', () => {
  test.each([
    [
      'an even width',
      16,
      [
        [255, 0, 0],
        [0, 0, 255]
      ]
    ],
    [
      'an odd width, without its middle column',
      17,
      [
        [255, 0, 0],
        [0, 0, 255]
      ]
    ]
  ])('%s', async (_, width, colours) => {
    const folder = await temporaryFolder()
    // The middle column of an odd width is green: it must be in neither half.
    const pixels = new Uint8Array(width * 8 * 3)
    for (let i = 0; i < width * 8; i++)
      pixels.set(
        i % width < Math.floor(width / 2) ? [255, 0, 0] : i % width >= Math.ceil(width / 2) ? [0, 0, 255] : [0, 255, 0],
        3 * i
      )
    await fill(folder, { 'a.png': sharp(pixels, { raw: { width, height: 8, channels: 3 } }), 'b.png': shade(9, 2) })
    const left = await importPairs(folder, { how: 'halves', input: 'left' }, small)
    expect(left.images).toMatchObject([
      { path: 'a.png', partner: null, width: 8, height: 8 },
      { path: 'b.png', partner: null, width: 1, height: 2 }
    ])
    const each = 8 * 8 * 3
    const [input, target] = [left.bytes.subarray(0, each), left.bytes.subarray(each, 2 * each)]
    expect([input, target].map(half => [...half])).toEqual(
      colours.map(colour => Array.from({ length: 64 }, () => colour).flat())
    )
    const right = await importPairs(folder, { how: 'halves', input: 'right' }, small)
    expect(right.bytes.subarray(0, 2 * each).equals(Buffer.concat([target, input]))).toBe(true)
  })

  test('photographs that are turned by their EXIF are cut upright, very wide halves keep their middle', async () => {
    const folder = await temporaryFolder()
    const upright = await halves(64, 32).png().toBuffer()
    // Lies on its side in the file; orientation 6 says to turn it by 90° clockwise.
    const turned = await sharp(await sharp(upright).rotate(270).png().toBuffer())
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    await fill(folder, { 'turned.jpg': turned, 'wide.png': halves(4000, 10) })
    const { images, bytes } = await importPairs(folder, { how: 'halves', input: 'left' }, small)
    expect(images).toMatchObject([
      { path: 'turned.jpg', width: 32, height: 32 },
      { path: 'wide.png', width: 2000, height: 10 }
    ])
    const [a = [], b = [], ...wide] = firstPixels(bytes, 8)
    expect(a[0]).toBeGreaterThan(240)
    expect(b[2]).toBeGreaterThan(240)
    expect(wide).toEqual([
      [255, 0, 0],
      [0, 0, 255]
    ])
  })

  test('a picture of one pixel has no halves', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'a.png': halves(8, 4), 'dot.png': shade(1, 1) })
    expect((await importPairs(folder, { how: 'halves', input: 'left' })).issues).toEqual([
      { path: 'dot.png', kind: 'unreadable', reason: 'It is 1 pixel wide: it has no two halves.' }
    ])
  })
})

describe('recognised by itself', () => {
  test.each<[string, string[], [string, string] | null]>([
    ['A and B', ['A/1.png', 'B/1.jpg'], ['A', 'B']],
    ['whatever their case', ['a/1.png', 'a/x/2.png', 'B/1.jpg', 'B/x/2.png'], ['a', 'B']],
    ['trainA and trainB', ['trainA/1.png', 'trainB/1.png'], ['trainA', 'trainB']],
    ['input and output', ['output/1.png', 'Input/1.png'], ['Input', 'output']],
    ['input and target', ['target/1.png', 'input/1.png'], ['input', 'target']],
    ['source and target', ['source/1.png', 'target/1.png'], ['source', 'target']],
    ['more targets than inputs', ['A/1.png', 'B/1.png', 'B/2.png'], ['A', 'B']],
    ['more inputs than targets', ['A/1.png', 'A/2.png', 'B/1.png'], ['A', 'B']],
    ['names that differ', ['input/1.png', 'target/2.png'], null],
    ['some of both alone', ['input/1.png', 'input/2.png', 'target/1.png', 'target/3.png'], null],
    ['classes', ['cats/1.png', 'dogs/1.png'], null],
    ['names that do not go together', ['A/1.png', 'target/1.png'], null],
    ['a third folder', ['A/1.png', 'B/1.png', 'C/1.png'], null],
    ['a picture beside them', ['A/1.png', 'B/1.png', '1.png'], null],
    ['one folder', ['A/1.png'], null]
  ])('%s', (_, paths, expected) => {
    expect(recognise(paths)).toEqual(expected && { how: 'folders', input: expected[0], target: expected[1] })
  })

  test('one that has a partner among fifty makes no pairs: forty-nine would be left out', () => {
    const paths = ['a/1.png', ...Array.from({ length: 50 }, (_, i) => `b/${i}.png`)]
    expect(recognise(paths)).toEqual({ how: 'domains', a: 'a', b: 'b' })
    expect(recognise(paths.map(path => path.replace('a/', 'input/').replace('b/', 'target/')))).toBeNull()
  })

  test('an import takes them for pairs, or for classes where it is told to', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'A/1.png': shade(1), 'B/1.png': shade(2), 'A/2.png': shade(3), 'B/2.png': shade(4) })
    expect(await importPairs(folder)).toMatchObject({
      pairing: folders,
      labels: [],
      images: [{ path: 'A/1.png' }, { path: 'A/2.png' }]
    })
    expect(await importPairs(folder, null)).toMatchObject({
      pairing: null,
      labels: ['A', 'B'],
      images: [{ path: 'A/1.png', label: 0, partner: null }, {}, {}, {}]
    })
  })
})

describe('nothing to pair', () => {
  test.each<[string, Pairing, string, RegExp]>([
    [
      'no common names',
      folders,
      'no-pictures',
      /^No picture in “A” of “.*” has its partner in “B”\. With “A\/1\.png” goes “B\/1\.png” \(its ending may be another\); “B” has pictures such as “B\/2\.png”\.$/
    ],
    [
      'a folder that is not there',
      { ...folders, target: 'C' },
      'no-pictures',
      /^There are no pictures in a folder “C” of “.*”\. Its folders with pictures: “A”, “B”\.$/
    ],
    [
      'one folder twice',
      { ...folders, target: 'A/' },
      'bad-input',
      /“A” and “A\/” are not two folders beside each other/
    ],
    ['one inside the other', { ...folders, target: 'A/x' }, 'bad-input', /not two folders beside each other/]
  ])('%s', async (_, pairs, code, message) => {
    const folder = await temporaryFolder()
    await fill(folder, { 'A/1.png': shade(1), 'B/2.png': shade(2) })
    await expect(importPairs(folder, pairs)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })
})

test('the framing follows inputs and targets: colour in either makes both coloured', async () => {
  const folder = await temporaryFolder()
  await fill(folder, { 'A/1.png': shade(40, 20), 'B/1.png': plain(20, 20, { r: 200, g: 10, b: 10 }) })
  const { grey, framing, bytes } = await importPairs(folder)
  expect({ grey, framing }).toEqual({
    grey: false,
    framing: { size: 28, channels: 3, fit: 'cover', position: 'centre' }
  })
  expect(firstPixels(bytes, 28)).toEqual([
    [40, 40, 40],
    [200, 10, 10]
  ])
})

test(
  'packed anew they are the same, and a preview shows input beside target, from the cache and from the ' + 'files',
  async () => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder()
    await fill(
      folder,
      Object.fromEntries(
        Array.from({ length: 7 }, (_, i) => [
          [`A/${i}.png`, shade(i)],
          [`B/${i}.png`, shade(100 + i)]
        ]).flat() as [string, Sharp][]
      )
    )
    const { images, bytes, cache } = await importPairs(folder, folders, small)
    const pictures = { source: openSource('folder', folder), pairing: folders, decoder }
    await packImages(pictures, images, small, join(out, 'again.bin'))
    expect((await readFile(join(out, 'again.bin'))).equals(bytes)).toBe(true)

    const slice = images.slice(2, 7)
    const fresh = await previewImages(pictures, slice, small)
    expect(fresh).toMatchObject({ count: 5, columns: 3, tileWidth: 16, tileHeight: 8 })
    expect(await previewImages(pictures, slice, small, { file: cache, framing: small, first: 2 })).toEqual(fresh)
    const { pixels, shape } = await decodeSheet(fresh)
    const rows = Array.from({ length: 5 * 8 }, (_, row) => [
      ...pixels.subarray(row * 16 * shape[2], (row + 1) * 16 * shape[2])
    ])
    rows.forEach((row, y) =>
      expect(row.map((_, x) => row[x])).toEqual(
        Array.from({ length: 16 * shape[2] }, (_, x) => (x < 8 * shape[2] ? 0 : 100) + 2 + Math.floor(y / 8))
      )
    )

    await rm(join(folder, 'B', '3.png'))
    await expect(packImages(pictures, images, { ...small, size: 4 }, join(out, 'x.bin'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('“B/3.png”')
    })
  }
)

import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import {
  importImages,
  openSource,
  packImages,
  pictureBytes,
  previewImages,
  type ImportReport
} from '../../src/main/datasets'
import { decodeSheet } from '../exports/decode-sheet'
import type { Framing } from '../../src/shared/domain'
import { writeBmp } from './bmp'
import { fill, halves, plain, temporaryFolder } from './folder'
import { decoder, openDecoder } from './decoder'

const small: Framing = { size: 8, channels: 3, fit: 'cover', position: 'centre' }
const shade = (value: number) => plain(8, 8, { r: value, g: value, b: value })

const ordinary = (folder: string) => ({ source: openSource('folder', folder), pairing: null, decoder })

/** Imports a folder into a cache of its own. */
async function importFolder(folder: string, framing?: Framing): Promise<ImportReport & { bytes: Buffer }> {
  const out = await temporaryFolder()
  const report = await importImages(
    openSource('folder', folder),
    decoder,
    ({ size, channels }) => join(out, `${size}-${channels}.bin`),
    { framing }
  )
  expect(await readdir(out)).toEqual([report.cache.slice(out.length + 1)])
  const bytes = await readFile(report.cache)
  expect(bytes.length).toBe(report.images.length * pictureBytes(report.framing))
  return { ...report, bytes }
}

const paths = (report: ImportReport): string[] => report.images.map(image => image.path)

test('a mixed folder: every format and shape is read, every broken file has its reason', async () => {
  const folder = await temporaryFolder()
  const [jpeg, gif, png] = [
    await halves(50, 40).jpeg().toBuffer(),
    await halves(50, 40).gif().toBuffer(),
    await halves(50, 40).png().toBuffer()
  ]
  await fill(folder, {
    'photo.jpg': halves(640, 480),
    'photo.JPEG': jpeg,
    'picture.png': halves(32, 32),
    'web.webp': halves(30, 60),
    'anim.gif': halves(20, 20),
    'scan.tif': halves(100, 100),
    'scan2.tiff': halves(100, 90),
    'modern.avif': halves(64, 64),
    'paint.bmp': writeBmp({ bits: 24, width: 3, height: 3, pixels: Array.from({ length: 9 }, () => [1, 2, 3]) }),
    'dot.png': plain(1, 1, { r: 9, g: 99, b: 200 }),
    'strip.png': plain(3000, 10, { r: 1, g: 90, b: 3 }),
    'grey.png': shade(70),
    'clear.png': plain(5, 5, { r: 1, g: 1, b: 1, alpha: 0 }),
    'really-a-png.jpg': await halves(21, 12).png().toBuffer(),
    'Ünïcode ディレクトリ/π 🙂.png': plain(8, 8, { r: 1, g: 2, b: 200 }),
    'deep/deeper/deepest/x.png': plain(8, 8, { r: 3, g: 2, b: 1 }),
    "it's 100% #1?.png": plain(8, 8, { r: 5, g: 2, b: 1 }),
    'empty.png': '',
    'cut.gif': gif.subarray(0, 60),
    'broken.png': Buffer.concat([png.subarray(0, 60), Buffer.alloc(png.length - 60, 7)]),
    'words.jpg': 'hello',
    'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
    'page.png': '<html>Not found</html>',
    'notes.txt': 'x',
    'film.mp4': 'x',
    'drawing.svg': '<svg/>',
    '.hidden.png': shade(1),
    '._photo.jpg': 'x',
    '.DS_Store': 'x',
    'Thumbs.db': 'x',
    '__MACOSX/photo.jpg': 'x',
    '.git/a.png': shade(2)
  })
  const report = await importFolder(folder)
  expect(paths(report)).toHaveLength(17)
  expect(report.issues.map(issue => [issue.path, issue.kind])).toEqual([
    ['broken.png', 'unreadable'],
    ['cut.gif', 'unreadable'],
    ['cut.jpg', 'unreadable'],
    ['drawing.svg', 'unreadable'],
    ['empty.png', 'unreadable'],
    ['page.png', 'unreadable'],
    ['words.jpg', 'unreadable']
  ])
  expect(report.issues.map(issue => issue.reason)).toEqual([
    // Without a word of the library that found it.
    'The file is damaged or cut short.',
    'The file is cut short.',
    'The file is cut short.',
    expect.stringContaining('SVG drawing'),
    expect.stringContaining('empty'),
    expect.stringContaining('web page'),
    expect.stringContaining('not a picture')
  ])
  expect(report.images).toContainEqual({
    path: 'strip.png',
    partner: null,
    label: -1,
    width: 3000,
    height: 10,
    split: 'train'
  })
  expect(report).toMatchObject({
    labels: [],
    grey: false,
    sourceSize: { width: 8, height: 8 },
    framing: { size: 28, channels: 3 }
  })
})

test('pictures lie in the cache in natural order of path, whatever they take to decode', async () => {
  const folder = await temporaryFolder()
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`${i}.png`, i % 9 === 0 ? plain(2000, 2000, { r: i, g: i, b: i }) : shade(i)])
  )
  await fill(folder, { ...files, '7 broken.png': 'x' })
  const report = await importFolder(folder, { ...small, channels: 1 })
  expect(paths(report)).toEqual(Array.from({ length: 40 }, (_, i) => `${i}.png`))
  expect(Array.from({ length: 40 }, (_, i) => report.bytes[i * 64 + 9])).toEqual(
    Array.from({ length: 40 }, (_, i) => i)
  )
})

test('exact copies are named, and stay', async () => {
  const folder = await temporaryFolder()
  const picture = await halves(9, 9).png().toBuffer()
  await fill(folder, { 'a.png': picture, 'b/a copy.png': picture, 'c.png': picture, 'd.png': shade(3) })
  const report = await importFolder(folder)
  expect(paths(report)).toEqual(['a.png', 'b/a copy.png', 'c.png', 'd.png'])
  expect(report.issues).toEqual(
    ['b/a copy.png', 'c.png'].map(path => ({ path, kind: 'duplicate', reason: 'The same picture as “a.png”.' }))
  )
})

describe('classes', () => {
  test('folders one deep are classes, in natural order', async () => {
    const folder = await temporaryFolder()
    await fill(folder, {
      'class 10/a.png': shade(1),
      'class 2/a.png': shade(2),
      'class 2/b.png': shade(3),
      'class 2/broken.png': 'x',
      'nothing/x.txt': 'x'
    })
    const report = await importFolder(folder)
    expect(report.labels).toEqual(['class 2', 'class 10'])
    expect(report.images.map(image => image.label)).toEqual([0, 0, 1])
  })

  // Folders called a and b would be two domains.
  test.each([
    ['one folder', ['oak/1.png', 'oak/2.png']],
    ['one picture outside', ['oak/1.png', 'elm/2.png', '3.png']],
    ['one folder deeper', ['oak/1.png', 'elm/2.png', 'elm/c/3.png']]
  ])('no classes with %s', async (_, files) => {
    const folder = await temporaryFolder()
    await fill(folder, Object.fromEntries(files.map((path, i) => [path, shade(i)])))
    const report = await importFolder(folder)
    expect(report.labels).toEqual([])
    expect(report.images.every(image => image.label === -1)).toBe(true)
  })

  test('a few pictures beside the class folders are left out by name, and the classes stay', async () => {
    const folder = await temporaryFolder()
    const classes = ['oak', 'elm'].flatMap(name => Array.from({ length: 8 }, (_, i) => `${name}/${i}.png`))
    await fill(folder, Object.fromEntries([...classes, 'stray.png'].map((path, i) => [path, shade(i)])))
    const report = await importFolder(folder)
    expect(report.labels).toEqual(['elm', 'oak'])
    expect(report.images).toHaveLength(16)
    expect(report.issues).toEqual([
      { path: 'stray.png', kind: 'unpaired', reason: expect.stringContaining('in none of them') }
    ])
  })
})

describe('the framing follows the pictures', () => {
  test.each([
    ['small and grey', 28, true, { size: 28, channels: 1 }],
    ['small and coloured', 32, false, { size: 28, channels: 3 }],
    ['large and grey', 200, true, { size: 64, channels: 1 }],
    ['large and coloured', 200, false, { size: 64, channels: 3 }]
  ] as const)('%s', async (_, size, grey, framing) => {
    const folder = await temporaryFolder()
    await fill(folder, {
      'a.png': plain(size, size, { r: 50, g: 50, b: 50 }),
      'b.png': plain(size, size, { r: 50, g: grey ? 50 : 200, b: 50 })
    })
    expect(await importFolder(folder)).toMatchObject({ grey, sourceSize: { width: size, height: size }, framing })
  })

  test('one colour picture that the first glance misses makes the dataset coloured after all', async () => {
    const folder = await temporaryFolder()
    await fill(folder, {
      ...Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`${i}.png`, shade(i)])),
      '51.png': plain(8, 8, { r: 250, g: 0, b: 0 })
    })
    const report = await importFolder(folder)
    expect(report).toMatchObject({ grey: false, framing: { channels: 3 } })
    expect([...report.bytes.subarray(51 * 28 * 28 * 3, 51 * 28 * 28 * 3 + 3)]).toEqual([250, 0, 0])
  })
})

describe('links', () => {
  test('loops end, linked pictures and folders are read once', async () => {
    const folder = await temporaryFolder(),
      elsewhere = await temporaryFolder()
    await fill(folder, { 'a/1.png': shade(1) })
    await fill(elsewhere, { '2.png': shade(2) })
    await symlink(folder, join(folder, 'a', 'loop'))
    await symlink(join(folder, 'a'), join(folder, 'z'))
    await symlink(elsewhere, join(folder, 'linked'))
    await symlink(join(elsewhere, '2.png'), join(folder, 'one.png'))
    await symlink(join(elsewhere, 'gone.png'), join(folder, 'broken.png'))
    const report = await importFolder(folder)
    expect(paths(report)).toEqual(['a/1.png', 'linked/2.png', 'one.png'])
    expect(report.issues).toEqual([
      { path: 'broken.png', kind: 'unreadable', reason: expect.stringContaining('link to nothing') },
      { path: 'one.png', kind: 'duplicate', reason: expect.stringContaining('linked/2.png') }
    ])
  })
})

describe('a source that gives nothing says why', () => {
  const refused = async (folder: string) => {
    const out = await temporaryFolder()
    const error = await importImages(openSource('folder', folder), decoder, () => join(out, 'cache.bin')).then(
      () => null,
      (error: unknown) => error
    )
    expect(await readdir(out)).toEqual([])
    return error
  }

  test('an empty folder', async () => {
    expect(await refused(await temporaryFolder())).toMatchObject({
      name: 'StudioError',
      code: 'no-pictures',
      message: expect.stringContaining('is empty')
    })
  })

  test('a folder without pictures', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'a.txt': 'x', 'b/c.mp3': 'y' })
    expect(await refused(folder)).toMatchObject({
      code: 'no-pictures',
      message: expect.stringMatching(/no pictures in.*2 files are of other kinds.*JPEG/)
    })
  })

  test('only broken pictures', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'a.png': 'x', 'b.png': '' })
    expect(await refused(folder)).toMatchObject({
      code: 'no-pictures',
      message: expect.stringMatching(/None of the 2 pictures.*“a.png”: Its content/)
    })
  })

  test('a missing folder, and a file', async () => {
    const folder = await temporaryFolder()
    expect(await refused(join(folder, 'nowhere'))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('nowhere')
    })
    await fill(folder, { 'a.png': shade(1) })
    expect(await refused(join(folder, 'a.png'))).toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('is a file')
    })
    expect(await refused(join(folder, 'a.png', 'b'))).toMatchObject({ code: 'not-found' })
  })

  test.skipIf(process.platform === 'win32')('a folder and a picture without permission', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'open/a.png': shade(1), 'shut/b.png': shade(2), 'open/secret.png': shade(3) })
    const out = await temporaryFolder()
    await chmod(folder, 0o755)
    await chmod(out, 0o777)
    await chmod(join(folder, 'shut'), 0)
    await chmod(join(folder, 'open', 'secret.png'), 0)
    // The administrator may read everything: be nobody for a while.
    const administrator = process.getuid?.() === 0
    if (administrator) process.seteuid?.(65_534)
    const decoder = openDecoder()
    try {
      const report = await importImages(openSource('folder', folder), decoder, () => join(out, 'cache.bin'))
      expect(paths(report)).toEqual(['open/a.png'])
      expect(report.issues).toEqual([
        { path: 'open/secret.png', kind: 'unreadable', reason: expect.stringContaining('permission') },
        { path: 'shut', kind: 'unreadable', reason: expect.stringContaining('permission') }
      ])
      await expect(
        importImages(openSource('folder', join(folder, 'shut')), decoder, () => join(out, 'other.bin'))
      ).rejects.toMatchObject({ code: 'not-readable', message: expect.stringContaining('permission') })
    } finally {
      if (administrator) process.seteuid?.(0)
      decoder.close()
      await chmod(join(folder, 'shut'), 0o755)
    }
  })
})

describe('cancelling and failing', () => {
  test.each([0, 1, 25])('cancelled after %i pictures, nothing is left', async after => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder()
    await fill(folder, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.png`, shade(i)])))
    const stop = new AbortController()
    if (after === 0) stop.abort()
    const importing = importImages(openSource('folder', folder), decoder, () => join(out, 'cache.bin'), {
      framing: small,
      signal: stop.signal,
      progress: ({ label, done }) => {
        if (label === 'Reading pictures' && done === after) stop.abort()
      }
    })
    await expect(importing).rejects.toMatchObject({ name: 'StudioError', code: 'cancelled' })
    expect(await readdir(out)).toEqual([])
  })

  test('progress counts to the end', async () => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder()
    await fill(folder, { 'a.png': shade(1), 'b.png': 'x', 'c.png': shade(2) })
    const seen: [string, number, number | null][] = []
    await importImages(openSource('folder', folder), decoder, () => join(out, 'cache.bin'), {
      framing: small,
      progress: ({ label, done, total }) => seen.push([label, done, total])
    })
    expect(seen).toEqual([
      ['Looking for pictures', 3, null],
      ['Reading pictures', 1, 3],
      ['Reading pictures', 2, 3],
      ['Reading pictures', 3, 3]
    ])
  })

  test('an earlier cache stays whole when a new one fails', async () => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder(),
      cache = join(out, 'cache.bin')
    await fill(folder, { 'a.png': shade(1) })
    await writeFile(cache, 'earlier')
    await writeFile(join(folder, 'a.png'), 'x')
    await expect(importImages(openSource('folder', folder), decoder, () => cache)).rejects.toMatchObject({
      code: 'no-pictures'
    })
    expect(await readFile(cache, 'utf8')).toBe('earlier')
    expect(await readdir(out)).toEqual(['cache.bin'])
  })

  test('a workspace that cannot be written to', async () => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder()
    await fill(folder, { 'a.png': shade(1) })
    await fill(out, { file: 'x' })
    await expect(
      importImages(openSource('folder', folder), decoder, () => join(out, 'file', 'cache.bin'))
    ).rejects.toMatchObject({ name: 'StudioError', message: expect.stringContaining('could not be written') })
  })
})

describe('another framing', () => {
  const wide: Framing = { size: 16, channels: 1, fit: 'stretch', position: 'centre' }

  test('packs the same pictures in the same order', async () => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder(),
      cache = join(out, 'again.bin')
    await fill(folder, Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, shade(10 * i)])))
    const { images } = await importFolder(folder)
    await packImages(ordinary(folder), images, wide, cache)
    const bytes = await readFile(cache)
    expect(bytes.length).toBe(20 * 256)
    expect(images.map((_, i) => bytes[i * 256 + 40])).toEqual(images.map((_, i) => 10 * i))
    // The same framing gives the same bytes as the import.
    const report = await importFolder(folder, wide)
    expect(report.bytes.equals(bytes)).toBe(true)
  })

  test('names a picture that has gone, and leaves nothing', async () => {
    const folder = await temporaryFolder(),
      out = await temporaryFolder()
    await fill(folder, { 'a.png': shade(1), 'b/c.png': shade(2) })
    const { images } = await importFolder(folder)
    await rm(join(folder, 'b'), { recursive: true })
    await expect(packImages(ordinary(folder), images, wide, join(out, 'x.bin'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('b/c.png')
    })
    expect(await readdir(out)).toEqual([])
    await expect(previewImages(ordinary(folder), images, wide)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a preview shows the pictures asked for, from the cache and from the files alike', async () => {
    const folder = await temporaryFolder()
    await fill(folder, Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.png`, halves(20, 10 + i)])))
    const report = await importFolder(folder)
    const source = ordinary(folder),
      slice = report.images.slice(4, 9)
    const fresh = await previewImages(source, slice, report.framing)
    const cached = await previewImages(source, slice, report.framing, {
      file: report.cache,
      framing: report.framing,
      first: 4
    })
    expect(fresh).toMatchObject({ count: 5, columns: 3, rows: 2, tileWidth: 28, tileHeight: 28 })
    expect(cached).toEqual(fresh)
    const each = pictureBytes(report.framing)
    expect(Buffer.from((await decodeSheet(fresh)).pixels).equals(report.bytes.subarray(4 * each, 9 * each))).toBe(true)
    const other = await previewImages(source, slice, wide, { file: report.cache, framing: report.framing, first: 4 })
    expect((await sharp(other.png).metadata()).width).toBe(48)
  })

  test('a cache that is gone or too short says so', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'a.png': shade(1) })
    const report = await importFolder(folder)
    const source = ordinary(folder)
    for (const cached of [
      { file: report.cache, first: 1 },
      { file: `${report.cache}.gone`, first: 0 }
    ]) {
      await expect(
        previewImages(source, report.images, report.framing, { ...cached, framing: report.framing })
      ).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('Import the dataset again') })
    }
  })
})

test.skipIf(process.platform !== 'linux')(
  'names in other encodings than UTF-8 lead to their files, and to classes',
  async () => {
    const folder = await temporaryFolder()
    const latin1 = Buffer.from(`${folder}/Caf\u00e9`, 'latin1')
    await mkdir(latin1)
    await mkdir(join(folder, 'Tee'))
    const picture = await shade(3).png().toBuffer()
    await writeFile(Buffer.concat([latin1, Buffer.from('/\u00fc\u00e9.png', 'latin1')]), picture)
    await writeFile(Buffer.concat([latin1, Buffer.from('/\u2615.png')]), picture)
    await fill(folder, { 'Tee/1.png': shade(4) })
    const report = await importFolder(folder)
    expect(report.issues.filter(({ kind }) => kind === 'unreadable')).toEqual([])
    expect(report.labels).toEqual(['Caf\uf7e9', 'Tee'])
    expect(report.images.map(({ path }) => path).sort()).toEqual([
      'Caf\uf7e9/\u2615.png',
      'Caf\uf7e9/\uf7fc\uf7e9.png',
      'Tee/1.png'
    ])
  }
)

/** ZIP and tar archives become datasets as folders do; what is wrong in one is named, and the rest goes on. */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Dataset } from '../../src/shared/domain'
import type { Studio } from '../../src/main/studio'
import { unpackArchive } from '../../src/main/studio/archives/unpack'
import { temporaryFolder } from '../store/fixtures'
import { openBench, pictureFolder } from './fixtures'

const all = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

/** Six pictures, as bytes. */
async function pictures(): Promise<Uint8Array[]> {
  const folder = await pictureFolder(6)
  return readdirSync(folder).map(name => new Uint8Array(readFileSync(join(folder, name))))
}

function written(name: string, bytes: Uint8Array): string {
  const file = join(temporaryFolder(), name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  return file
}

test('a ZIP with class folders is imported like the folder; what leads out of it is named', async () => {
  const [a, b, c, d, e, f] = await pictures()
  if (!a || !b || !c || !d || !e || !f) throw new Error('There are no six pictures.')
  const file = written(
    'Stones.zip',
    zipSync({
      'flat/1.png': a,
      'flat/2.png': [b, { level: 0 }],
      'round/1.png': c,
      'round/2.png': d,
      'round/cut.png': e.subarray(0, 60),
      '../evil.png': f,
      '/evil.png': f,
      '__MACOSX/flat/._1.png': f,
      'read me.txt': new TextEncoder().encode('Hello')
    })
  )
  const { studio, folder } = openBench()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: file })
  expect(dataset).toMatchObject({ name: 'Stones', imageCount: 4, labels: ['flat', 'round'], unreadableCount: 3 })
  const issues = await studio.handlers.datasetIssues({ dataset: dataset.id })
  expect(issues.map(({ path, reason }) => [path, reason])).toEqual([
    ['../evil.png', 'Its name leads out of the archive’s own folder: it was not unpacked.'],
    ['/evil.png', 'Its name leads out of the archive’s own folder: it was not unpacked.'],
    ['round/cut.png', expect.stringContaining('cut short')]
  ])
  expect(all(folder).filter(name => name.includes('evil') || name.endsWith('.txt'))).toEqual([])
})

test.each([
  ['tar', '-cf'],
  ['tar.gz', '-czf']
])('a %s is imported like a folder', async (ending, how) => {
  const folder = await pictureFolder(5)
  const file = join(temporaryFolder(), `Pebbles.${ending}`)
  expect(spawnSync('tar', [how, file, '-C', dirname(folder), 'pebbles']).status).toBe(0)
  const { studio } = openBench()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: file })
  expect(dataset).toMatchObject({ name: 'Pebbles', imageCount: 5, unreadableCount: 0 })
})

test('bombs stop at their bounds, and the rest is there', async () => {
  const [a, b] = await pictures()
  if (!a || !b) throw new Error('There are no pictures.')
  const zeros = new Uint8Array(3e6)
  const file = written('bomb.zip', zipSync({ 'a.png': a, 'bomb.png': zeros, 'b.png': b, 'c.png': zeros }))
  const unpack = async (limits: { each: number; all: number; files: number }) => {
    const folder = temporaryFolder()
    const issues = await unpackArchive(file, folder, {}, limits)
    return { issues: issues?.map(({ path, reason }) => `${path}: ${reason}`), files: all(folder) }
  }
  const each = await unpack({ each: 1e6, all: 1e9, files: 10 })
  expect(each.issues).toEqual([
    'bomb.png: It unpacks to more than 1 MB: it was not read.',
    'c.png: It unpacks to more than 1 MB: it was not read.'
  ])
  expect(each.files).toEqual(expect.arrayContaining(['a.png', 'b.png']))
  expect((await unpack({ each: 1e9, all: 1e6, files: 10 })).issues).toEqual([
    expect.stringMatching(/^the archive: It holds more than 1 MB: what came after was not unpacked\.$/)
  ])
  expect((await unpack({ each: 1e9, all: 1e9, files: 1 })).issues).toEqual([
    'the archive: It holds more than 1 pictures: what came after was not unpacked.'
  ])
})

test('a damaged archive is refused by name, a file that is none as before; nothing stays behind', async () => {
  const { studio, folder } = openBench()
  const before = all(folder).filter(name => name.startsWith('datasets'))
  const [a] = await pictures()
  if (!a) throw new Error('There are no pictures.')
  const whole = zipSync({ 'a.png': a, 'b.png': a })
  const tar = written('bad.tar.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6))
  await expect(studio.handlers.importFolder({ job: randomUUID(), path: tar })).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining('is damaged: nothing of it can be unpacked')
  })
  await expect(studio.handlers.importFolder({ job: randomUUID(), path: written('note.txt', a) })).rejects.toMatchObject(
    { message: expect.stringContaining('is a file, not a folder') }
  )
  expect(all(folder).filter(name => name.startsWith('datasets'))).toEqual(before)
  // Cut short: what was there is imported.
  const cut = written('cut.zip', whole.subarray(0, a.length + 80))
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: cut })
  expect(dataset.imageCount).toBe(1)
})

/** Sends files as a window does. */
async function sent(studio: Studio, name: string, files: Record<string, Uint8Array>): Promise<Dataset> {
  const upload = await studio.handlers.beginUpload({ name })
  for (const [path, bytes] of Object.entries(files))
    await studio.handlers.uploadFiles({ upload, files: [{ path, bytes: new Uint8Array(bytes) }] })
  return studio.handlers.finishUpload({ job: randomUUID(), upload })
}

/** A NumPy array as numpy.save writes it. */
function npy(type: string, shape: number[], values: Uint8Array): Uint8Array {
  const words = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.replace(
    /(\d),,/,
    '$1,'
  )
  const header = `${words.padEnd(117 - 10)}\n`
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  return Buffer.concat([Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1'), length, Buffer.from(header), values])
}

/** An IDX file of bytes. */
const idx = (shape: number[], values: Uint8Array): Buffer => {
  const axes = Buffer.alloc(4 * shape.length)
  shape.forEach((axis, i) => axes.writeUInt32BE(axis, 4 * i))
  return Buffer.concat([Buffer.from([0, 0, 8, shape.length]), axes, values])
}

/** Six pictures of 28 × 28, each of one grey, lighter from one to the next. */
const greys = Uint8Array.from({ length: 6 * 784 }, (_, i) => 40 * Math.floor(i / 784))
const turns = Uint8Array.of(7, 3, 7, 3, 7, 3)
/** What the third of them is learned as. */
async function third({ handlers }: Studio, dataset: string): Promise<number | undefined> {
  const { png } = await handlers.previewPictures({ dataset, places: [2] })
  return (await sharp(png).raw().toBuffer())[0]
}

test('a ZIP that is dropped into the window is unpacked, and the same one again is the same dataset', async () => {
  const [a, b, c] = await pictures()
  if (!a || !b || !c) throw new Error('There are no three pictures.')
  const zip = zipSync({ 'flat/1.png': a, 'flat/2.png': b, 'round/1.png': c })
  const { studio, folder } = openBench()
  const dataset = await sent(studio, 'Stones', { 'Stones.zip': zip })
  expect(dataset).toMatchObject({ name: 'Stones', imageCount: 3, labels: ['flat', 'round'] })
  expect((await sent(studio, 'Stones', { 'Stones.zip': zip })).id).toBe(dataset.id)
  expect(readdirSync(join(folder, 'datasets'))).toEqual([dataset.id])
  const two = await sent(studio, 'Both', { 'cats.zip': zipSync({ '1.png': a }), 'dogs.zip': zipSync({ '1.png': b }) })
  expect(two).toMatchObject({ imageCount: 2, labels: ['cats', 'dogs'] })
})

test('an archive that is unchanged is not imported anew, one that changed is', async () => {
  const [a, b] = await pictures()
  if (!a || !b) throw new Error('There are no two pictures.')
  const file = written('Pebbles.zip', zipSync({ '1.png': a }))
  const { studio } = openBench()
  const bringIn = () => studio.handlers.importFolder({ job: randomUUID(), path: file, known: true })
  const first = await bringIn()
  expect((await bringIn()).id).toBe(first.id)
  writeFileSync(file, zipSync({ '1.png': a, '2.png': b }))
  expect(await bringIn()).toMatchObject({ name: 'Pebbles 2', imageCount: 2 })
})

test('NumPy arrays are read where they lie, with their labels', async () => {
  const file = written('x_train.npy', npy('|u1', [6, 28, 28], greys))
  writeFileSync(
    join(dirname(file), 'y_train.npy'),
    npy('<i8', [6], new Uint8Array(BigInt64Array.from(turns, BigInt).buffer))
  )
  const { studio } = openBench()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: file })
  expect(dataset).toMatchObject({ name: 'x_train', kind: 'npy', imageCount: 6, labels: ['3', '7'], grey: true })
  expect(await third(studio, dataset.id)).toBe(80)
  // The folder that holds nothing else is that array, too; a second one is named.
  writeFileSync(join(dirname(file), 'x_test.npy'), npy('|u1', [3, 28, 28], greys.subarray(0, 3 * 784)))
  const whole = await studio.handlers.importFolder({ job: randomUUID(), path: dirname(file) })
  expect(whole).toMatchObject({ kind: 'npy', imageCount: 6, labels: ['3', '7'], unreadableCount: 1 })
  writeFileSync(file, npy('<f4', [6, 28, 28], greys))
  await expect(studio.handlers.importFolder({ job: randomUUID(), path: file })).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringMatching(/type <f4, and bytes from 0 to 255 are read\. Convert them first/)
  })
  writeFileSync(file, npy('|u1', [9, 28, 28], greys))
  await expect(studio.handlers.importFolder({ job: randomUUID(), path: file })).rejects.toMatchObject({
    message: expect.stringContaining('It is cut short')
  })
})

test('an NPZ with splits is read by its training pictures, and the others are named', async () => {
  const npz = zipSync({
    'x_train.npy': npy('|u1', [6, 28, 28], greys),
    'y_train.npy': npy('|u1', [6], turns),
    'x_test.npy': npy('|u1', [3, 28, 28], greys.subarray(0, 3 * 784))
  })
  const { studio } = openBench()
  const dataset = await sent(studio, 'digits', { 'digits.npz': npz })
  expect(dataset).toMatchObject({ imageCount: 6, labels: ['3', '7'], unreadableCount: 1 })
  expect(await third(studio, dataset.id)).toBe(80)
  expect(await studio.handlers.datasetIssues({ dataset: dataset.id })).toMatchObject([
    { path: 'x_test.npy', reason: expect.stringContaining('“x_train.npy” is read instead.') }
  ])
  // It goes with its dataset's files.
  const again = await studio.handlers.importAgain({
    job: randomUUID(),
    dataset: dataset.id,
    pairs: null,
    replace: true
  })
  const { png } = await studio.handlers.originalPicture({ dataset: again.id, place: 2 })
  expect((await sharp(png).raw().toBuffer())[0]).toBe(80)
})

test('MNIST’s packed files are read, from the disk and from the window', async () => {
  const images = gzipSync(idx([6, 28, 28], greys))
  const labels = gzipSync(idx([6], turns))
  const file = written('train-images-idx3-ubyte.gz', images)
  writeFileSync(join(dirname(file), 'train-labels-idx1-ubyte.gz'), labels)
  const { studio } = openBench()
  const disk = await studio.handlers.importFolder({ job: randomUUID(), path: file })
  const window = await sent(studio, 'MNIST', {
    'train-images-idx3-ubyte.gz': images,
    'train-labels-idx1-ubyte.gz': labels
  })
  for (const dataset of [disk, window]) {
    expect(dataset).toMatchObject({ kind: 'idx', imageCount: 6, labels: ['3', '7'], unreadableCount: 0 })
    expect(await third(studio, dataset.id)).toBe(80)
  }
})

test.each([
  ['labels.csv', 'filename,kind,label\n1.png,x,Cat\nsub/2.png,x,"Dog, old"\ngone.png,x,Cat\n3,x,Cat\n'],
  ['labels.tsv', 'label\timage\nCat\t1.png\nDog, old\t2.png\nCat\tgone.png\nCat\t3.png\n'],
  ['dataset.json', '{"labels": [["1.png", "Cat"], ["sub/2.png", "Dog, old"], ["gone.png", "Cat"], ["3.png", "Cat"]]}'],
  [
    'metadata.jsonl',
    [
      ['1.png', 'Cat'],
      ['2.png', 'Dog, old'],
      ['gone.png', 'Cat'],
      ['3.png', 'Cat']
    ]
      .map(([file, label]) => JSON.stringify({ file_name: file, label }))
      .join('\n')
  ],
  ['names.json', '{"1.png": "Cat", "2.png": "Dog, old", "gone.png": "Cat", "3.png": "Cat"}']
])('%s beside pictures says what they are', async (name, words) => {
  const [a, b, c, d] = await pictures()
  if (!a || !b || !c || !d) throw new Error('There are no four pictures.')
  const { studio } = openBench()
  const dataset = await sent(studio, 'Pets', {
    '1.png': a,
    'sub/2.png': b,
    '3.png': c,
    'unnamed.png': d,
    [name]: Buffer.from(words),
    'other.csv': Buffer.from('a,b\n1,2\n')
  })
  expect(dataset).toMatchObject({ kind: 'list', imageCount: 3, labels: ['Cat', 'Dog, old'], unreadableCount: 1 })
  const shown = await studio.handlers.datasetPictures({ dataset: dataset.id, places: [0, 1, 2] })
  expect(shown.map(({ path, label }) => [path, label])).toEqual([
    ['1.png', 0],
    ['3.png', 0],
    ['sub/2.png', 1]
  ])
  expect(await studio.handlers.datasetIssues({ dataset: dataset.id })).toMatchObject([
    { path: 'gone.png', reason: 'The list names it, and there is no such picture.' }
  ])
})

test('a film is no folder: it is said what takes it', async () => {
  const { studio } = openBench()
  const path = written('Clip.mp4', new Uint8Array(100))
  await expect(studio.handlers.importFolder({ job: randomUUID(), path })).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringMatching(/the window takes the frames: drop it there .* ffmpeg -i "Clip\.mp4" -vf fps=4/)
  })
})

test('a JSON file beside each picture is no list, and the folder is what it was', async () => {
  const folder = await pictureFolder(3)
  for (const name of readdirSync(folder)) writeFileSync(join(folder, `${name}.json`), '{"title": "A pebble", "id": 3}')
  const { studio } = openBench()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: folder })
  expect(dataset).toMatchObject({ kind: 'folder', imageCount: 3, labels: [] })
})

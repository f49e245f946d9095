import { describe, expect, test } from 'vitest'
import {
  batches,
  isPicture,
  nameAndPaths,
  pack,
  pieces,
  travels,
  walk
} from '../../src/renderer/state/transport/upload'

describe('batches', () => {
  const files = (...sizes: number[]) => sizes.map(size => ({ size }))
  const sizes = (groups: { size: number }[][]) => groups.map(group => group.map(({ size }) => size))

  test('fill up to the limit, in order', () => {
    expect(sizes(batches(files(3, 3, 3, 5, 4, 1), 8, 100))).toEqual([
      [3, 3],
      [3, 5],
      [4, 1]
    ])
  })

  test('no more files than a request may hold', () => {
    expect(sizes(batches(files(0, 0, 0, 0, 0), 8, 2))).toEqual([[0, 0], [0, 0], [0]])
  })

  test('a file larger than the limit travels alone', () => {
    expect(sizes(batches(files(1, 20, 1), 8, 100))).toEqual([[1], [20], [1]])
  })

  test('nothing makes no batch', () => {
    expect(batches([], 8, 100)).toEqual([])
  })
})

test('pictures by their names; hidden files are none', () => {
  expect(['a.JPG', 'b/c.jpeg', 'd.tiff', 'e.avif', 'f.webp'].every(isPicture)).toBe(true)
  expect(['a.txt', 'jpg', 'b/._cat.jpg', '.hidden/cat.png', 'movie.mp4'].some(isPicture)).toBe(false)
})

describe('names and paths', () => {
  test('one folder names the dataset; folders inside it stay', () => {
    expect(nameAndPaths(['/Cats/black/a.png', '/Cats/b.png'])).toEqual({
      name: 'Cats',
      paths: ['black/a.png', 'b.png']
    })
  })

  test('several folders, or loose files, stay as they are', () => {
    expect(nameAndPaths(['/Cats/a.png', '/Dogs/b.png'])).toEqual({
      name: 'Dropped pictures',
      paths: ['Cats/a.png', 'Dogs/b.png']
    })
    expect(nameAndPaths(['/a.png', '/b.png'])).toEqual({ name: 'Dropped pictures', paths: ['a.png', 'b.png'] })
    expect(nameAndPaths(['Cats/a.png', 'Catsuits/b.png']).name).toBe('Dropped pictures')
    expect(nameAndPaths(['/Cats.tar.gz'])).toEqual({ name: 'Cats', paths: ['Cats.tar.gz'] })
  })
})

describe('walking dropped entries', () => {
  /** As the browser gives them: entries of a folder come a hundred at a time. */
  const file = (fullPath: string) => ({
    isFile: true,
    isDirectory: false,
    name: fullPath.split('/').at(-1),
    fullPath,
    file: (done: (file: File) => void) => done(new File(['x'], fullPath.split('/').at(-1) ?? ''))
  })
  const folder = (fullPath: string, children: unknown[]) => ({
    isFile: false,
    isDirectory: true,
    name: fullPath.split('/').at(-1),
    fullPath,
    createReader() {
      const left = [...children]
      return { readEntries: (done: (some: unknown[]) => void) => done(left.splice(0, 100)) }
    }
  })
  const entries = (...list: unknown[]) => list as FileSystemEntry[]

  test('finds every picture of a large folder and of folders inside it', async () => {
    const many = Array.from({ length: 250 }, (_, i) => file(`/a/${i}.png`))
    const found: number[] = []
    const picked = await walk(
      entries(folder('/a', [...many, folder('/a/b', [file('/a/b/x.jpg'), file('/a/b/notes.txt')])])),
      n => found.push(n),
      new AbortController().signal
    )
    expect(picked.length).toBe(251)
    expect(picked.at(-1)?.path).toBe('/a/b/x.jpg')
    expect(found).toEqual([50, 100, 150, 200, 250])
  })

  test('stops when told to', async () => {
    const abort = new AbortController()
    const walking = walk(
      entries(
        folder(
          '/a',
          Array.from({ length: 200 }, (_, i) => file(`/a/${i}.png`))
        )
      ),
      () => abort.abort(),
      abort.signal
    )
    await expect(walking).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
  })
})

test('what travels is told by its content too, and what is named in the report comes with it', async () => {
  const [jpeg, heic, movie] = [
    [0xff, 0xd8, 0xff, 0xe0],
    [...Buffer.from('\0\0\0\x18ftypheic')],
    [...Buffer.from('\0\0\0\x18ftypisom')]
  ].map(head => Uint8Array.from(head))
  const sent = async (path: string, bytes: Uint8Array<ArrayBuffer> | undefined) =>
    travels({ path, file: new File([bytes ?? ''], path) })
  expect(await sent('a/IMG_1', jpeg)).toBe(true)
  expect(await sent('photo.jpg_large', jpeg)).toBe(true)
  expect(await sent('IMG_2.HEIC', heic)).toBe(true)
  expect(await sent('drawing.svg', new TextEncoder().encode('<svg xmlns="…">'))).toBe(true)
  expect(await sent('broken.png', new Uint8Array())).toBe(true)
  expect(await sent('movie.mov', movie)).toBe(true)
  expect(await sent('song.m4a', movie)).toBe(false)
  expect(await sent('labels.xml', new TextEncoder().encode('<?xml version="1.0"?>'))).toBe(false)
  expect(await sent('.hidden/IMG_1', jpeg)).toBe(false)
  expect(await sent('__MACOSX/a.png', jpeg)).toBe(false)
})

test('large files are read in parts', async () => {
  const file = new File([Uint8Array.of(1, 2, 3, 4, 5)], 'a.png')
  const parts = pieces(
    [
      { path: 'a.png', file },
      { path: 'empty.png', file: new File([], 'empty.png') }
    ],
    2
  )
  expect(parts.map(({ path, at, size }) => [path, at, size])).toEqual([
    ['a.png', 0, 2],
    ['a.png', 2, 2],
    ['a.png', 4, 1],
    ['empty.png', 0, 0]
  ])
  const { files, bytes } = await pack(parts)
  expect(files.map(({ at, bytes }) => [at, ...bytes])).toEqual([[0, 1, 2], [2, 3, 4], [4, 5], [0]])
  expect(bytes).toBe(5)
})

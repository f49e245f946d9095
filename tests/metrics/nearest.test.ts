import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isCopy, nearestPictures, type Neighbour } from '../../src/main/metrics/nearest'
import { packedPictures, readPictures } from '../../src/main/metrics/tools/packed'
import type { ImageShape } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'
import { temporaryFolder } from '../store/fixtures'

function packed(pixels: Uint8Array, shape: ImageShape) {
  const path = join(temporaryFolder(), 'pictures.u8')
  writeFileSync(path, pixels)
  return packedPictures({ path, count: pixels.length / (shape[0] * shape[1] * shape[2]), shape })
}

/** Slopes, waves and noise: near ones and far ones. */
function pictures(count: number, [height, width, channels]: ImageShape, seed: number): Uint8Array {
  const next = uniformStream('pictures', seed),
    each = height * width * channels
  const pixels = new Uint8Array(count * each)
  for (let p = 0; p < count; p++) {
    const [slope, wave, shift, noise] = [next() * 8, next(), next() * 120, p % 3 === 0 ? 255 : p % 3 === 1 ? 20 : 0]
    for (let i = 0; i < each; i++) {
      const x = Math.floor(i / channels) % width,
        y = Math.floor(i / (channels * width))
      pixels[p * each + i] = Math.max(
        0,
        Math.min(255, shift + slope * x + 40 * Math.sin(wave * y) + noise * (next() - 0.5))
      )
    }
  }
  return pixels
}

function oneByOne(all: Uint8Array, queries: Uint8Array, each: number, apart?: Int32Array): Neighbour[] {
  return Array.from({ length: queries.length / each }, (_, q) => {
    const away = (p: number): number => {
      let sum = 0
      for (let i = 0; i < each; i++) sum += ((queries[q * each + i] ?? 0) - (all[p * each + i] ?? 0)) ** 2
      return Math.sqrt(sum / each)
    }
    const others = Array.from({ length: all.length / each }, (_, p) => p)
      .filter(p => p !== apart?.[q])
      .map(p => ({ picture: p, distance: away(p) }))
    const [best = { picture: -1, distance: Infinity }, second] = others.sort(
      (a, b) => a.distance - b.distance || a.picture - b.picture
    )
    return { ...best, next: second?.distance ?? Infinity }
  })
}

// The last is more than one block of the file.
test.each([
  [[28, 28, 1], 500],
  [[13, 9, 3], 300],
  [[5, 4, 1], 200],
  [[64, 64, 3], 400]
] as [ImageShape, number][])('as found one by one: %j', async (shape, count) => {
  const each = shape[0] * shape[1] * shape[2]
  const all = pictures(count, shape, 1),
    queries = pictures(12, shape, 2)
  // Copies, which nothing is nearer than, the first of two, and pictures of one grey.
  queries.set(all.subarray(7 * each, 8 * each), 0)
  all.copyWithin((count - 1) * each, 7 * each, 8 * each)
  queries.fill(0, each, 2 * each)
  queries.fill(255, 2 * each, 3 * each)
  const seen: number[] = []
  const found = await nearestPictures(packed(all, shape), queries, undefined, done => seen.push(done))
  expect(found).toEqual(oneByOne(all, queries, each))
  // It is there twice.
  expect(found[0]).toEqual({ picture: 7, distance: 0, next: 0 })
  expect(seen.at(-1)).toBe(count)
})

test('pictures among themselves: their own does not count', async () => {
  const shape: ImageShape = [8, 8, 1],
    all = pictures(40, shape, 3),
    file = packed(all, shape)
  const places = Int32Array.of(3, 17, 39)
  const queries = await readPictures(file, places)
  expect(queries).toEqual(
    Uint8Array.from([...places].flatMap(place => [...all.subarray(place * 64, (place + 1) * 64)]))
  )
  const found = await nearestPictures(file, queries, places)
  expect(found).toEqual(oneByOne(all, queries, 64, places))
  expect(found.every(({ distance }) => distance > 0)).toBe(true)
  expect((await nearestPictures(file, queries)).map(({ picture }) => picture)).toEqual([...places])
})

test('distances are those of a pixel: one grey from another by their difference', async () => {
  const shape: ImageShape = [16, 16, 3]
  const file = packed(
    Uint8Array.from({ length: 2 * 768 }, (_, i) => (i < 768 ? 10 : 200)),
    shape
  )
  expect(await nearestPictures(file, new Uint8Array(768).fill(50))).toEqual([{ picture: 0, distance: 40, next: 150 }])
})

test('a copy with some noise is told from what is merely blurred, which is near to many', async () => {
  const shape: ImageShape = [16, 16, 1],
    each = 256,
    count = 60
  const all = pictures(count, shape, 8),
    next = uniformStream('noise', 8)
  const noisy = all.subarray(0, 6 * each).map(value => Math.max(0, Math.min(255, value + 16 * (next() - 0.5))))
  const blurred = Uint8Array.from(
    { length: 6 * each },
    (_, i) =>
      Array.from({ length: 10 }, (__, k) => all[(Math.floor(i / each) * 10 + k) * each + (i % each)] ?? 0).reduce(
        (a, b) => a + b,
        0
      ) / 10
  )
  const found = await nearestPictures(packed(all, shape), Uint8Array.from([...noisy, ...blurred]))
  expect(found.slice(0, 6).map(isCopy)).toEqual(new Array(6).fill(true))
  expect(found.slice(6).map(isCopy)).toEqual(new Array(6).fill(false))
})

test('a file that is gone or cut short is named', async () => {
  const shape: ImageShape = [8, 8, 1],
    file = packed(pictures(10, shape, 4), shape)
  const query = new Uint8Array(64)
  await expect(nearestPictures({ ...file, count: 11 }, query)).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining(file.path)
  })
  await expect(readPictures({ ...file, path: `${file.path}x` }, [0])).rejects.toMatchObject({ code: 'not-readable' })
})

test('of pairs the targets are looked through, or the inputs, never one for the other', async () => {
  const shape: ImageShape = [8, 8, 3],
    each = 192,
    count = 40
  const [inputs, targets] = [pictures(count, shape, 5), pictures(count, shape, 6)]
  const path = join(temporaryFolder(), 'pairs.u8')
  writeFileSync(
    path,
    Buffer.concat(
      Array.from({ length: 2 * count }, (_, i) =>
        (i % 2 === 0 ? inputs : targets).subarray((i >> 1) * each, ((i >> 1) + 1) * each)
      )
    )
  )
  const queries = pictures(12, shape, 7)
  for (const [which, all] of [
    ['input', inputs],
    ['target', targets]
  ] as const) {
    const file = packedPictures({ path, count, shape, exampleKind: 'pairs' }, which)
    expect(await readPictures(file, [39, 0])).toEqual(
      Uint8Array.from([...all.subarray(39 * each), ...all.subarray(0, each)])
    )
    expect(await nearestPictures(file, queries)).toEqual(oneByOne(all, queries, each))
  }
  // What is made is compared with what there is to be made.
  expect(packedPictures({ path, count, shape, exampleKind: 'pairs' })).toEqual(
    packedPictures({ path, count, shape, exampleKind: 'pairs' }, 'target')
  )
})

/** Training pictures there and back: which ones, what lies below which, and what is said where it cannot be. */
import { rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Sheet } from '../../src/shared/domain'
import { readCache } from '../../src/main/datasets/packed/cache'
import { decodeSheet } from '../exports/decode-sheet'
import { importPebbles, openBench, small } from './fixtures'

const size = 28
const latent = 5

type Trained = Awaited<ReturnType<typeof trained>>
/** An autoencoder of grey pictures on `count` pebbles: three epochs of count / 4 steps. */
async function trained({ model = 'autoencoder', count = 12, settings = {} } = {}) {
  const bench = openBench()
  const { handlers, store } = bench.studio
  const dataset = await importPebbles(bench.studio, count)
  const { id: run } = await handlers.startRun({
    model,
    dataset: dataset.id,
    settings: { ...small, latent, channels: 'grey', ...settings }
  })
  await bench.until(run, 'finished')
  return { ...bench, handlers, store, run, dataset }
}

/** Pictures of a sheet, one after another, row by row. */
async function tilesOf(sheet: Sheet): Promise<Uint8Array[]> {
  const { pixels, shape } = await decodeSheet(sheet)
  expect(shape).toEqual([size, size, 1])
  return Array.from({ length: sheet.count }, (_, i) => pixels.subarray(i * size * size, (i + 1) * size * size))
}

/**
 * What the stand-in makes of a picture: pixel p is the (p modulo latent)-th of the original, by step and place larger.
 */
const there = (original: Uint8Array, step: number): number[] =>
  [...original].map((_, p) => ((original[p % latent] ?? 0) + step + p) % 256)

/** The training pictures as the run sees them. */
async function originals({ store, run, dataset }: Trained, places: readonly number[]): Promise<Uint8Array[]> {
  const framing = store.runs.framing(run)
  const { path } = store.datasets.cache(dataset.id, framing) ?? { path: '' }
  return Promise.all(places.map(place => readCache(path, framing, place, 1)))
}

test('every row of training pictures has below it the row of what the checkpoint makes of them', async () => {
  const bench = await trained()
  const { handlers, run } = bench
  const found = await handlers.reconstruct({ run, count: 8 })
  expect(found).toMatchObject({
    epoch: 3,
    columns: 4,
    sheet: { columns: 4, rows: 4, count: 16, tileWidth: size, tileHeight: size }
  })
  // Evenly from first to last.
  expect(found.pictures).toEqual([0, 2, 3, 5, 6, 8, 9, 11])
  const tiles = await tilesOf(found.sheet)
  const real = await originals(bench, found.pictures)
  for (const [i, original] of real.entries()) {
    const row = 2 * Math.floor(i / 4)
    expect([...(tiles[4 * row + (i % 4)] ?? [])], `picture ${i}`).toEqual([...original])
    expect([...(tiles[4 * (row + 1) + (i % 4)] ?? [])], `below picture ${i}`).toEqual(there(original, 9))
  }
  const [first = new Uint8Array()] = await originals(bench, [0])
  const early = await tilesOf((await handlers.reconstruct({ run, count: 1, epoch: 1 })).sheet)
  const [, made = new Uint8Array()] = early
  expect(early).toHaveLength(2)
  expect([...made]).toEqual(there((await originals(bench, [6]))[0] ?? first, 3))
})

test(
  'pictures follow one another from an offset, or are drawn by a seed; rows are as long as asked, or as ' +
    'there are pictures',
  async () => {
    const bench = await trained({ settings: { samples: 3 } })
    const { handlers, run } = bench
    expect(await handlers.reconstruct({ run, count: 4, offset: 9 })).toMatchObject({
      pictures: [9, 10, 11],
      columns: 3
    })
    expect(await handlers.reconstruct({ run, count: 8, columns: 8 })).toMatchObject({
      columns: 8,
      sheet: { columns: 8, rows: 2 }
    })
    const drawn = await handlers.reconstruct({ run, count: 8, seed: 5 })
    expect(new Set(drawn.pictures).size).toBe(8)
    expect(await handlers.reconstruct({ run, count: 8, seed: 5 })).toEqual(drawn)
    expect((await handlers.reconstruct({ run, count: 8, seed: 6 })).pictures).not.toEqual(drawn.pictures)
    // Eleven fill no rows near a square: the last row has one, and black beside it.
    const uneven = await handlers.reconstruct({ run, count: 11, offset: 1 })
    expect(uneven).toMatchObject({ columns: 5, sheet: { columns: 5, rows: 6, count: 30 } })
    const tiles = await tilesOf(uneven.sheet)
    const [eleventh] = await originals(bench, [11])
    expect([...(tiles[20] ?? [])]).toEqual([...(eleventh ?? [])])
    expect([...(tiles[25] ?? [])]).toEqual(there(eleventh ?? new Uint8Array(), 9))
    for (const place of [21, 24, 26, 29]) expect(Math.max(...(tiles[place] ?? [255]))).toBe(0)
    // More than there are, in rows longer than there are.
    expect(await handlers.reconstruct({ run, count: 32, columns: 32 })).toMatchObject({
      columns: 12,
      pictures: Array.from({ length: 12 }, (_, i) => i)
    })
  }
)

test('a latent of a picture, by any checkpoint, is what explore goes on from', async () => {
  const bench = await trained({ model: 'vae', settings: { latent: 2 } })
  const { handlers, run } = bench
  const [second, last] = await handlers.encode({ run, pictures: [1, 11] })
  for (const [latent, original] of [
    [second, (await originals(bench, [1]))[0]],
    [last, (await originals(bench, [11]))[0]]
  ] as const) {
    expect(latent).toHaveLength(2)
    for (const i of [0, 1]) expect(latent?.[i]).toBeCloseTo((original?.[i] ?? Number.NaN) / 60, 5)
  }
  expect(await handlers.encode({ run, pictures: [11], epoch: 1 })).toEqual([last])
  const { rgba } = await handlers.generate({ run, inputs: { latents: [last ?? []] } })
  const { sheet } = await handlers.reconstruct({ run, count: 1, offset: 11 })
  const [, made] = await tilesOf(sheet)
  expect([...rgba].filter((_, i) => i % 4 === 0)).toEqual([...(made ?? [])])
})

test('more pictures than the engine encodes at once', async () => {
  const bench = await trained({ count: 70, settings: { batchSize: 70 } })
  const { handlers, run } = bench
  const { pictures, sheet, columns } = await handlers.reconstruct({ run, count: 256 })
  expect([pictures.length, columns]).toEqual([70, 14])
  const tiles = await tilesOf(sheet)
  const [original = new Uint8Array()] = await originals(bench, [69])
  expect([...(tiles.at(-1) ?? [])]).toEqual(there(original, 3))
})

test('what cannot be reconstructed is said in a sentence', async () => {
  const { handlers, store, run, dataset, until } = await trained()
  const { id: game } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: dataset.id,
    name: 'Game',
    settings: small
  })
  await until(game, 'finished')
  for (const [asked, message] of [
    [
      () => handlers.reconstruct({ run: game, count: 8 }),
      /"Game" is a DCGAN 28, which has no encoder.*An autoencoder can/
    ],
    [() => handlers.encode({ run: game, pictures: [0] }), /has no encoder/],
    [() => handlers.reconstruct({ run, count: 8, offset: 12 }), /There are 12 pictures; none comes after the first 12/],
    [() => handlers.reconstruct({ run, count: 8, offset: 1, seed: 1 }), /not both/],
    [() => handlers.reconstruct({ run, count: 8, epoch: 7 }), /no checkpoint of epoch 7\. It has: 1, 2, 3/],
    [() => handlers.encode({ run, pictures: [3, 12] }), /"pebbles" has 12 pictures; there is no picture 13/]
  ] as const)
    await expect(asked()).rejects.toThrow(message)

  const [, , last] = store.history.checkpoints(run)
  writeFileSync(last?.path ?? '', 'scribbled over')
  await expect(handlers.encode({ run, pictures: [0] })).rejects.toThrow(
    /The checkpoint of epoch 3 of .* \(step-00000009\.safetensors\) is damaged: its file is not as it was written\. Epoch 2 is the nearest whose checkpoint is whole/
  )
  rmSync(last?.path ?? '')
  await expect(handlers.reconstruct({ run, count: 8 })).rejects.toThrow(
    /The checkpoint of epoch 3 of .* \(step-00000009\.safetensors\) is missing\. Epoch 2 is the nearest/
  )

  await handlers.deleteDataset({ dataset: dataset.id })
  await expect(handlers.reconstruct({ run, count: 8, epoch: 1 })).rejects.toThrow(
    /The dataset "pebbles" of .* was deleted: there are no pictures to encode/
  )
})

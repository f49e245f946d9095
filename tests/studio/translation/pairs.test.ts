/**
 * Runs of pairs, asked for translations: which pairs, whose pictures, what lies below which, and what is said where it
 * cannot be.
 */
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sheet } from '../../../src/shared/domain'
import { drawLatents } from '../../../src/shared/random'
import { evenly } from '../../../src/shared/sheet-size'
import { decodePicture } from '../../../src/main/datasets/pictures/decode'
import { packedPictures, readPictures } from '../../../src/main/metrics/tools/packed'
import { decodeSheet, sheetIn } from '../../exports/decode-sheet'
import { buildEvaluator, nearestIn, valueIn } from '../evaluator'
import { importPebbles, openBench, pairFolder, small } from '../fixtures'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

const size = 28 * 28 * 3

type Trained = Awaited<ReturnType<typeof trained>>
/** On `count` pairs in colour: three epochs of one step. */
async function trained({ count = 6, settings = {} } = {}) {
  const bench = openBench()
  const { handlers, store } = bench.studio
  const dataset = await handlers.importFolder({ job: randomUUID(), path: await pairFolder(count) })
  const { id: run } = await handlers.startRun({
    model: 'cgan-image',
    dataset: dataset.id,
    seed: 5,
    settings: { ...small, ...settings }
  })
  const { latent, seed } = await bench.until(run, 'finished')
  return { ...bench, handlers, store, run, dataset, latent, seed }
}

async function tilesOf(sheet: Sheet): Promise<Uint8Array[]> {
  const { pixels } = await decodeSheet(sheet)
  return Array.from({ length: sheet.count }, (_, i) => pixels.subarray(i * size, (i + 1) * size))
}

/** The training pairs as the run sees them. */
async function pictures(
  { store, run, dataset }: Trained,
  which: 'input' | 'target',
  places: readonly number[]
): Promise<Uint8Array[]> {
  const framing = store.runs.framing(run)
  const { path } = store.datasets.cache(dataset.id, framing) ?? { path: '' }
  const all = await readPictures(
    packedPictures(
      { path, count: 6, exampleKind: 'pairs', shape: [framing.size, framing.size, framing.channels] },
      which
    ),
    places
  )
  return places.map((_, i) => all.subarray(i * size, (i + 1) * size))
}

/**
 * What the stand-in makes of an input with the i-th of latents drawn by a seed: every pixel by the step and by ten
 * times the latent's first number larger.
 */
const made = (input: Uint8Array, step: number, { latent }: Trained, seed: number, i = 0): number[] =>
  [...input].map(
    value => (value + step + Math.round(10 * (drawLatents(seed, i + 1, latent)[i * latent] ?? Number.NaN))) & 255
  )

test('a run of pairs shows translations', async () => {
  const { handlers, run, dataset } = await trained()
  const found = await handlers.getRun({ run })
  expect(found).toMatchObject({
    exampleKind: 'pairs',
    sheetKind: 'translations',
    image: [28, 28, 3],
    sampleCount: 12,
    sampleColumns: 4,
    encodes: false
  })
  expect(found.losses.map(({ key }) => key)).toEqual(['discriminator', 'generator', 'difference'])
  expect((await handlers.runMetrics({ run, maxPoints: 10 })).epochs[0]?.losses).toHaveLength(3)
  expect(await handlers.sampleSheet({ run, epoch: 3 })).toMatchObject({ columns: 4, rows: 3, count: 12 })
  expect((await handlers.recommendModels({ dataset: dataset.id }))[0]).toMatchObject({
    model: 'cgan-image',
    recommended: true,
    settings: { channels: 'colour', size: '28', batchSize: 6 }
  })
  const gif = await handlers.exportRun({
    run,
    job: randomUUID(),
    format: 'gif',
    options: { framesPerSecond: 8, scale: 1, columns: 4, rows: 3, holdSeconds: 1, every: 1 },
    keep: false
  })
  expect(gif.facts).toMatchObject({ frames: 3, width: 112, height: 84 })
})

test(
  "inputs of training pairs in rows, below each what the checkpoint makes of it with the run's own " +
    'latents, and below that its target',
  async () => {
    const bench = await trained()
    const { handlers, run, seed } = bench
    const found = await handlers.translate({ run, of: { count: 4 } })
    expect(found).toMatchObject({
      epoch: 3,
      columns: 4,
      pairs: [...evenly(4, 6)],
      sheet: { columns: 4, rows: 3, count: 12, tileWidth: 28, tileHeight: 28 }
    })
    const [tiles, inputs, targets] = [
      await tilesOf(found.sheet),
      await pictures(bench, 'input', found.pairs),
      await pictures(bench, 'target', found.pairs)
    ]
    inputs.forEach((input, i) => {
      expect(tiles[i], `input ${i}`).toEqual(input)
      expect([...(tiles[4 + i] ?? [])], `made of ${i}`).toEqual(made(input, 3, bench, seed, i))
      expect(tiles[8 + i], `target ${i}`).toEqual(targets[i])
    })

    // From an offset on, by an earlier checkpoint, with latents of another seed; rows as long as asked.
    const early = await handlers.translate({ run, epoch: 1, of: { count: 9, offset: 4 }, seed: 77, columns: 1, gap: 2 })
    expect(early).toMatchObject({ epoch: 1, columns: 1, pairs: [4, 5], sheet: { columns: 1, rows: 6 } })
    expect([...((await tilesOf(early.sheet))[4] ?? [])]).toEqual(
      made((await pictures(bench, 'input', [5]))[0] ?? new Uint8Array(), 1, bench, 77, 1)
    )
    const drawn = await handlers.translate({ run, of: { count: 5, seed: 3 } })
    expect(new Set(drawn.pairs).size).toBe(5)
    expect(await handlers.translate({ run, of: { count: 5, seed: 3 } })).toEqual(drawn)

    // A sheet of fresh samples is of pairs drawn by its seed.
    const options = { seed: 3, count: 5, gap: 1 }
    const exported = await handlers.exportRun({ run, job: randomUUID(), format: 'png', options, keep: false })
    const fresh = sheetIn(exported.bytes, exported.facts)
    expect((await tilesOf(fresh))[0]).toEqual((await tilesOf(drawn.sheet))[0])
    expect(fresh).toMatchObject({ count: 3 * drawn.columns * Math.ceil(5 / drawn.columns) })
  }
)

test("pictures of somebody's own, of other sizes and formats, are framed as the pairs are", async () => {
  const bench = await trained()
  const { handlers, store, run, seed } = bench
  const wide = new Uint8Array(
    await sharp({ create: { width: 90, height: 40, channels: 3, background: '#804020' } })
      .jpeg()
      .toBuffer()
  )
  const clear = new Uint8Array(
    await sharp(
      Uint8Array.from({ length: 9 * 9 * 4 }, (_, i) => i % 256),
      { raw: { width: 9, height: 9, channels: 4 } }
    )
      .webp({ lossless: true })
      .toBuffer()
  )
  const { sheet, pairs, columns } = await handlers.translate({
    run,
    of: {
      files: [
        { name: 'wide.jpg', bytes: wide },
        { name: 'clear.webp', bytes: clear }
      ]
    }
  })
  expect([pairs, columns, sheet.rows]).toEqual([[], 2, 2])
  const tiles = await tilesOf(sheet)
  for (const [i, bytes] of [wide, clear].entries()) {
    const { pixels } = await decodePicture({ bytes: Buffer.from(bytes) }, store.runs.framing(run))
    expect([...(tiles[i] ?? [])]).toEqual([...pixels])
    expect([...(tiles[2 + i] ?? [])]).toEqual(made(pixels, 3, bench, seed, i))
  }
  await expect(
    handlers.translate({
      run,
      of: { files: [{ name: 'notes.txt', bytes: new TextEncoder().encode('not a picture') }] }
    })
  ).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringMatching(/“notes\.txt” cannot be translated\. Its content is not a picture/)
  })
})

test('a hand on the sliders: what is given is read once, and then drawn of again and again', async () => {
  const bench = await trained()
  const { handlers, run } = bench
  const [input = new Uint8Array()] = await pictures(bench, 'input', [2])
  const [target = new Uint8Array()] = await pictures(bench, 'target', [2])
  const red = ({ rgba }: { rgba: Uint8Array }): number[] => [...rgba].filter((_, i) => i % 4 === 0)
  const reds = (pixels: Uint8Array): number[] => [...pixels].filter((_, i) => i % 3 === 0)
  const read = await handlers.readInput({ run, of: { pair: 2 } })
  expect(read.pixels).toEqual(input)
  expect([red(read.input), read.target && red(read.target)]).toEqual([reds(input), reds(target)])

  const latents = [
    [0, 0, 0, 0, 0],
    [2, 0, 0, 0, 0]
  ]
  const two = await handlers.generate({ run, inputs: { latents, input: { pixels: read.pixels } } })
  expect(two).toMatchObject({ count: 2, width: 28, height: 28 })
  expect(red(two)).toEqual([
    ...reds(input).map(value => (value + 3) & 255),
    ...reds(input).map(value => (value + 23) & 255)
  ])
  expect(await handlers.generate({ run, inputs: { latents, input: { pair: 2 } } })).toEqual(two)

  const own = new Uint8Array(
    await sharp({ create: { width: 28, height: 28, channels: 3, background: '#102030' } })
      .png()
      .toBuffer()
  )
  expect(await handlers.readInput({ run, of: { file: own, name: 'own.png' } })).toMatchObject({ target: null })
  expect(
    red(await handlers.generate({ run, inputs: { latents: [[0, 0, 0, 0, 0]], input: { file: own, name: 'own.png' } } }))
  ).toEqual(new Array(28 * 28).fill(0x13))
})

test('evaluation compares what is made of inputs with targets', async () => {
  const { handlers, run } = await trained()
  const found = await handlers.evaluateRun({ run, job: randomUUID(), options: { samples: 8 }, seed: 0 })
  // The stand-in makes inputs a little lighter: not what the targets are.
  expect(valueIn(found, 'sliced-wasserstein')?.value).toBeGreaterThan(0)
  const { pairs, notes } = nearestIn(found)
  expect(pairs[0]?.path).toMatch(/^B\//)
  expect(pairs).toHaveLength(8)
  // Of the six pairs that there are, each beside its own target.
  const l1 = valueIn(found, 'l1-to-target')
  expect(l1).toMatchObject({ detail: { pairs: 6 }, settings: { samples: 6, seed: 0 } })
  expect(l1?.value).not.toBe(l1?.reference)
  expect(found.reports.find(({ metric }) => metric === 'l1-to-target')?.notes[0]?.text).toMatch(
    /^In epoch 3, \d of 6 translations are nearer to their target than the input is\. The run learns from these pairs/
  )
  expect(valueIn(found, 'psnr')?.value).toBeGreaterThan(0)
  expect(valueIn(found, 'ms-ssim-to-target')?.value).toBeLessThan(1)
  expect((await handlers.listEvaluations({ run })).subjects.map(({ id }) => id)).toEqual(['targets', 'pictures'])
  // What is made of an input is meant to be like its target.
  expect(notes).toEqual([{ level: 'info', text: expect.stringMatching(/from its nearest target/) }])
})

test('what cannot be translated is said in a sentence', async () => {
  const { handlers, run, dataset, studio, until } = await trained()
  const pebbles = await importPebbles(studio)
  const { id: game } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: pebbles.id,
    name: 'Game',
    settings: small
  })
  await until(game, 'finished')
  const latents = [[0, 0, 0, 0, 0]]
  for (const [asked, message] of [
    [
      () => handlers.translate({ run: game, of: { count: 2 } }),
      /"Game" is a DCGAN 28, which does not translate pictures\. A run that was trained on pairs/
    ],
    [
      () => handlers.generate({ run: game, inputs: { latents, input: { pair: 1 } } }),
      /"Game" is not drawn from "input"\. It is drawn from: latents\./
    ],
    [() => handlers.generate({ run, inputs: { latents } }), /makes pictures of pictures \(input\)\. Say what of/],
    [
      () => handlers.generate({ run, inputs: { latents, input: { pair: 6 } } }),
      /"faces" has 6 pairs; there is no pair 7/
    ],
    [
      () => handlers.generate({ run, inputs: { latents, input: { pixels: new Uint8Array(3) } } }),
      /is 28×28×3 bytes; 3 were given/
    ],
    [() => handlers.translate({ run, of: { count: 2, offset: 6 } }), /There are 6 pairs; none comes after the first 6/],
    [() => handlers.translate({ run, epoch: 9, of: { count: 2 } }), /no checkpoint of epoch 9/]
  ] as const)
    await expect(asked()).rejects.toThrow(message)
  await handlers.deleteDataset({ dataset: dataset.id })
  await expect(handlers.translate({ run, of: { count: 2 } })).rejects.toThrow(
    /The dataset "faces" of .* was deleted: there are no pairs any more\. A picture of your own can still be translated\./
  )
})

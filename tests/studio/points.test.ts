/** Points in the studio, beside pictures: which model goes with what, and a run of them from import to deletion. */
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPoints } from '../../src/main/datasets'
import { pointsAlong } from '../../src/shared/datasets/drawn-points'
import { unpackPoints } from '../../src/shared/points'
import { importPebbles, openBench } from './fixtures'

test('a dataset of points is made by name, shown at any size, and offered the models for points only', async () => {
  const {
    studio: { handlers, store }
  } = openBench()
  const dataset = await handlers.importBuiltin({ job: randomUUID(), name: 'gaussian-2d' })
  expect(dataset).toMatchObject({
    name: '2-D Gaussian',
    exampleKind: 'points',
    kind: 'builtin',
    imageCount: 1000,
    labels: [],
    unreadableCount: 0
  })
  expect(statSync(store.datasets.cache(dataset.id, dataset.framing)?.path ?? '').size).toBe(8000)
  expect(
    await handlers.previewDataset({
      dataset: dataset.id,
      framing: { ...dataset.framing, size: 300 },
      offset: 0,
      count: 40
    })
  ).toMatchObject({ count: 1, tileWidth: 300 })
  expect((await handlers.recommendModels({ dataset: dataset.id })).map(({ model }) => model)).toEqual(['gaussian-2d'])
})

test('a model and a dataset of different forms are told apart in words, both ways', async () => {
  const { studio } = openBench()
  const { handlers } = studio
  const points = await handlers.importBuiltin({ job: randomUUID(), name: 'gaussian-2d' })
  const pebbles = await importPebbles(studio)
  expect((await handlers.recommendModels({ dataset: pebbles.id })).map(({ model }) => model)).not.toContain(
    'gaussian-2d'
  )
  await expect(handlers.startRun({ model: 'dcgan-28', dataset: points.id, settings: {} })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/DCGAN 28 learns pictures, and "2-D Gaussian" holds points.*Point GAN/)
  })
  await expect(handlers.startRun({ model: 'gaussian-2d', dataset: pebbles.id, settings: {} })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/Point GAN learns points, and "pebbles" holds pictures.*DCGAN 28/)
  })
  expect(await handlers.listRuns({})).toEqual([])
})

test('a run of points shows one scatter an epoch and knows what its losses come to', async () => {
  const {
    studio: { handlers },
    until
  } = openBench()
  const dataset = await handlers.importBuiltin({ job: randomUUID(), name: 'gaussian-2d' })
  const { id } = await handlers.startRun({
    model: 'gaussian-2d',
    dataset: dataset.id,
    settings: { epochs: 2, loss: 'minimax' }
  })
  const run = await until(id, 'finished')
  expect(run).toMatchObject({
    exampleKind: 'points',
    sampleCount: 1,
    sampleColumns: 1,
    latent: 2,
    stepsPerEpoch: 125,
    image: [512, 912, 3]
  })
  expect(run.losses.map(({ equilibrium }) => equilibrium)).toEqual([Math.LN2, -Math.LN2])
})

test('a shape drawn by hand is a dataset of points like others: kept, shown, trained on and made again', async () => {
  const bench = openBench()
  const { handlers, store } = bench.studio
  const strokes = [
    [
      { x: -1.5, y: 1 },
      { x: 1.5, y: 1.00049 }
    ],
    [{ x: 0.25, y: -1 }]
  ]
  const dataset = await handlers.importDrawing({ job: randomUUID(), strokes })
  expect(dataset).toMatchObject({
    name: 'Drawn shape',
    exampleKind: 'points',
    kind: 'drawn',
    origin: '[[{"x":-1.5,"y":1},{"x":1.5,"y":1}],[{"x":0.25,"y":-1}]]',
    imageCount: 1000,
    unreadableCount: 0
  })
  expect((await handlers.importDrawing({ job: randomUUID(), strokes })).name).toBe('Drawn shape 2')
  // Read from the database again, it is what it was.
  expect((await handlers.listDatasets({})).find(({ id }) => id === dataset.id)).toEqual(dataset)
  const { id, framing } = dataset
  expect(await handlers.previewDataset({ dataset: id, framing, offset: 0, count: 1 })).toMatchObject({ count: 1 })
  const packed = store.datasets.cache(id, framing)?.path ?? ''
  const points = unpackPoints(readFileSync(packed))
  expect(points).toEqual(
    pointsAlong(
      [
        [
          { x: -1.5, y: 1 },
          { x: 1.5, y: 1 }
        ],
        [{ x: 0.25, y: -1 }]
      ],
      1000,
      0
    )
  )
  rmSync(packed)
  const settings = { epochs: 1, batchSize: 250 }
  const { id: run } = await handlers.startRun({ model: 'gaussian-2d', dataset: id, settings })
  await bench.until(run, 'finished')
  expect(unpackPoints(readFileSync(packed))).toEqual(points)
  await expect(
    handlers.importAgain({ job: randomUUID(), dataset: id, pairs: null, replace: false })
  ).rejects.toMatchObject({
    code: 'bad-input',
    message: '"Drawn shape" was made here: it has no files that could be paired otherwise.'
  })

  // What it learnt from goes with a run: nobody draws the same shape twice.
  const exported = await handlers.exportRun({ run, job: randomUUID(), format: 'bundle', options: {}, keep: false })
  const bundle = join(store.files.dataset(id), 'bundle.atelier')
  writeFileSync(bundle, exported.bytes)
  const elsewhere = openBench()
  const there = await elsewhere.studio.handlers.importRun({ job: randomUUID(), from: { path: bundle } })
  expect(there.datasetName).toBe('Drawn shape')
  const kept = elsewhere.studio.store.datasets.get(there.dataset ?? '')
  expect(kept).toMatchObject({ kind: 'drawn', origin: dataset.origin, imageCount: 1000 })
})

test('strokes that were damaged are a sentence, and nothing else is', async () => {
  const { studio } = openBench()
  const dataset = await studio.handlers.importDrawing({ job: randomUUID(), strokes: [[{ x: 0, y: 0 }]] })
  expect(() => findPoints(dataset.origin.replace(']]', ''))).toThrow(/strokes of a drawn shape are damaged.*\.$/)
  expect(() => findPoints('[[{"x":0,"y":1e9}]]')).toThrow(/strokes of a drawn shape are damaged/)
})

test('a run that trains is paused by its first step by hand; one that is over says why there is none', async () => {
  const {
    studio: { handlers },
    until
  } = openBench()
  const dataset = await handlers.importBuiltin({ job: randomUUID(), name: 'ring' })
  const settings = { epochs: 10_000, batchSize: 250 }
  const { id } = await handlers.startRun({ model: 'gaussian-2d', dataset: dataset.id, settings })
  await until(id, 'training')
  const { step, status } = await handlers.stepRun({ run: id })
  expect(status).toBe('paused')
  expect(step).toBeGreaterThan(0)
  expect(await handlers.stepRun({ run: id })).toMatchObject({ status: 'paused', step: step + 1 })
  await handlers.stopRun({ run: id })
  await expect(handlers.stepRun({ run: id })).rejects.toMatchObject({
    message: expect.stringContaining('is stopped; there is nothing to train step by step')
  })
})

test('a run that begins paused trains step by step, and on when it is told to', async () => {
  const {
    studio: { handlers },
    until
  } = openBench()
  const dataset = await handlers.importBuiltin({ job: randomUUID(), name: 'ring' })
  const settings = { epochs: 1, batchSize: 250 }
  const { id } = await handlers.startRun({ model: 'gaussian-2d', dataset: dataset.id, settings, paused: true })
  expect((await until(id, 'paused')).step).toBe(0)
  expect(await handlers.stepRun({ run: id })).toMatchObject({ status: 'paused', step: 1 })
  expect(await handlers.stepRun({ run: id })).toMatchObject({ status: 'paused', step: 2 })
  await handlers.resumeRun({ run: id })
  await until(id, 'finished')
  await expect(handlers.stepRun({ run: id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('nothing to train step by step')
  })
})

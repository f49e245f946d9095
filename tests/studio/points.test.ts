/** Points in the studio, beside pictures: which model goes with what, and a run of them from import to deletion. */
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
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

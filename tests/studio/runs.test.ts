import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { drawLatents } from '../../src/shared/random'
import { newDataset, newRun } from '../store/fixtures'
import { importPebbles, openBench, pictureFolder, small } from './fixtures'

test('too few pictures for a batch: a smaller batch, kept with the run and said', async () => {
  const { studio, heard, until } = openBench()
  const run = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio, 3)).id,
    settings: { epochs: 1, samples: 4 }
  })
  expect(run).toMatchObject({ settings: { batchSize: 3 }, stepsPerEpoch: 1 })
  expect(heard('notice')).toEqual([
    {
      level: 'info',
      run: run.id,
      message: '"pebbles" has 3 pictures, fewer than a batch of 32: batches of 3 are used.'
    }
  ])
  await until(run.id, 'finished')
})

test('one picture is not enough', async () => {
  const { studio } = openBench()
  const dataset = await importPebbles(studio, 1)
  await expect(
    studio.handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: {} })
  ).rejects.toMatchObject({ code: 'no-pictures', message: expect.stringContaining('has one picture') })
  expect(await studio.handlers.listRuns({})).toEqual([])
})

test('colours that are dropped, or that will not come, are said', async () => {
  const { studio, heard, until } = openBench()
  const grey = await importPebbles(studio)
  const colour = await studio.handlers.importFolder({
    job: randomUUID(),
    path: await pictureFolder(12, true),
    name: 'shells'
  })
  expect(colour.grey).toBe(false)
  for (const [dataset, channels] of [
    [grey, 'colour'],
    [colour, 'grey'],
    [grey, 'grey'],
    [colour, 'colour']
  ] as const) {
    await until(
      (
        await studio.handlers.startRun({
          model: 'dcgan-28',
          dataset: dataset.id,
          settings: { ...small, epochs: 1, channels }
        })
      ).id,
      'finished'
    )
  }
  expect(heard('notice').map(({ message }) => message)).toEqual([
    expect.stringContaining('"pebbles" are grey'),
    expect.stringContaining('"shells" are in colour and are turned grey')
  ])
})

test('settings are checked by the model before anything is recorded', async () => {
  const { studio } = openBench()
  const dataset = (await importPebbles(studio)).id
  await expect(studio.handlers.startRun({ model: 'dcgan-28', dataset, settings: { speed: 3 } })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('"speed"')
  })
  await expect(studio.handlers.startRun({ model: 'dcgan-99', dataset, settings: {} })).rejects.toMatchObject({
    code: 'bad-input'
  })
  await expect(
    studio.handlers.startRun({ model: 'dcgan-28', dataset: randomUUID(), settings: {} })
  ).rejects.toMatchObject({ code: 'not-found' })
  expect(await studio.handlers.listRuns({})).toEqual([])
})

test('a run that another living process trains is left to it', async () => {
  const { studio } = openBench()
  const run = studio.store.runs.add(newRun(studio.store.datasets.add(newDataset()).id))
  for (const verb of ['pauseRun', 'stopRun', 'resumeRun', 'deleteRun'] as const) {
    await expect(studio.handlers[verb]({ run: run.id }), verb).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(
        `is being trained by another studio in the browser (process ${process.pid}) since `
      )
    })
  }
  expect(studio.store.runs.get(run.id).status).toBe('preparing')
})

test('recommendations: one is recommended, batches fit, and times are those of like runs, or worked out', async () => {
  const { studio, until } = openBench()
  const dataset = await importPebbles(studio)
  const recommend = async () => {
    const all = await studio.handlers.recommendModels({ dataset: dataset.id })
    expect(all.map(({ recommended }) => recommended)).toEqual([true, ...all.slice(1).map(() => false)])
    for (const { secondsEstimate } of all) expect(secondsEstimate).toBeGreaterThan(0)
    return all.find(({ model }) => model === 'dcgan-28')
  }
  const before = await recommend()
  expect(before).toMatchObject({ settings: { channels: 'grey', batchSize: 12 }, rough: true, image: [28, 28, 1] })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: dataset.id,
    settings: { ...before?.settings, epochs: 2, passes: 1 }
  })
  await until(id, 'finished')
  const after = await recommend()
  // One step per pass, at the 100 steps per second that the stand-in claims.
  const seconds = (Number(after?.settings.epochs) * Number(after?.settings.passes)) / 100
  expect(after?.rough).toBe(false)
  expect(after?.secondsEstimate).toBeCloseTo(seconds)

  const estimate = (model: string, settings: Settings) =>
    studio.handlers.estimateTraining({ model, dataset: dataset.id, settings: { ...settings } })
  const half = await estimate('dcgan-28', { ...after?.settings, width: 32 })
  expect(half.rough).toBe(true)
  // Two thirds of the work are between two layers, and go by the square of the width.
  expect(half.seconds / seconds).toBeGreaterThan(0.25)
  expect(half.seconds / seconds).toBeLessThan(0.45)
  expect(half.image).toEqual([28, 28, 1])
  // Another model, by its own work: larger pictures take longer.
  const large = await estimate('dcgan-64', { epochs: 10, batchSize: 4 })
  expect(large).toMatchObject({ rough: true, image: [64, 64, 3] })
  expect((await estimate('small-data', { size: '128' })).image).toEqual([128, 128, 3])
  expect(large.seconds).toBeGreaterThan(seconds / 10)
})

test('pictures of a checkpoint: by latent, by epoch, by seed; the sampler outlives its own death', async () => {
  const { studio, until } = openBench()
  const { handlers } = studio
  const { id } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    seed: 9,
    settings: small
  })
  await expect(handlers.generate({ run: id, inputs: { latents: [[0, 0, 0, 0, 0]] } })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('no checkpoint yet')
  })
  await until(id, 'finished')
  const latents = await handlers.drawLatents({ run: id, seed: 'fixed', count: 2 })
  expect(latents.flat()).toEqual([...drawLatents(9, 2, 5)])
  expect(latents).not.toEqual(await handlers.drawLatents({ run: id, seed: 10, count: 2 }))
  const newest = await handlers.generate({ run: id, inputs: { latents } })
  expect(newest).toMatchObject({ count: 2, width: 28, height: 28 })
  expect(newest.rgba).toHaveLength(2 * 28 * 28 * 4)
  expect([...newest.rgba.subarray(0, 4)]).toEqual([newest.rgba[0], newest.rgba[0], newest.rgba[0], 255])
  expect(await handlers.generate({ run: id, inputs: { latents }, epoch: 3 })).toEqual(newest)
  expect(await handlers.generate({ run: id, inputs: { latents }, epoch: 1 })).not.toEqual(newest)
  await expect(handlers.generate({ run: id, inputs: { latents }, epoch: 8 })).rejects.toThrow(
    /no checkpoint of epoch 8. It has: 1, 2, 3\./
  )
  await expect(handlers.generate({ run: id, inputs: { latents: [[1]] } })).rejects.toMatchObject({ code: 'bad-input' })
  const options = { count: 70, gap: 1 }
  expect(await handlers.exportRun({ run: id, job: randomUUID(), format: 'png', options, keep: false })).toMatchObject({
    facts: { count: 70, columns: 9, rows: 8 }
  })

  const { detail } = await handlers.engineInfo({})
  process.kill(Number(detail.slice(4)), 'SIGKILL')
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(await handlers.generate({ run: id, inputs: { latents } })).toEqual(newest)
})

test('a sampler that dies while drawing fails that request with a sentence, and the next one works', async () => {
  const bench = openBench()
  const { id } = await bench.studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(bench.studio)).id,
    settings: small
  })
  await bench.until(id, 'finished')
  await bench.studio.close()
  const { studio } = openBench({ folder: bench.folder, dieOnGenerate: true, onceFile: `${bench.folder}/died` })
  const latents = await studio.handlers.drawLatents({ run: id, seed: 1, count: 1 })
  await expect(studio.handlers.generate({ run: id, inputs: { latents } })).rejects.toMatchObject({
    code: 'engine',
    message: expect.stringContaining('was killed')
  })
  expect(await studio.handlers.generate({ run: id, inputs: { latents } })).toMatchObject({ count: 1 })
})

test('a GIF has one frame a sampled epoch, the last always, and is kept when asked', async () => {
  const { studio, until } = openBench()
  const { handlers, store } = studio
  const { id } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: { ...small, epochs: 6 }
  })
  await until(id, 'finished')
  const options = { framesPerSecond: 8, scale: 2, columns: 2, rows: 2, holdSeconds: 1, every: 1 }
  const gif = (over: object, keep = false) =>
    handlers.exportRun({ run: id, job: randomUUID(), format: 'gif', options: { ...options, ...over }, keep })
  expect(await gif({})).toMatchObject({ facts: { frames: 6, width: 112, height: 112 }, words: '6 frames, 112×112' })
  expect(await gif({ every: 4 })).toMatchObject({ facts: { frames: 3 } })
  expect(await gif({ firstEpoch: 2, lastEpoch: 4 })).toMatchObject({ facts: { frames: 3 } })
  await expect(gif({ firstEpoch: 9 })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/First epoch \(firstEpoch\) must be a whole number from 1 to 6; got 9/)
  })
  expect(store.history.fileNames(id).filter(name => name.endsWith('.gif'))).toEqual([])
  await gif({}, true)
  expect(store.history.fileNames(id).filter(name => name.endsWith('.gif'))).toHaveLength(1)
  await store.flush()
  expect(store.leftovers()).toEqual({ files: [], temporary: [], doubtful: [] })
})

test('a model that is told classes wants pictures that have some, and its gallery has a row for each', async () => {
  const { studio, until } = openBench()
  const plain = await importPebbles(studio)
  await expect(studio.handlers.startRun({ model: 'cgan', dataset: plain.id, settings: {} })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('one sub-folder for each class')
  })
  expect((await studio.handlers.recommendModels({ dataset: plain.id })).map(({ model }) => model)).not.toContain('cgan')

  const folder = await pictureFolder(12)
  for (const kind of ['flat', 'round', 'sharp']) mkdirSync(join(folder, kind))
  for (const [i, file] of readdirSync(folder)
    .filter(name => name.endsWith('.png'))
    .entries())
    renameSync(join(folder, file), join(folder, ['flat', 'round', 'sharp'][i % 3] ?? '', file))
  const sorted = await studio.handlers.importFolder({ job: randomUUID(), path: folder })
  const run = await studio.handlers.startRun({
    model: 'cgan',
    dataset: sorted.id,
    settings: { epochs: 1, batchSize: 4, perClass: 5, latent: 5 }
  })
  expect(run).toMatchObject({
    inputs: [{ key: 'latents' }, { key: 'class', choices: ['flat', 'round', 'sharp'] }],
    sampleCount: 15,
    sampleColumns: 5,
    settings: { classes: 3 }
  })
  await until(run.id, 'finished')
  expect(await studio.handlers.sampleSheet({ run: run.id, epoch: 1 })).toMatchObject({ columns: 5, rows: 3 })
  const latents = [
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5]
  ]
  await expect(studio.handlers.generate({ run: run.id, inputs: { latents, class: [0, 3] } })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('0 (flat), 1 (round), 2 (sharp)')
  })
  await expect(studio.handlers.generate({ run: run.id, inputs: { latents, class: [0] } })).rejects.toMatchObject({
    code: 'bad-input'
  })
  expect(await studio.handlers.generate({ run: run.id, inputs: { latents, class: [0, 2] } })).toMatchObject({
    count: 2
  })
  const png = (options: Settings) =>
    studio.handlers.exportRun({ run: run.id, job: randomUUID(), format: 'png', options, keep: false })
  expect((await png({ count: 16 })).facts).toMatchObject({ columns: 3, rows: 6 })
  expect((await png({ count: 16, class: '2' })).facts).toMatchObject({ columns: 4, rows: 4 })
  const [choice] = (await studio.handlers.listExports({ run: run.id }))
    .flatMap(({ options }) => options)
    .filter(({ key }) => key === 'class')
  expect(choice).toMatchObject({
    type: 'choice',
    default: 'each',
    choices: [{}, { value: '0', label: 'flat' }, { label: 'round' }, { label: 'sharp' }]
  })
})

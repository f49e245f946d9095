import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { importPebbles, openBench, small } from './fixtures'

test('a run trains to its end: every epoch stored with sheet and checkpoint, told by events', async () => {
  const { studio, heard, until } = openBench()
  const { handlers, store } = studio
  const dataset = await importPebbles(studio)
  const started = await handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, seed: 7, settings: small })
  expect(started).toMatchObject({
    name: 'pebbles · DCGAN 28',
    status: 'preparing',
    seed: 7,
    epochs: 3,
    stepsPerEpoch: 3,
    image: [28, 28, 1],
    latent: 5,
    sampleCount: 4
  })
  const run = await until(started.id, 'finished')
  expect(run).toMatchObject({
    epoch: 3,
    step: 9,
    error: null,
    engine: 'Stand-in 1.0 tensorflow',
    parameters: [
      { network: 'generator', count: 10 },
      { network: 'discriminator', count: 5 }
    ]
  })
  expect(run.seconds).toBeGreaterThan(0)
  expect(await handlers.runEpochs({ run: run.id })).toMatchObject({ sampled: [1, 2, 3], checkpoints: [1, 2, 3] })
  const { steps, epochs } = await handlers.runMetrics({ run: run.id, maxPoints: 100 })
  expect(steps.step).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
    [1, 3],
    [2, 6],
    [3, 9]
  ])
  expect(heard('epoch').map(({ metrics }) => metrics.epoch)).toEqual([1, 2, 3])
  expect(heard('steps').flatMap(event => event.steps.step)).toEqual(steps.step)
  expect(heard('steps').at(-1)?.progress).toMatchObject({ step: 9, epoch: 3, epochs: 3, stepsPerEpoch: 3 })
  const sheet = await handlers.sampleSheet({ run: run.id, epoch: 3 })
  expect(sheet).toMatchObject({ tileWidth: 28, tileHeight: 28, columns: 2, rows: 2, count: 4 })
  expect(store.history.checkpoints(run.id).every(({ path }) => existsSync(path))).toBe(true)
})

test(
  'a killed engine leaves the studio working, the run interrupted, and resume ends where an unbroken run ' + 'does',
  async () => {
    const onceFile = join(temporaryFolder(), 'killed')
    const { studio, heard, until } = openBench({ killAtStep: 8, onceFile })
    const dataset = await importPebbles(studio)
    const broken = await studio.handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, seed: 7, settings: small })
    const interrupted = await until(broken.id, 'interrupted')
    expect(interrupted).toMatchObject({
      epoch: 2,
      error: expect.stringMatching(/^The engine was killed .* up to epoch 2 is kept/)
    })
    expect(heard('notice').filter(notice => notice.level === 'error')).toEqual([
      expect.objectContaining({ run: broken.id, message: expect.stringContaining('was interrupted') })
    ])
    expect((await studio.handlers.runMetrics({ run: broken.id, maxPoints: 100 })).steps.step.at(-1)).toBeGreaterThan(6)

    await studio.handlers.resumeRun({ run: broken.id })
    expect(await until(broken.id, 'finished')).toMatchObject({ epoch: 3, step: 9, error: null })
    const whole = await studio.handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, seed: 7, settings: small })
    await until(whole.id, 'finished')
    const losses = async (run: string) => (await studio.handlers.runMetrics({ run, maxPoints: 100 })).steps
    expect(await losses(broken.id)).toEqual(await losses(whole.id))
  }
)

test('an engine that crashes says its last words', async () => {
  const { studio, until } = openBench({ crashAtStep: 2 })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  expect((await until(id, 'interrupted')).error).toBe(
    'The engine ended with status 134; its last words: std::bad_alloc. It had not finished an epoch; resume ' +
      'starts it again.'
  )
})

test('an error the engine reports fails the run with its sentence; resume may try again', async () => {
  const { studio, until } = openBench({ errorAtStep: 5, onceFile: join(temporaryFolder(), 'failed') })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  expect(await until(id, 'failed')).toMatchObject({ error: 'The stand-in was told to fail.', epoch: 1 })
  await studio.handlers.resumeRun({ run: id })
  expect(await until(id, 'finished')).toMatchObject({ epoch: 3, error: null })
})

test('what the engine has to say is passed on, and the run goes on', async () => {
  const { studio, heard, until } = openBench({ noticeAtStep: 5 })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  expect(await until(id, 'finished')).toMatchObject({ epoch: 3, error: null })
  expect(heard('notice')).toEqual([{ level: 'warning', run: id, message: 'The stand-in has something to say.' }])
})

test('losses that are no numbers fail the run before that epoch is kept', async () => {
  const { studio, until } = openBench({ nanAtEpoch: 2 })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  expect(await until(id, 'failed')).toMatchObject({
    epoch: 1,
    error: expect.stringContaining('stopped being numbers at step 6 (epoch 2)')
  })
  expect((await studio.handlers.runEpochs({ run: id })).checkpoints).toEqual([1])
})

test('pause holds, resume goes on in place, stop saves in mid-epoch, resume goes on from that very step', async () => {
  const { studio, until } = openBench({ stepMilliseconds: 15 })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: { ...small, epochs: 40 }
  })
  await until(id, 'training')
  const paused = await studio.handlers.pauseRun({ run: id })
  expect(paused.status).toBe('paused')
  await expect(studio.handlers.pauseRun({ run: id })).rejects.toMatchObject({ code: 'conflict' })
  expect((await studio.handlers.resumeRun({ run: id })).status).toBe('training')
  await expect(studio.handlers.resumeRun({ run: id })).rejects.toMatchObject({ code: 'conflict' })
  const stopped = await studio.handlers.stopRun({ run: id })
  expect(stopped.status).toBe('stopped')
  const [newest] = studio.store.history.checkpoints(id).slice(-1)
  expect(newest?.step).toBe(stopped.step)
  await expect(studio.handlers.stopRun({ run: id })).rejects.toThrow(/is stopped; there is nothing to stop/)
  await studio.handlers.resumeRun({ run: id })
  await until(id, 'training')
  await studio.handlers.stopRun({ run: id })
  const { steps } = await studio.handlers.runMetrics({ run: id, maxPoints: 1000 })
  expect(steps.step).toEqual(steps.step.map((_, i) => i + 1))
})

test('a damaged or missing checkpoint is passed over, said, and its later rows and files are forgotten', async () => {
  const { studio, heard, until } = openBench()
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  await until(id, 'finished')
  const [, second, third] = studio.store.history.checkpoints(id)
  if (!second || !third) throw new Error('There should be three checkpoints.')
  writeFileSync(third.path, readFileSync(third.path, 'utf8').replace('9', '8'))
  await studio.handlers.resumeRun({ run: id, epochs: 4 })
  expect(await until(id, 'finished')).toMatchObject({ epoch: 4, epochs: 4, settings: { epochs: 4 }, step: 12 })
  expect(heard('notice').map(({ message }) => message)).toEqual([
    'The checkpoint step-00000009.safetensors (step 9) is damaged. Going on from step 6.'
  ])
  expect(studio.store.history.checkpoints(id).map(({ step }) => step)).toEqual([3, 6, 9, 12])
  expect((await studio.handlers.runEpochs({ run: id })).sampled).toEqual([1, 2, 3, 4])
})

test('a run whose every checkpoint is gone starts again', async () => {
  const { studio, heard, until } = openBench()
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  await until(id, 'finished')
  for (const { path } of studio.store.history.checkpoints(id)) writeFileSync(path, '')
  await studio.handlers.resumeRun({ run: id, epochs: 4 })
  expect(await until(id, 'finished')).toMatchObject({ epoch: 4, step: 12 })
  expect(heard('notice')).toHaveLength(3)
  expect(heard('notice').at(-1)?.message).toContain('Going on from the start')
})

test('a finished run wants to know how many epochs more', async () => {
  const { studio, until } = openBench()
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  await until(id, 'finished')
  await expect(studio.handlers.resumeRun({ run: id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('has finished its 3 epochs')
  })
  await expect(studio.handlers.resumeRun({ run: id, epochs: 3 })).rejects.toMatchObject({ code: 'bad-input' })
  expect((await studio.handlers.getRun({ run: id })).status).toBe('finished')
})

test('so many steps end in the middle of an epoch, which is kept as a part; going on finishes it', async () => {
  const { studio, until } = openBench()
  const { handlers } = studio
  const dataset = await importPebbles(studio)
  const asked = { model: 'dcgan-28', dataset: dataset.id, seed: 7, settings: small }
  const started = await handlers.startRun({ ...asked, steps: 5 })
  expect(started).toMatchObject({ steps: 5, epochs: 2, stepsPerEpoch: 3, settings: { epochs: 2 } })
  expect(await until(started.id, 'finished')).toMatchObject({ step: 5, epoch: 2 })
  const { id } = started
  const stepsOfEpochs = async () =>
    (await handlers.runMetrics({ run: id, maxPoints: 100 })).epochs.map(({ epoch, step }) => [epoch, step])
  expect(await stepsOfEpochs()).toEqual([
    [1, 3],
    [2, 5]
  ])
  expect(await handlers.runEpochs({ run: id })).toMatchObject({ sampled: [1, 2], checkpoints: [1, 2] })

  await expect(handlers.resumeRun({ run: id })).rejects.toThrow('has finished its 5 steps')
  await expect(handlers.resumeRun({ run: id, steps: 5 })).rejects.toThrow('has trained 5 steps already')
  await expect(handlers.resumeRun({ run: id, steps: 7, epochs: 4 })).rejects.toThrow('ask for one of them')
  await expect(handlers.startRun({ ...asked, steps: 1e9 })).rejects.toThrow(
    /^1000000000 steps are 333333334 epochs of 3/
  )
  // To the end of the epoch that was left in part.
  expect(await handlers.resumeRun({ run: id, epochs: 2 })).toMatchObject({ steps: null, epochs: 2 })
  expect(await until(id, 'finished')).toMatchObject({ step: 6, epoch: 2 })
  expect(await stepsOfEpochs()).toEqual([
    [1, 3],
    [2, 6]
  ])
  await handlers.resumeRun({ run: id, steps: 8 })
  expect(await until(id, 'finished')).toMatchObject({ step: 8, epoch: 3, steps: 8 })
})

test('closing the studio stops a run with a checkpoint; the next studio goes on from it', async () => {
  const first = openBench({ stepMilliseconds: 10 })
  const { id } = await first.studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(first.studio)).id,
    settings: { ...small, epochs: 40 }
  })
  await first.until(id, 'training')
  await first.studio.close()
  const second = openBench({ folder: first.folder })
  const run = await second.studio.handlers.getRun({ run: id })
  expect(run.status).toBe('stopped')
  expect(second.studio.store.history.checkpoints(id).at(-1)?.step ?? 0).toBe(run.step)
  await second.studio.handlers.resumeRun({ run: id })
  expect(await second.until(id, 'finished')).toMatchObject({ epoch: 40, step: 120 })
})

test('two runs train side by side', async () => {
  const { studio, until } = openBench()
  const dataset = (await importPebbles(studio)).id
  const runs = await Promise.all(
    [1, 2].map(seed => studio.handlers.startRun({ model: 'dcgan-28', dataset, seed, settings: small }))
  )
  expect(runs.map(({ name }) => name)).toEqual(['pebbles · DCGAN 28', 'pebbles · DCGAN 28 2'])
  for (const { id } of runs) expect(await until(id, 'finished')).toMatchObject({ epoch: 3 })
})

test('the bin: out of the list with a stop, back again, and emptied with its files', async () => {
  const { studio, heard, until } = openBench({ stepMilliseconds: 5 })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: { ...small, epochs: 500 }
  })
  await until(id, 'training')
  await studio.handlers.deleteRun({ run: id })
  expect(await studio.handlers.listRuns({})).toEqual([])
  expect((await studio.handlers.listBin({})).map(run => [run.id, run.status])).toEqual([[id, 'stopped']])
  expect(heard('runRemoved')).toEqual([{ run: id }])
  await expect(studio.handlers.resumeRun({ run: id })).rejects.toThrow(/in the bin/)
  await studio.handlers.restoreRun({ run: id })
  expect((await studio.handlers.listRuns({})).map(run => run.id)).toEqual([id])
  await studio.handlers.deleteRun({ run: id })
  expect(readdirSync(studio.store.files.runs)).toEqual([id])
  await studio.handlers.emptyBin({})
  expect(readdirSync(studio.store.files.runs)).toEqual([])
  await expect(studio.handlers.getRun({ run: id })).rejects.toMatchObject({ code: 'not-found' })
})

test('eight runs train at once, and one more is refused before anything is kept of it', async () => {
  const { studio, until } = openBench({ stepMilliseconds: 50 })
  const { handlers } = studio
  const dataset = await importPebbles(studio)
  const start = () =>
    handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: { ...small, epochs: 100_000 }, turn: 'now' })
  const runs = await Promise.all(Array.from({ length: 8 }, start))
  await expect(start()).rejects.toMatchObject({
    code: 'conflict',
    message: '8 runs are training already, and no more can at once. Stop one of them, or wait until one has finished.'
  })
  expect(await handlers.listRuns({})).toHaveLength(8)
  const [first] = runs
  await handlers.stopRun({ run: first?.id ?? '' })
  await until(first?.id ?? '', 'stopped')
  // A stopped one is let go of once its process has ended.
  await expect
    .poll(() =>
      start().then(
        () => 'started',
        (error: Error) => error.message
      )
    )
    .toBe('started')
  await expect(handlers.resumeRun({ run: first?.id ?? '', turn: 'now' })).rejects.toMatchObject({ code: 'conflict' })
})

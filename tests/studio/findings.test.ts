/** Findings that somebody puts aside: silent until they have passed and are found again, kept, and taken back. */
import { expect, test } from 'vitest'
import type { Payload } from '../../src/shared/ipc'
import { RunHealth } from '../../src/main/studio/training/health'
import { newDataset, newRun, temporaryStore } from '../store/fixtures'
import { importPebbles, openBench, small } from './fixtures'

const finding = (step: number) => ({
  epoch: 1,
  step,
  kind: 'discriminator-wins',
  level: 'warning' as const,
  message: 'The discriminator wins.',
  advice: 'Smooth the labels.',
  remedy: { label: 'Smooth the labels', settings: { realLabel: 0.9 }, rollBack: false }
})

test('what was put aside is silent, in this training and the next, until it has passed and is found again', () => {
  const store = temporaryStore()
  const dataset = store.datasets.add(newDataset())
  const measure = (key: string) => ({ key, label: key, help: '', share: true })
  const run = store.runs.add(
    newRun(dataset.id, {
      settings: { loss: 'non-saturating', realLabel: 1, learningRate: 0.001 },
      stepsPerEpoch: 100,
      measures: [measure('accuracy'), measure('fakeScore')]
    })
  )
  const told: Payload<'health'>[] = []
  const packed = { path: '', count: 2, shape: run.image }
  const watch = () =>
    new RunHealth(
      store,
      (_, payload) => {
        told.push(payload as Payload<'health'>)
      },
      run,
      packed,
      null
    )
  let step = 1
  /** 200 steps: as many as the check looks at. */
  const train = (health: RunHealth, accuracy: number, fakeScore: number): void => {
    health.steps({
      type: 'steps',
      firstStep: step,
      losses: [new Float32Array(200).fill(0.5), new Float32Array(200).fill(0.7)],
      measures: { accuracy, fakeScore },
      stepsPerSecond: 1,
      secondsLeft: 0
    })
    step += 200
  }
  const winning = [1, 0.001] as const,
    even = [0.8, 0.3] as const
  const news = (): (string | undefined)[] => told.splice(0).map(({ news }) => news?.kind)

  const first = watch()
  train(first, ...winning)
  expect(news()).toEqual(['discriminator-wins'])
  const [found] = store.events.findings(run.id)
  store.events.dismiss(run.id, found?.id ?? -1)
  expect(store.events.findings(run.id)).toEqual([])
  expect(store.events.troubled()).toEqual([])
  train(first, ...winning)
  const second = watch()
  train(second, ...winning)
  expect(news()).toEqual([])

  train(second, ...even)
  expect(store.events.list(run.id)).toMatchObject([{ resolvedAt: expect.any(Number), dismissedAt: expect.any(Number) }])
  train(second, ...winning)
  expect(news()).toEqual([undefined, 'discriminator-wins'])
  expect(store.events.findings(run.id)).toMatchObject([{ kind: 'discriminator-wins', dismissedAt: null }])
})

test('putting aside and taking back is told to every window; only warnings of that run can be', async () => {
  const { studio, heard, until } = openBench()
  const { handlers, store } = studio
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  await until(run, 'finished')
  const standing = store.events.add(run, finding(5))
  await handlers.dismissFinding({ run, finding: standing.id })
  expect(heard('health').at(-1)).toEqual({ run, findings: [], news: null })
  expect(await handlers.listFindings({})).toEqual([])
  expect(await handlers.runEvents({ run })).toEqual([{ ...standing, dismissedAt: expect.any(Number) }])
  await handlers.restoreFinding({ run, finding: standing.id })
  expect(heard('health').at(-1)).toEqual({ run, findings: [standing], news: null })

  const ended = store.events.add(run, { ...finding(6), kind: 'not-a-number', level: 'error' })
  await expect(handlers.dismissFinding({ run, finding: ended.id })).rejects.toThrow(/has no warning/)
  const { id: other } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await handlers.getRun({ run })).dataset ?? '',
    settings: small
  })
  await expect(handlers.dismissFinding({ run: other, finding: standing.id })).rejects.toThrow(/has no warning/)
})

test('doing what a finding proposes resolves it; another change does not', async () => {
  const { studio, heard, until } = openBench()
  const { handlers, store } = studio
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  await until(run, 'finished')
  const { id } = store.events.add(run, finding(5))
  await handlers.resumeRun({ run, epochs: 4, settings: { learningRate: 0.0001 } })
  await until(run, 'finished')
  expect(store.events.findings(run)).toMatchObject([{ id }])
  await handlers.resumeRun({ run, epochs: 5, settings: { realLabel: 0.9 } })
  await until(run, 'finished')
  expect(heard('health').at(-1)).toEqual({ run, findings: [], news: null })
  expect((await handlers.runEvents({ run })).map(({ kind, resolvedAt }) => [kind, resolvedAt !== null])).toEqual([
    ['discriminator-wins', true],
    ['settings', true],
    ['settings', true]
  ])
})

test('losses from before a change of settings are no measure for those after it', () => {
  const store = temporaryStore()
  const run = store.runs.add(newRun(store.datasets.add(newDataset()).id, { stepsPerEpoch: 100 }))
  const losses = (count: number, loss: number): Float32Array[] => [
    new Float32Array(count).fill(loss),
    new Float32Array(count).fill(0.7)
  ]
  const watch = () => new RunHealth(store, () => {}, run, { path: '', count: 2, shape: run.image }, null)
  const kinds = (): string[] => store.events.list(run.id).map(({ kind }) => kind)
  const go = (health: RunHealth, firstStep: number, count: number, loss: number) =>
    health.steps({
      type: 'steps',
      firstStep,
      losses: losses(count, loss),
      measures: {},
      stepsPerSecond: 1,
      secondsLeft: 0
    })
  store.history.addSteps(run.id, [{ firstStep: 1, losses: losses(200, 1e-4) }])
  store.events.add(run.id, {
    epoch: 2,
    step: 200,
    kind: 'settings',
    level: 'info',
    message: 'Label of real pictures 1 → 0.9.',
    advice: '',
    remedy: null
  })
  const changed = watch()
  for (let step = 201; step <= 301; step += 20) go(changed, step, 20, 0.33)
  expect(kinds()).toEqual(['settings'])
  go(changed, 321, 20, 60)
  expect(kinds()).toEqual(['settings', 'exploding-loss'])
  // Without a change the past counts at once.
  store.history.addSteps(run.id, [{ firstStep: 201, losses: losses(200, 0.33) }])
  store.events.resolve(run.id, 'exploding-loss')
  go(watch(), 401, 20, 60)
  expect(kinds()).toEqual(['settings', 'exploding-loss', 'exploding-loss'])
})

test('going back: from before what was put aside too; refused where there is nothing to go back before', async () => {
  const { studio, until } = openBench()
  const { handlers, store } = studio
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: small
  })
  const { epochs, stepsPerEpoch } = await until(run, 'finished')
  await expect(handlers.resumeRun({ run, rollBack: true })).rejects.toThrow(
    /^Nothing stands against ".*" that it could go back before\.$/
  )
  expect((await handlers.getRun({ run })).epoch).toBe(epochs)
  const { id: finding } = store.events.add(run, {
    epoch: 2,
    step: stepsPerEpoch + 1,
    kind: 'exploding-loss',
    level: 'warning',
    message: 'It explodes.',
    advice: 'Go back.',
    remedy: { label: 'Go back', settings: {}, rollBack: true }
  })
  await handlers.dismissFinding({ run, finding })
  await handlers.resumeRun({ run, rollBack: true })
  await until(run, 'finished')
  expect(store.events.list(run).find(({ kind }) => kind === 'settings')?.message).toBe(
    `Back from step ${epochs * stepsPerEpoch}.`
  )
  expect(store.events.list(run).some(({ kind }) => kind === 'exploding-loss')).toBe(false)
})

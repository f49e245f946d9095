import { expect, test } from 'vitest'
import type { Run } from '../../src/shared/domain'
import { newRun } from '../store/fixtures'
import { importPebbles, openBench, small, type Bench } from './fixtures'

const slow = { stepMilliseconds: 15 }
const long = { ...small, epochs: 400 }

/** Runs that were asked for one after another: the first trains, the others wait. */
async function started({ studio, until }: Bench, count: number): Promise<Run[]> {
  const dataset = (await importPebbles(studio)).id
  const runs: Run[] = []
  for (let i = 0; i < count; i++)
    runs.push(await studio.handlers.startRun({ model: 'dcgan-28', dataset, name: 'ABCDEF'[i], settings: long }))
  await until(runs[0]?.id ?? '', 'training')
  return runs
}

const names = async ({ studio }: Bench): Promise<string[]> => {
  const { waiting } = await studio.handlers.trainingQueue({})
  return waiting.map(run => studio.store.runs.get(run).name)
}

test('one run trains at a time; the others wait in order and begin by themselves', async () => {
  const bench = openBench(slow)
  const { studio, until, heard } = bench
  const [a, b, c] = await started(bench, 3)
  expect([a, b, c].map(run => run?.status)).toEqual(['preparing', 'waiting', 'waiting'])
  expect(await names(bench)).toEqual(['B', 'C'])
  expect((await studio.handlers.listRuns({})).map(({ name, status }) => `${name} ${status}`)).toEqual([
    'C waiting',
    'B waiting',
    'A training'
  ])
  await studio.handlers.stopRun({ run: a?.id ?? '' })
  await until(b?.id ?? '', 'training')
  expect(await names(bench)).toEqual(['C'])
  expect(studio.store.runs.get(c?.id ?? '').status).toBe('waiting')
  expect(heard('queue').some(({ waiting }) => waiting.length === 2)).toBe(true)
  await expect.poll(() => heard('queue').at(-1)).toEqual({ atOnce: 1, waiting: [c?.id] })
})

test('what waits and trains is listed with its machine and since when, also what nobody here is told of', async () => {
  const began = Date.now()
  const bench = openBench(slow)
  const { store, handlers } = bench.studio
  const [a, b] = await started(bench, 2)
  const away = store.runs.add(newRun(a?.dataset ?? ''))
  store.remoteRuns.begin(away.id, 'box')
  const here = { machine: null, since: expect.any(Number), watched: true }
  const elsewhere = { run: away.id, machine: 'box', since: expect.any(Number) }
  const jobs = await handlers.trainingJobs({})
  expect(jobs).toEqual([
    { ...here, run: b?.id, state: 'waiting' },
    { ...here, run: a?.id, state: 'training' },
    { ...elsewhere, state: 'sending', watched: true }
  ])
  expect(jobs.every(({ since }) => since !== null && since >= began - 1000 && since <= Date.now())).toBe(true)
  store.remoteRuns.change(away.id, { state: 'submitted' })
  store.runs.unwatch(away.id)
  expect((await handlers.trainingJobs({})).at(-1)).toEqual({ ...elsewhere, state: 'submitted', watched: false })
  store.remoteRuns.change(away.id, { state: 'ended' })
  expect(await handlers.trainingJobs({})).toHaveLength(2)
  store.runs.update(away.id, { status: 'stopped' })
})

test('a run that waits can be moved, started beside the others, taken out and thrown away', async () => {
  const bench = openBench(slow)
  const { studio, until } = bench
  const { handlers } = studio
  const [a, b, c, d, e] = (await started(bench, 5)).map(({ id }) => id)
  await handlers.moveInQueue({ run: e ?? '', before: b ?? '' })
  await handlers.moveInQueue({ run: b ?? '', before: null })
  expect(await names(bench)).toEqual(['E', 'C', 'D', 'B'])
  expect((await handlers.resumeRun({ run: c ?? '', turn: 'now' })).status).toBe('preparing')
  await until(c ?? '', 'training')
  expect(studio.store.runs.get(a ?? '').status).toBe('training')
  expect((await handlers.stopRun({ run: d ?? '' })).status).toBe('stopped')
  await handlers.deleteRun({ run: e ?? '' })
  expect(await names(bench)).toEqual(['B'])
  expect((await handlers.restoreRun({ run: e ?? '' })).status).toBe('stopped')
  await expect(handlers.moveInQueue({ run: d ?? '', before: null })).rejects.toThrow('"D" does not wait any more.')
  await expect(handlers.pauseRun({ run: b ?? '' })).rejects.toThrow('"B" is waiting; there is nothing to pause.')
})

test('as many train at once as are asked for; a paused one keeps its place', async () => {
  const bench = openBench(slow)
  const { studio, until } = bench
  const [a, b, c] = (await started(bench, 3)).map(({ id }) => id)
  await studio.handlers.pauseRun({ run: a ?? '' })
  expect(await names(bench)).toEqual(['B', 'C'])
  await studio.handlers.setTrainingsAtOnce({ atOnce: 2 })
  await until(b ?? '', 'training')
  expect(studio.store.runs.get(c ?? '').status).toBe('waiting')
  expect(await studio.handlers.trainingQueue({})).toEqual({ atOnce: 2, waiting: [c] })
})

test('what a run is to change waits with it; taken out, nothing of it has changed', async () => {
  const bench = openBench(slow)
  const { studio, until } = bench
  const { handlers } = studio
  const dataset = (await importPebbles(studio)).id
  const done = await handlers.startRun({ model: 'dcgan-28', dataset, settings: { ...small, epochs: 1 } })
  await until(done.id, 'finished')
  const other = await handlers.startRun({ model: 'dcgan-28', dataset, settings: long })
  await until(other.id, 'training')
  expect((await handlers.resumeRun({ run: done.id, epochs: 2 })).status).toBe('waiting')
  expect(await handlers.stopRun({ run: done.id })).toMatchObject({ status: 'finished', epochs: 1 })
  await handlers.resumeRun({ run: done.id, epochs: 2 })
  await expect(handlers.resumeRun({ run: done.id, epochs: 1 })).rejects.toMatchObject({ code: 'bad-input' })
  await handlers.stopRun({ run: other.id })
  expect(await until(done.id, 'finished')).toMatchObject({ epoch: 2, epochs: 2 })
})

test('a change of settings keeps the turn of the run that trains', async () => {
  const bench = openBench(slow)
  const [a, b] = (await started(bench, 2)).map(({ id }) => id)
  await bench.studio.handlers.resumeRun({ run: a ?? '', settings: { learningRate: 1e-4 } })
  await bench.until(a ?? '', 'training')
  expect(bench.studio.store.runs.get(b ?? '').status).toBe('waiting')
})

test('the row is there when the studio is opened again, and goes on', async () => {
  const bench = openBench(slow)
  const [a, b, c] = (await started(bench, 3)).map(({ id }) => id)
  await bench.studio.close()
  const again = openBench({ ...slow, folder: bench.folder })
  expect(again.studio.store.runs.get(a ?? '').status).toBe('stopped')
  await again.until(b ?? '', 'training')
  expect(await again.studio.handlers.trainingQueue({})).toEqual({ atOnce: 1, waiting: [c] })
})

test('a run that cannot begin when its turn comes fails with its sentence, and the next one begins', async () => {
  const bench = openBench(slow)
  const { studio, until, heard } = bench
  const [a, b, c] = (await started(bench, 3)).map(({ id }) => id)
  const { dataset } = studio.store.runs.get(b ?? '')
  await expect(studio.handlers.deleteDataset({ dataset: dataset ?? '' })).rejects.toMatchObject({ code: 'conflict' })
  await studio.handlers.stopRun({ run: a ?? '' })
  await until(b ?? '', 'training')
  await expect(studio.handlers.deleteDataset({ dataset: dataset ?? '' })).rejects.toThrow('trains on it')
  await studio.handlers.stopRun({ run: c ?? '' })
  await studio.handlers.stopRun({ run: b ?? '' })
  // What nobody meant: the rows of its pictures are gone, and it waits.
  studio.store.datasets.delete(dataset ?? '')
  await studio.handlers.resumeRun({ run: c ?? '' }).catch(() => undefined)
  studio.store.queue.put({ run: c ?? '', change: {}, owner: null })
  studio.store.queue.put({ run: a ?? '', change: {}, owner: null })
  await studio.handlers.setTrainingsAtOnce({ atOnce: 1 })
  expect(await until(c ?? '', 'failed')).toMatchObject({ error: expect.stringContaining('deleted') })
  expect(await until(a ?? '', 'failed')).toMatchObject({ error: expect.stringContaining('deleted') })
  expect(heard('notice').at(-1)?.message).toMatch(/^"A" could not start\. /)
})

test('a command begins only its own run; what waits for a process that is gone is forgotten', async () => {
  const bench = openBench(slow)
  const { studio, until } = bench
  const [a, b] = (await started(bench, 2)).map(({ id }) => id)
  const command = openBench({ ...slow, folder: bench.folder, program: 'command-line' })
  const dataset = studio.store.runs.get(a ?? '').dataset ?? ''
  const begin = { model: 'dcgan-28', dataset, settings: long }
  await expect(command.studio.handlers.startRun({ ...begin, turn: 'if-free' })).rejects.toThrow(
    '"A" is training, so no other run was started. With --wait it trains when its turn comes, with --now ' +
      'beside the others.'
  )
  const c = (await command.studio.handlers.startRun({ ...begin, name: 'C' })).id
  studio.store.queue.put({ run: b ?? '', change: {}, owner: { pid: 4194999, start: 'x' } })
  expect(studio.store.runs.get(b ?? '').status).toBe('stopped')
  await studio.handlers.stopRun({ run: a ?? '' })
  await command.until(c, 'training')
  expect(command.studio.store.runs.holder(c)?.program).toBe('command-line')
  expect(await studio.handlers.trainingQueue({})).toEqual({ atOnce: 1, waiting: [] })
  await studio.handlers.resumeRun({ run: b ?? '' })
  await command.studio.close()
  await until(b ?? '', 'training')
})

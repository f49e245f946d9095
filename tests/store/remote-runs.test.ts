/** Runs that another machine trains: nobody trains them here in the meantime, and what comes of them comes once. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Store } from '../../src/main/store'
import { newDataset, newRun, temporaryStore } from './fixtures'

function started(store: Store): string {
  const dataset = store.datasets.add(newDataset())
  const run = store.runs.add(newRun(dataset.id))
  store.remoteRuns.begin(run.id, 'box')
  return run.id
}

test('a run elsewhere is not abandoned where nobody watches it, and cannot be trained here', () => {
  const store = temporaryStore()
  const id = started(store)
  store.runs.unwatch(id)
  expect(store.runs.get(id)).toMatchObject({ status: 'preparing', machine: 'box' })
  expect(store.runs.markInterrupted(true)).toEqual([])
  expect(store.runs.underWay()).toEqual([])
  expect(() => store.runs.claim(id)).toThrow('is being trained already.')
  expect(store.runs.watch(id)).toBe(true)
  expect(store.runs.holder(id)).toMatchObject({ pid: process.pid })
  store.runs.update(id, { status: 'stopped' })
  store.remoteRuns.change(id, { state: 'ended' })
  expect(store.runs.watch(id)).toBe(false)
  expect(store.runs.claim(id)).toMatchObject({ status: 'preparing', machine: 'box' })
  // It is sent once more, and nothing of the time before counts.
  store.remoteRuns.change(id, { taken: 99, said: '{}', stopping: 2 })
  store.remoteRuns.begin(id, 'other')
  expect(store.remoteRuns.find(id)).toMatchObject({ machine: 'other', attempt: 2, taken: 0, said: null, stopping: 0 })
})

test('what comes to a run there comes here once, and never a file that is not here', () => {
  const [there, here] = [temporaryStore(), temporaryStore()]
  const [from, id] = [started(there), started(here)]
  const path = there.files.sample(from, 1)
  const sha256 = createHash('sha256').update('png').digest('hex')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'png')
  there.history.addEpoch(
    from,
    { epoch: 1, step: 2, losses: [1, 2], measures: {}, seconds: 1, stepsPerSecond: 2 },
    { epoch: 1, path, tileWidth: 1, tileHeight: 1, columns: 1, rows: 1, count: 1, sha256 },
    { step: 2, epoch: 1, path: `${there.files.checkpoints(from)}/step-00000002.safetensors`, sha256, bytes: 3 },
    [{ firstStep: 1, losses: [new Float32Array([0.1, 0.2]), new Float32Array([1, 2])] }]
  )
  const sent = new Set<string>()
  const rows = there.moving.takeGrown(from, 0, sent)
  expect(Object.keys(rows.tables).sort()).toEqual(['checkpoints', 'epochs', 'samples', 'steps'])
  expect(there.moving.takeGrown(from, 2, sent).tables).toEqual({})

  const names = { from, id }
  expect(() => here.transaction(() => here.moving.addGrown(rows, names, new Map()))).toThrow('did not come along')
  expect(here.history.epochs(id)).toEqual([])
  const files = new Map([
    ['samples/epoch-000001.png', sha256],
    ['checkpoints/step-00000002.safetensors', sha256]
  ])
  // Twice, as after a lost connection.
  for (let times = 0; times < 2; times++) here.transaction(() => here.moving.addGrown(rows, names, files))
  expect(here.history.steps(id, 100)).toEqual(there.history.steps(from, 100))
  expect(here.history.epochs(id)).toEqual(there.history.epochs(from))
  expect(here.history.sheets(id)).toMatchObject([{ epoch: 1, path: here.files.sample(id, 1), sha256 }])

  const finding = {
    epoch: 1,
    step: 2,
    kind: 'exploding-loss',
    level: 'warning' as const,
    message: 'It grows.',
    advice: '',
    remedy: null
  }
  there.events.add(from, finding)
  const take = (): void =>
    here.transaction(() => here.moving.addGrown(there.moving.takeGrown(from, 2, sent), names, files))
  take()
  const [event] = here.events.findings(id)
  here.events.dismiss(id, event?.id ?? 0)
  there.events.add(from, { ...finding, kind: 'not-a-number' })
  take()
  // What was put aside here stays so.
  expect(here.events.list(id)).toHaveLength(2)
  expect(here.events.findings(id)).toMatchObject([{ kind: 'not-a-number' }])
})

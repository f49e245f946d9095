import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { isAlive, thisProcess } from '../../src/main/store/owner'
import { newDataset, newRun, temporaryFolder, temporaryStore } from './fixtures'

test('a process is alive by its id and its start together', () => {
  expect(isAlive(thisProcess())).toBe(true)
  expect(isAlive({ ...thisProcess(), start: 'another boot/1' })).toBe(false)
})

test(
  'a run whose process was killed is interrupted at the next ' + 'start; one whose process lives is left alone',
  async () => {
    const folder = temporaryFolder()
    const store = temporaryStore(folder)
    const dataset = store.datasets.add(newDataset()).id
    const lost = store.runs.add(newRun(dataset)).id,
      held = store.runs.add(newRun(dataset, { name: 'Second' })).id
    store.runs.update(lost, { status: 'training', epoch: 2 })
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(other, 'spawn')
    const raw = new Database(join(folder, 'atelier.db'))
    // A dead process's id is taken from one that has just ended.
    other.kill('SIGKILL')
    await once(other, 'exit')
    raw.prepare('UPDATE runs SET owner_pid = ?, owner_start = ? WHERE id = ?').run(other.pid, 'x', lost)
    raw.close()
    expect(store.runs.markInterrupted().map(run => run.id)).toEqual([lost])
    expect(store.runs.get(lost)).toMatchObject({
      status: 'interrupted',
      error: expect.stringContaining('Everything up to epoch 2 is kept')
    })
    expect(store.runs.get(held).status).toBe('preparing')
  }
)

/** Two studios on one workspace; a run of it is held by a process that is gone. */
function abandoned() {
  const folder = temporaryFolder()
  const [one, other] = [temporaryStore(folder), temporaryStore(folder)]
  const run = one.runs.add(newRun(one.datasets.add(newDataset()).id)).id
  one.runs.update(run, { status: 'training', epoch: 2 })
  const raw = new Database(join(folder, 'atelier.db'))
  raw.prepare('UPDATE runs SET owner_pid = 4194999, owner_start = ? WHERE id = ?').run('x', run)
  raw.close()
  return { one, other, run }
}

test('a run whose process is gone is interrupted for whoever reads it, before anybody has recorded that', () => {
  const { one, run } = abandoned()
  expect(one.runs.get(run)).toMatchObject({
    status: 'interrupted',
    error: expect.stringContaining('Everything up to epoch 2 is kept')
  })
  expect(one.runs.list()).toMatchObject([{ status: 'interrupted' }])
  expect(one.runs.trainingOn(one.runs.get(run).dataset ?? '')).toEqual([])
  expect(one.runs.holder(run)).toBeNull()
})

test('of two that find it, one gets it, and its new owner is not taken for the old one', () => {
  const { one, other, run } = abandoned()
  expect(one.runs.claim(run).status).toBe('preparing')
  expect(() => other.runs.claim(run)).toThrow('is being trained already')
  expect(other.runs.markInterrupted()).toEqual([])
  expect(one.runs.get(run)).toMatchObject({ status: 'preparing', error: null })
  expect(one.runs.holder(run)).toMatchObject({
    pid: process.pid,
    program: 'command-line',
    since: expect.closeTo(Date.now(), -4)
  })
})

test('a change of one thing leaves what another process has written meanwhile', () => {
  const { one, other, run } = abandoned()
  one.runs.claim(run)
  one.runs.update(run, { status: 'training', step: 70, epoch: 7 })
  other.runs.update(run, { name: 'Renamed' })
  expect(one.runs.get(run)).toMatchObject({ name: 'Renamed', status: 'training', step: 70, epoch: 7 })
  one.runs.update(run, { status: 'finished', seconds: 5 })
  expect(other.runs.get(run)).toMatchObject({ name: 'Renamed', status: 'finished', seconds: 5 })
  expect(other.runs.holder(run)).toBeNull()
})

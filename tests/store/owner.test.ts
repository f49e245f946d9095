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

test('a run whose process was killed is interrupted at the next start; one whose process lives is left alone', async () => {
  const folder = temporaryFolder()
  const store = temporaryStore(folder)
  const dataset = store.datasets.add(newDataset()).id
  const lost = store.runs.add(newRun(dataset)).id, held = store.runs.add(newRun(dataset, { name: 'Second' })).id
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
  expect(store.runs.get(lost)).toMatchObject({ status: 'interrupted', error: expect.stringContaining('Everything up to epoch 2 is kept') })
  expect(store.runs.get(held).status).toBe('preparing')
})

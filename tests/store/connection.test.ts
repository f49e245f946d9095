import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/main/store/database'
import { migrations } from '../../src/main/store/migrations'
import { openStore, type Store } from '../../src/main/store'
import { rawWords } from '../lib/raw-words'
import { fullMeans, readOnlyMeans, testDisk, type Disk } from '../support/disks'
import { newDataset, newRun, temporaryFolder, temporaryStore } from './fixtures'

const inSentence = (code: RegExp) =>
  expect.objectContaining({
    name: 'StudioError',
    code: expect.stringMatching(code),
    message: expect.stringMatching(/^Nothing can be written to the workspace’s database “.*atelier\.db”: .*\. .*\.$/)
  })

/** A workspace with a run that this process trains. */
function filled(folder: string): { store: Store; run: string } {
  const store = temporaryStore(folder)
  const { id } = store.datasets.add(newDataset())
  const run = store.runs.add(newRun(id)).id
  return { store, run }
}

/** A process writes to the database and is killed: its log and its index stay. */
function crash(file: string): void {
  const program = `const D = require('better-sqlite3')
    const d = new D(${JSON.stringify(file)})
    d.pragma('journal_mode = WAL')
    d.prepare("INSERT INTO preferences VALUES ('crashed', 'true')").run(); process.kill(process.pid, 'SIGKILL')`
  spawnSync(process.execPath, ['-e', program], { cwd: import.meta.dirname })
  expect(existsSync(`${file}-wal`)).toBe(true)
}

const ways: [string, (disk: Disk, how: boolean) => void][] = [
  [
    `full (${fullMeans})`,
    (disk, so) => {
      if (so) disk.fill()
      else disk.empty()
    }
  ],
  [`read-only (${readOnlyMeans})`, (disk, so) => disk.readOnly(so)]
]
describe.each(ways)('a disk that is %s', (_, bar) => {
  test.each([
    ['closed in order', false, () => undefined],
    ['left by a crash', true, crash],
    [
      'left by a crash, its index lost',
      true,
      (file: string) => {
        crash(file)
        rmSync(`${file}-shm`)
      }
    ]
  ])(
    'a workspace %s is opened for reading, says so, and can be written again without a restart',
    (__, crashed, before) => {
      const disk = testDisk(8)
      const folder = join(disk.folder, 'workspace')
      const { store: first, run } = filled(folder)
      first.close()
      before(first.files.database)
      rmSync(join(folder, 'atelier.reserve'), { force: true })
      bar(disk, true)

      const store = temporaryStore(folder)
      expect(store.trouble).toEqual(inSentence(/^(disk-full|not-writable)$/))
      expect(store.trouble?.message).not.toMatch(rawWords)
      expect(store.runs.list().map(({ id }) => id)).toEqual([run])
      expect(store.preferences.get('crashed')).toBe(crashed ? true : undefined)
      expect(() => store.runs.update(run, { name: 'Another' })).toThrow(inSentence(/^(disk-full|not-writable)$/))
      expect(() => store.preferences.set('a', 1)).toThrow(inSentence(/./))
      expect(store.retry()).toBe(false)

      const heard: (string | null)[] = []
      store.onTrouble(trouble => heard.push(trouble?.message ?? null))
      bar(disk, false)
      expect(store.retry()).toBe(true)
      expect(heard).toEqual([null])
      expect(store.trouble).toBeNull()
      expect(store.runs.update(run, { name: 'Another' }).name).toBe('Another')
    }
  )
})

test(
  `an open workspace on a full disk (${fullMeans}) says so when it is written, goes on reading, and ` +
    'forgets it when there is room again',
  () => {
    const disk = testDisk(8)
    const { store, run } = filled(join(disk.folder, 'workspace'))
    const heard: (string | null)[] = []
    store.onTrouble(trouble => heard.push(trouble?.message ?? null))
    disk.fill()
    expect(() => {
      for (let i = 0; i < 400; i++) store.preferences.set(`key ${i}`, 'x'.repeat(5000))
    }).toThrow(inSentence(/^(disk-full|not-writable)$/))
    expect(heard).toEqual([store.trouble?.message])
    expect(store.runs.get(run).name).toBe('First')
    disk.empty()
    expect(store.retry()).toBe(true)
    store.preferences.set('again', true)
    expect(store.preferences.get('again')).toBe(true)
    expect(heard).toEqual([expect.any(String), null])
  }
)

const oldRun = '3b241101-e2bb-4255-8caf-4136c566a962'

test("an older workspace that cannot be written is read in today's form, and stays as it is", () => {
  const disk = testDisk(8)
  const folder = join(disk.folder, 'workspace')
  mkdirSync(folder)
  const old = openDatabase(join(folder, 'atelier.db'), migrations.slice(0, 2))
  old.exec(
    'INSERT INTO runs (id, name, model, dataset_name, config, seed, status, created_at, updated_at) VALUES ' +
      `('${oldRun}', 'Old', 'dcgan-28', 'Pebbles', ` +
      `'{"settings":{},"epochs":1,"stepsPerEpoch":1,"image":[28,28,1],"latent":1,"sampleCount":1,` +
      `"framing":{"size":28,"channels":1,"fit":"cover","position":"centre"}}', ` +
      `1, 'finished', 1, 1)`
  )
  old.close()
  disk.readOnly(true)
  const store = temporaryStore(folder)
  expect(store.trouble).not.toBeNull()
  expect(store.runs.list()).toMatchObject([
    { name: 'Old', status: 'finished', losses: [{ key: 'discriminator' }, { key: 'generator' }] }
  ])
  expect(store.history.epochs(oldRun)).toEqual([])
  expect(() => store.preferences.set('a', 1)).toThrow(inSentence(/not-writable/))
  disk.readOnly(false)
  const raw = new Database(join(folder, 'atelier.db'), { readonly: true })
  expect(raw.pragma('user_version', { simple: true })).toBe(2)
  raw.close()
})

test('where there is nothing yet that could be read, opening fails in a sentence', () => {
  const disk = testDisk(8)
  disk.readOnly(true)
  expect(() => openStore(join(disk.folder, 'new'))).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(rawWords) })
  )
})

test(
  `on a full disk (${fullMeans}) a run's last status is written all the same: the reserve is given up for ` +
    'it, and laid aside anew',
  () => {
    const disk = testDisk(24)
    const folder = join(disk.folder, 'workspace')
    const { store, run } = filled(folder)
    const reserve = join(folder, 'atelier.reserve')
    expect(statSync(reserve).size).toBe(2 ** 20)
    disk.fill()
    expect(() => {
      for (let i = 0; i < 400; i++) store.preferences.set(`key ${i}`, 'x'.repeat(5000))
    }).toThrow()
    const settled = store.runs.settle(store.runs.get(run), { status: 'failed', error: 'The disk is full.' })
    expect(settled).toMatchObject({ status: 'failed', error: 'The disk is full.' })
    if (fullMeans === 'a full tmpfs') {
      expect(existsSync(reserve)).toBe(false)
      expect(temporaryStore(folder).runs.get(run)).toMatchObject({ status: 'failed', error: 'The disk is full.' })
    }
    disk.empty()
    store.retry()
    expect(store.trouble).toBeNull()
    expect(temporaryStore(folder).runs.get(run)).toMatchObject({ status: 'failed', error: 'The disk is full.' })
    if (fullMeans === 'a full tmpfs') expect(statSync(reserve).size).toBe(2 ** 20)
  }
)

test('where not even that can be written it is shown from memory, and written as soon as it can be', () => {
  const parent = temporaryFolder()
  const folder = join(parent, 'workspace'),
    elsewhere = join(parent, 'elsewhere')
  const { store, run } = filled(folder)
  renameSync(folder, elsewhere)
  expect(store.runs.settle(store.runs.get(run), { status: 'failed', error: 'Why.' })).toMatchObject({
    status: 'failed'
  })
  expect(store.runs.get(run)).toMatchObject({ status: 'failed', error: 'Why.' })
  expect(store.runs.list()).toMatchObject([{ status: 'failed' }])
  expect(store.runs.trainingOn(store.runs.get(run).dataset ?? '')).toEqual([])
  renameSync(elsewhere, folder)
  expect(store.retry()).toBe(true)
  expect(temporaryStore(folder).runs.get(run)).toMatchObject({ status: 'failed', error: 'Why.' })
  // And it can be taken up again.
  expect(store.runs.claim(run)).toMatchObject({ status: 'preparing', error: null })
})

test('a run of a process that is gone is shown as interrupted, whether that can be written or not', () => {
  const disk = testDisk(8)
  const folder = join(disk.folder, 'workspace')
  const { store: first, run } = filled(folder)
  first.close()
  const raw = new Database(join(folder, 'atelier.db'))
  raw.prepare("UPDATE runs SET owner_start = 'long ago'").run()
  raw.close()
  disk.readOnly(true)
  const store = temporaryStore(folder)
  store.runs.markInterrupted()
  expect(store.runs.get(run).status).toBe('interrupted')
  disk.readOnly(false)
  store.retry()
  expect(temporaryStore(folder).runs.get(run).status).toBe('interrupted')
})

test('a workspace that is moved away under an open store is not made anew; put back, it goes on', () => {
  const parent = temporaryFolder()
  const folder = join(parent, 'workspace'),
    elsewhere = join(parent, 'elsewhere')
  const { store, run } = filled(folder)
  renameSync(folder, elsewhere)
  expect(() => store.runs.update(run, { name: 'Lost' })).toThrow(
    expect.objectContaining({
      code: 'not-writable',
      message: expect.stringMatching(/: it is not where it was\. Check whether the workspace was moved or deleted/)
    })
  )
  expect(store.runs.get(run).name).toBe('First')
  expect(store.retry()).toBe(false)
  expect(existsSync(folder)).toBe(false)
  renameSync(elsewhere, folder)
  expect(store.retry()).toBe(true)
  expect(store.runs.update(run, { name: 'Found' }).name).toBe('Found')
  expect(readdirSync(parent)).toEqual(['workspace'])
})

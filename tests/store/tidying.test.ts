/** What may be tidied away: what crashes leave behind, into the bin, by whoever is alone; and what never is. */
import { randomUUID } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/main/store'
import { WorkspaceFiles } from '../../src/main/store/files'
import { diagnose } from '../../src/main/store/repair/diagnose'
import { addEpoch, newDataset, newRun, temporaryFolder } from './fixtures'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'x')
  }
}

/** Files of a workspace, relative to it, but for the database, records and marks. */
const files = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(name => !/^atelier\.|(?:^|\/)(?:run|dataset|part-\d+)\.json$/.test(name))
    .sort()

/** A workspace with a run of three epochs and an upload, its files and records, closed in good order. */
async function filled(): Promise<{ run: string; dataset: string; checkpoint: (step: number) => string }> {
  const store = openStore(folder, { mayChange: true })
  const dataset = randomUUID(),
    cache = join(store.files.dataset(dataset), 'pictures-4-grey-cover-centre.u8'),
    picture = join(store.files.uploaded(dataset), 'one.png')
  store.datasets.add(
    newDataset({
      id: dataset,
      kind: 'upload',
      origin: store.files.uploaded(dataset),
      cache: { path: cache, bytes: 1, sha256: null }
    })
  )
  const run = store.runs.add(newRun(dataset)).id
  for (const epoch of [1, 2, 3]) addEpoch(store, run, epoch)
  store.runs.update(run, { status: 'stopped', epoch: 3, step: 30 })
  write(cache, picture, ...store.history.fileNames(run).map(name => store.files.path(name)))
  await close(store)
  return {
    run,
    dataset,
    checkpoint: step => join(folder, 'runs', run, 'checkpoints', `step-${String(step).padStart(8, '0')}.safetensors`)
  }
}

async function close(store: Store): Promise<void> {
  await store.flush()
  store.close()
}

/** Opens the workspace as a studio does, and closes it again. @returns what there was to say */
async function open(mayChange = true): Promise<string[]> {
  const store = openStore(folder, { mayChange })
  const { opening } = store
  await close(store)
  return opening
}

test('a workspace in good order is left alone, without a word', async () => {
  await filled()
  const before = files()
  expect(before).toHaveLength(8)
  expect(await open()).toEqual([])
  expect(files()).toEqual(before)
})

test(
  'an import that was broken off goes into the bin, and that is ' + "said; somebody's own folders and files stay",
  async () => {
    const { run, dataset } = await filled()
    const store = openStore(folder)
    const broken = randomUUID()
    store.beginDataset(broken)
    store.close()
    write(
      join(folder, 'datasets', broken, 'files', 'half.png'),
      join(folder, 'datasets', 'cats', 'mine.png'),
      join(folder, 'runs', 'exp1', 'mine.txt'),
      join(folder, 'runs', randomUUID(), 'checkpoints', 'step-00000010.safetensors'),
      join(folder, 'runs', run, 'notes.txt'),
      join(folder, 'runs', run, 'samples', 'best.png'),
      join(folder, 'datasets', dataset, 'list.csv'),
      join(folder, 'datasets', randomUUID(), 'x.png')
    )
    const before = files()
    // A mark with another id than the folder's was copied there.
    const copied = randomUUID()
    write(join(folder, 'datasets', copied, 'mine.png'))
    copyFileSync(join(folder, 'datasets', broken, 'dataset.json'), join(folder, 'datasets', copied, 'dataset.json'))

    expect(await open()).toEqual([
      expect.stringMatching(
        /^One file or folder left over from work that was broken off was put into the bin \(.*bin\/\d{4}-\d\d-\d\d\)\. It goes when the bin is emptied\.$/
      )
    ])
    const half = `datasets/${broken}/files/half.png`
    const after = files()
    expect(after.filter(name => !name.startsWith('bin/'))).toEqual(
      [...before.filter(name => name !== half), `datasets/${copied}/mine.png`].sort()
    )
    expect(after.filter(name => name.startsWith('bin/')).map(name => name.replace(/^bin\/[\d-]+\//, ''))).toEqual([
      half
    ])
    expect(await open()).toEqual([])
  }
)

test('files written before their row go into the bin; half-written ones go once they are a day old', async () => {
  const { run, dataset, checkpoint } = await filled()
  const sheet = join(folder, 'runs', run, 'samples', 'epoch-000004.png'),
    cache = join(folder, 'datasets', dataset, 'pictures-64-colour-cover-centre.u8')
  const halves = [
    join(folder, 'runs', run, 'samples', '.epoch-000005.png.0a1b2c3d.part'),
    `${checkpoint(50)}.4711.partial`,
    `${cache}.${randomUUID()}.part`
  ]
  write(sheet, checkpoint(40), cache, ...halves)
  for (const half of halves.slice(0, 2)) utimesSync(half, new Date(), new Date(Date.now() - 25 * 3600 * 1000))
  expect((await open())[0]).toMatch(/^3 files and folders .* They go when the bin is emptied\.$/)
  expect([sheet, checkpoint(40), cache, ...halves].filter(existsSync)).toEqual([halves[2]])
  expect(files().filter(name => name.startsWith('bin/'))).toHaveLength(3)
  expect(existsSync(checkpoint(30))).toBe(true)
})

test('two files of one name on one day lie beside one another in the bin', async () => {
  const { checkpoint } = await filled()
  for (let time = 0; time < 3; time++) {
    write(checkpoint(40))
    await open()
  }
  expect(
    files()
      .filter(name => name.startsWith('bin/'))
      .map(name => name.replace(/^bin\/\d{4}-\d\d-\d\d/, '').split('/')[0])
      .sort()
  ).toEqual(['', '.2', '.3'])
})

test('who only reads tidies nothing, nor does anybody beside a living one', async () => {
  const { checkpoint } = await filled()
  write(checkpoint(40))
  const before = files()
  expect(await open(false)).toEqual([])
  const living = openStore(folder)
  expect(await open()).toEqual([])
  expect(files()).toEqual(before)
  living.close()
  expect(await open()).toHaveLength(1)
})

test(
  'a record that a killed process could not finish is finished by the next one, and does not stand against ' +
    'tidying',
  async () => {
    const { run, checkpoint } = await filled()
    const store = openStore(folder)
    addEpoch(store, run, 4)
    write(store.files.sample(run, 4), checkpoint(40), checkpoint(50))
    store.close()
    expect(await open()).toHaveLength(1)
    expect([checkpoint(40), checkpoint(50)].map(existsSync)).toEqual([true, false])
    const record = JSON.parse(readFileSync(join(folder, 'runs', run, 'record', 'part-00000.json'), 'utf8'))
    expect(record.rows.epochs.values).toHaveLength(4)
  }
)

test('where the record names a file that no row does, nothing of that run is tidied, and that is said', async () => {
  const { run, checkpoint } = await filled()
  const raw = new Database(join(folder, 'atelier.db'))
  raw.exec(`DELETE FROM checkpoints WHERE step = 20; DELETE FROM touched`)
  raw.close()
  write(checkpoint(40))
  const before = files()
  expect(await open()).toEqual([
    expect.stringMatching(/^The files of "First" are not as its rows in the database say.*atelier repair/)
  ])
  expect(files()).toEqual(before)
  expect(run).toBeTruthy()
})

test('where a row names a file that is not there, nothing of that run is tidied', async () => {
  const { checkpoint } = await filled()
  rmSync(checkpoint(20))
  write(checkpoint(40))
  const before = files()
  expect(await open()).toHaveLength(1)
  expect(files()).toEqual(before)
})

test.each([
  [
    'gone',
    (file: string) => {
      renameSync(file, `${file}.away`)
    }
  ],
  [
    'empty',
    (file: string) => {
      writeFileSync(file, '')
    }
  ],
  [
    'new',
    (file: string) => {
      const other = temporaryFolder()
      openStore(other).close()
      copyFileSync(join(other, 'atelier.db'), file)
    }
  ]
])('a database that is %s is not worked with while runs are there', async (what, change) => {
  await filled()
  const before = files()
  change(join(folder, 'atelier.db'))
  const word = what === 'gone' ? 'gone' : 'empty'
  for (const mayChange of [true, false]) {
    expect(() => openStore(folder, { mayChange })).toThrow(
      expect.objectContaining({
        code: 'not-readable',
        message: expect.stringMatching(
          new RegExp(
            `^The database of the workspace .* is ${word}, but 1 run and 1 dataset lie there\\. Nothing was ` +
              `changed\\. \`atelier repair --workspace .*\` lists them again`
          )
        )
      })
    )
  }
  expect(files().filter(name => !name.endsWith('.away'))).toEqual(before)
})

test('an older copy of the database, put back, learns again what it does not know, and nothing is tidied', async () => {
  const { run, dataset, checkpoint } = await filled()
  const copy = join(temporaryFolder(), 'copy.db')
  copyFileSync(join(folder, 'atelier.db'), copy)
  const store = openStore(folder, { mayChange: true })
  addEpoch(store, run, 4)
  store.runs.update(run, { epoch: 4, step: 40, name: 'Longer' })
  const second = store.runs.add(newRun(dataset, { name: 'Second' })).id
  addEpoch(store, second, 1)
  store.history.deleteCheckpoint(run, 10)
  write(...[run, second].flatMap(id => store.history.fileNames(id)).map(name => store.files.path(name)))
  const known = [run, second].map(id => ({
    run: store.runs.get(id),
    epochs: store.history.epochs(id),
    sheets: store.history.sheets(id),
    checkpoints: store.history.checkpoints(id)
  }))
  await close(store)
  for (const end of ['-wal', '-shm']) rmSync(join(folder, `atelier.db${end}`), { force: true })
  copyFileSync(copy, join(folder, 'atelier.db'))
  write(checkpoint(90))
  const before = files()

  // Who only reads is told.
  expect(await open(false)).toEqual([
    expect.stringMatching(
      /is older than the files beside it.* 1 run is not listed\. Nothing was changed\. `atelier repair .*` lists/
    )
  ])
  expect(await open()).toEqual([
    expect.stringMatching(
      /was older than the files beside it, as after putting back a copy\. 2 runs were listed again .*kept as .*atelier\.db\.older-.*Nothing was tidied\.$/
    )
  ])
  expect(files()).toEqual(before)
  const again = openStore(folder)
  expect(
    [run, second].map(id => ({
      run: again.runs.get(id),
      epochs: again.history.epochs(id),
      sheets: again.history.sheets(id),
      checkpoints: again.history.checkpoints(id)
    }))
  ).toEqual(known)
  expect(again.datasets.list().map(({ id }) => id)).toEqual([dataset])
  // What is made next is newer than all of it.
  expect(again.runs.add(newRun(dataset)).place).toBeGreaterThan(Math.max(...known.map(({ run: { place } }) => place)))
  again.close()
  const kept = readdirSync(folder).find(name => name.startsWith('atelier.db.older')) ?? ''
  const raw = new Database(join(folder, kept), { readonly: true })
  expect(raw.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(1)
  raw.close()
})

test('a folder that a list does not know is said to be there', async () => {
  const { run } = await filled()
  const raw = new Database(join(folder, 'atelier.db'))
  raw.exec('DELETE FROM runs; DELETE FROM touched; UPDATE sequence SET value = value + 1000')
  raw.close()
  const before = files()
  expect(await open()).toEqual([
    expect.stringMatching(
      /^1 run lies in .* that its database does not list\. `atelier repair --workspace .*` lists it again\.$/
    )
  ])
  expect(files()).toEqual(before)
  expect(existsSync(join(folder, 'runs', run))).toBe(true)
})

/** Reproducible places for damage. */
function* places(seed: number, below: number): Generator<number, never> {
  for (let x = seed; ;) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
    yield Math.floor((x / 2 ** 32) * below)
  }
}

test('no flipped bit in the database takes a file away', async () => {
  const { checkpoint } = await filled()
  write(checkpoint(40))
  const whole = readFileSync(join(folder, 'atelier.db'))
  const kept = files(),
    needed = kept.filter(name => !name.includes('step-00000040'))
  const draw = places(7, whole.length * 8)
  let refused = 0,
    tidied = 0
  for (let time = 0; time < 60; time++) {
    const bit = draw.next().value
    const flipped = Buffer.from(whole)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    for (const end of ['-wal', '-shm']) rmSync(join(folder, `atelier.db${end}`), { force: true })
    writeFileSync(join(folder, 'atelier.db'), flipped)
    try {
      await open()
    } catch {
      refused++
    }
    expect(
      needed.filter(name => !existsSync(join(folder, name))),
      `bit ${bit}`
    ).toEqual([])
    if (!existsSync(checkpoint(40))) {
      tidied++
      write(checkpoint(40))
    }
    for (const name of readdirSync(folder).filter(name => name.includes('older'))) rmSync(join(folder, name))
  }
  // It is no proof where nothing is ever opened or tidied.
  expect(refused).toBeLessThan(40)
  expect(tidied).toBeGreaterThan(5)
})

test(
  'a folder that outlived the deletion of its rows goes into the bin, and nobody takes it for a forgotten ' + 'run',
  async () => {
    const { run, dataset } = await filled()
    const store = openStore(folder, { mayChange: true })
    store.transaction(() => {
      store.runs.delete(run)
      store.datasets.delete(dataset)
    })
    await close(store)
    const before = files()

    expect(await open(false)).toEqual([])
    expect(files()).toEqual(before)
    expect(diagnose(new WorkspaceFiles(folder)).state).toBe('whole')
    expect(await open()).toEqual([expect.stringMatching(/^2 files and folders left over .* were put into the bin/)])
    expect(existsSync(join(folder, 'runs', run))).toBe(false)
    expect(existsSync(join(folder, 'datasets', dataset))).toBe(false)
    expect(files().filter(name => name.startsWith('bin')).length).toBe(before.length)

    // Once its folder is gone it is forgotten, and everything is as if it had never been.
    const raw = new Database(join(folder, 'atelier.db'), { readonly: true })
    expect(raw.prepare('SELECT count(*) FROM discarded').pluck().get()).toBe(0)
    raw.close()
    expect(await open()).toEqual([])
  }
)

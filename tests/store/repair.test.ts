/**
 * A database that is gone, empty, damaged or old is built anew from what lies in the folders; training goes on from
 * there.
 */
import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStore } from '../../src/main/store'
import { repairWorkspace } from '../../src/main/store/repair'
import { importPebbles, openBench, small, type Bench } from '../studio/fixtures'
import { temporaryFolder } from './fixtures'

/** A workspace with two runs and what was found of them, closed in good order. */
async function filled(): Promise<{ folder: string; run: string; known: unknown }> {
  const bench = openBench()
  const { studio, until, folder } = bench
  const { handlers } = studio
  const dataset = await importPebbles(studio)
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: dataset.id,
    settings: small,
    name: 'Pebbles at night',
    seed: 3
  })
  await until(run, 'finished')
  // Most metrics have a value alone, and no sheet.
  const found = { metric: 'ms-ssim', value: 0.25, reference: null, settings: { seed: 1, samples: 16 }, detail: null }
  studio.store.metrics.add(run, { ...found, epoch: 2, step: studio.store.runs.get(run).step, figure: null })
  await handlers.exportRun({
    run,
    job: randomUUID(),
    format: 'gif',
    options: { framesPerSecond: 8, scale: 1, columns: 2, rows: 2, holdSeconds: 1, every: 1 },
    keep: true
  })
  const { id: other } = await handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: small })
  await until(other, 'finished')
  await handlers.deleteRun({ run: other })
  await handlers.setPreference({ key: 'theme', value: 'dark' })
  const known = await knownOf(bench, run)
  await studio.close()
  return { folder, run, known }
}

/** All that a window would show of it. */
async function knownOf({ studio: { handlers, store } }: Bench, run: string): Promise<unknown> {
  return {
    runs: await handlers.listRuns({}),
    bin: await handlers.listBin({}),
    datasets: await handlers.listDatasets({}),
    epochs: (await handlers.runMetrics({ run, maxPoints: 100 })).epochs,
    sampled: await handlers.runEpochs({ run }),
    sheet: await handlers.sampleSheet({ run, epoch: 2 }),
    checkpoints: store.history.checkpoints(run),
    files: store.history.fileNames(run),
    metrics: store.metrics.list(run),
    images: store.datasets.images(store.runs.get(run).dataset ?? '')
  }
}

/** A database loses its journal with it. */
function spoil(folder: string, how: (file: string) => void): void {
  const file = join(folder, 'atelier.db')
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
  how(file)
}

/** Files but for the databases, with what is in them. */
const contents = (folder: string): [string, string][] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('atelier.'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !/\/(run|dataset|part-\d+)\.json$/.test(path))
    .sort()
    .map(path => [path, readFileSync(path, 'latin1')])

const ways: [string, string, (file: string) => void][] = [
  ['gone', 'gone', file => renameSync(file, `${file}.away`)],
  ['empty', 'empty', file => writeFileSync(file, '')],
  [
    'that of a new workspace',
    'empty',
    file => {
      const other = temporaryFolder()
      openStore(other).close()
      copyFileSync(join(other, 'atelier.db'), file)
    }
  ],
  ['no database at all', 'damaged', file => writeFileSync(file, 'SQLite format 3\0 and then nothing more')],
  ['cut in half', 'damaged', file => writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size / 2))],
  [
    'scribbled over',
    'damaged',
    file => {
      const bytes = readFileSync(file)
      for (let at = 4096; at < bytes.length; at += 8192) bytes.fill(0x5a, at, at + 4096)
      writeFileSync(file, bytes)
    }
  ]
]

test.each(ways)(
  'a database that is %s: everything is listed again, the old one is kept, no file is touched, training goes on',
  async (_, state, how) => {
    const { folder, run, known } = await filled()
    spoil(folder, how)
    const files = contents(folder)
    // As it is said it mends this workspace, not the usual one.
    expect(() => openStore(folder)).toThrow(`\`atelier repair --workspace ${folder}\``)
    const spoilt = existsSync(join(folder, 'atelier.db')) ? readFileSync(join(folder, 'atelier.db')) : null

    const repaired = await repairWorkspace(folder)
    expect(repaired).toMatchObject({
      found: { state },
      passedOver: [],
      runs: [
        { files: { damaged: [], missing: [] } },
        {
          id: run,
          name: 'Pebbles at night',
          status: 'finished',
          epochs: 3,
          checkpoints: 3,
          files: { whole: 7, damaged: [], missing: [] }
        }
      ],
      datasets: [{ pictures: 12, files: { whole: 1, damaged: [], missing: [] } }]
    })
    if (spoilt === null) expect(repaired.kept).toBeNull()
    else expect(readFileSync(repaired.kept ?? '').equals(spoilt)).toBe(true)
    expect(contents(folder)).toEqual(files)

    const bench = openBench({ folder })
    expect(bench.studio.store.opening).toEqual([])
    expect(await knownOf(bench, run)).toEqual(known)
    const { handlers } = bench.studio
    const latents = await handlers.drawLatents({ run, seed: 1, count: 2 })
    expect((await handlers.generate({ run, inputs: { latents }, epoch: 2 })).count).toBe(2)
    await handlers.resumeRun({ run, epochs: 5 })
    expect(await bench.until(run, 'finished')).toMatchObject({ epoch: 5, step: 15 })
    expect(contents(folder).length).toBeGreaterThan(files.length)
  }
)

test('an older copy keeps what only it knows, and learns what the folders know', async () => {
  const { folder, run } = await filled()
  const copy = join(temporaryFolder(), 'copy.db')
  copyFileSync(join(folder, 'atelier.db'), copy)
  const bench = openBench({ folder })
  await bench.studio.handlers.resumeRun({ run, epochs: 5 })
  await bench.until(run, 'finished')
  const known = await knownOf(bench, run)
  await bench.studio.close()
  spoil(folder, file => copyFileSync(copy, file))
  // The copy was taken while its newest changes were still to be written into a record.
  const raw = new Database(join(folder, 'atelier.db'))
  raw.prepare("INSERT INTO touched VALUES ('run', ?, 0, 1)").run(run)
  raw.close()

  expect(await repairWorkspace(folder)).toMatchObject({
    found: { state: 'older' },
    kept: expect.stringMatching(/atelier\.db\.older-/)
  })
  const again = openBench({ folder })
  expect(await knownOf(again, run)).toEqual(known)
  expect(again.studio.store.preferences.get('theme')).toBe('dark')
  // Losses of single steps up to where the copy was taken.
  expect(again.studio.store.history.steps(run, 100).step).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test.each([
  [false, 'contradicts'],
  [true, 'cannot be read']
])(
  'what can be read of a damaged database is kept: losses of steps, preferences (unreadable: %s)',
  async (unreadable, why) => {
    const { folder, run } = await filled()
    spoil(folder, file => {
      const raw = new Database(file)
      raw.exec("UPDATE epochs SET losses = '[0]'; DELETE FROM touched")
      if (unreadable) raw.exec("UPDATE runs SET config = 'not JSON'; UPDATE epochs SET losses = 'nor this'")
      raw.close()
    })
    expect(await repairWorkspace(folder)).toMatchObject({
      found: { state: 'damaged', why: expect.stringContaining(why) }
    })
    const {
      studio: { store }
    } = openBench({ folder })
    expect(store.history.epochs(run).map(({ losses }) => losses.length)).toEqual([2, 2, 2])
    expect(store.history.steps(run, 100).step).toHaveLength(9)
    expect(store.preferences.get('theme')).toBe('dark')
  }
)

test('what is missing or damaged is named, and the rest is whole', async () => {
  const { folder, run } = await filled()
  const file = (name: string): string => join(folder, 'runs', run, name)
  rmSync(file('samples/epoch-000001.png'))
  appendFileSync(file('checkpoints/step-00000009.safetensors'), 'x')
  const strange = randomUUID()
  mkdirSync(join(folder, 'runs', strange))
  spoil(folder, path => rmSync(path))
  expect(await repairWorkspace(folder)).toMatchObject({
    runs: [
      {},
      {
        id: run,
        checkpoints: 3,
        files: {
          whole: 5,
          missing: [`runs/${run}/samples/epoch-000001.png`],
          damaged: [`runs/${run}/checkpoints/step-00000009.safetensors`]
        }
      }
    ],
    passedOver: [{ path: join(folder, 'runs', strange), why: 'it has no record that can be read' }]
  })
  const bench = openBench({ folder })
  expect((await bench.studio.handlers.runEpochs({ run })).sampled).toEqual([2, 3])
  await bench.studio.handlers.resumeRun({ run, epochs: 4 })
  expect(await bench.until(run, 'finished')).toMatchObject({ epoch: 4 })
  expect(bench.heard('notice').map(({ message }) => message)).toEqual([
    expect.stringMatching(/step-00000009\.safetensors \(step 9\) is damaged\. Going on from step 6/)
  ])
})

test(
  'a run that was killed before its record was written is resumed ' + 'from its newest checkpoint all the same',
  async () => {
    const { folder, run } = await filled()
    const bench = openBench({ folder })
    await bench.studio.handlers.resumeRun({ run, epochs: 5 })
    await bench.until(run, 'finished')
    const record = ['run.json', 'record/part-00000.json'].map(name => join(folder, 'runs', run, name)),
      before = record.map(path => readFileSync(path))
    await bench.studio.close()
    for (const [i, path] of record.entries()) writeFileSync(path, before[i] ?? '')
    spoil(folder, path => rmSync(path))
    const [, found] = (await repairWorkspace(folder)).runs
    expect(found?.found).toContain(`runs/${run}/checkpoints/step-00000015.safetensors`)
    const again = openBench({ folder })
    await again.studio.handlers.resumeRun({ run, epochs: 6 })
    expect(await again.until(run, 'finished')).toMatchObject({ epoch: 6, step: 18 })
  }
)

test('a damaged record is no witness: the database stands', async () => {
  const { folder, run, known } = await filled()
  const path = join(folder, 'runs', run, 'run.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('Pebbles at night', 'Pebbles at noon!'))
  expect(await repairWorkspace(folder)).toMatchObject({ found: { state: 'whole' }, kept: null })
  expect(await knownOf(openBench({ folder }), run)).toEqual(known)
})

test('a workspace that is whole stays as it is, byte by byte; one in use is refused', async () => {
  const { folder } = await filled()
  const before = readFileSync(join(folder, 'atelier.db'))
  expect(await repairWorkspace(folder)).toMatchObject({
    found: { state: 'whole', why: 'whole' },
    kept: null,
    salvaged: 0
  })
  expect(readFileSync(join(folder, 'atelier.db')).equals(before)).toBe(true)
  const store = openStore(folder)
  await expect(repairWorkspace(folder)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('open. Close it')
  })
  store.close()
})

test("a folder of somebody's own is not repaired, and one that is not there is not made", async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'runs', randomUUID()), { recursive: true })
  await expect(repairWorkspace(folder)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('not an Atelier workspace')
  })
  expect(readdirSync(folder)).toEqual(['runs'])
  await expect(repairWorkspace(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' })
})

test('a workspace whose mark went with its database is one again', async () => {
  const { folder, run } = await filled()
  spoil(folder, file => rmSync(file))
  rmSync(join(folder, 'atelier.json'))
  expect(() => openStore(folder)).toThrow(/If this was a workspace whose database is gone, `atelier repair/)
  expect((await repairWorkspace(folder)).runs.map(({ id }) => id)).toContain(run)
  openStore(folder).close()
})

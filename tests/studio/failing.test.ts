/**
 * Every request of the contract while the store or the disk fails: each answer is what was asked for, or a sentence.
 */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi, type MockInstance } from 'vitest'
import type { RequestName } from '../../src/shared/ipc'
import { openStore } from '../../src/main/store'
import { rawWords } from '../lib/raw-words'
import { temporaryFolder } from '../store/fixtures'
import { fullMeans, limitFiles, limitsFiles, readOnlyMeans, testDisk } from '../support/disks'
import { buildEvaluator } from './evaluator'
import { openBench } from './fixtures'
import { furnished, walk, type Answer, type Furnished } from './walk'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

let log: MockInstance
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => vi.restoreAllMocks())

/** Whole sentences, no word of the system's, and nothing that nobody foresaw. @returns names of what was refused */
function checked(answers: Answer[]): RequestName[] {
  const wrong = answers.filter(
    ({ ok, code, message }) =>
      !ok &&
      (code === 'internal' ||
        rawWords.test(message) ||
        !/^[“"A-Z`][\s\S]*[.!?]$/.test(message) ||
        message.includes('\n'))
  )
  expect(wrong).toEqual([])
  expect(log.mock.calls).toEqual([])
  return answers.filter(({ ok }) => !ok).map(({ name }) => name)
}

/** What somebody wants to have kept. */
const writing: readonly RequestName[] = [
  'importFolder',
  'importAgain',
  'importBuiltin',
  'importDrawing',
  'setPreference',
  'chooseEngine',
  'beginUpload',
  'renameDataset',
  'renameRun',
  'startRun',
  'resumeRun',
  'dismissFinding',
  'deleteRun',
  'deleteDataset',
  'emptyBin'
]
/** What there is to be looked at in any case. */
const looking: readonly RequestName[] = [
  'hello',
  'preferences',
  'listDatasets',
  'listRuns',
  'getRun',
  'listModels',
  'listBin',
  'listFindings',
  'runEvents',
  'runMetrics',
  'runEpochs',
  'sampleSheet',
  'listEvaluations',
  'datasetIssues',
  'datasetReport',
  'datasetFindings',
  'recommendModels',
  'compareNetworks',
  'drawLatents'
]

/** A run that trained when it began ends in a sentence, and never trains for ever. */
async function endedInWords({ studio, active }: Pick<Furnished, 'studio' | 'active'>): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    const run = await studio.handlers.getRun({ run: active })
    if (run.status === 'failed' || run.status === 'interrupted' || run.status === 'stopped')
      return expect(run.error ?? '').not.toMatch(rawWords)
    if (Date.now() > end) throw new Error(`It is ${run.status} for ever.`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

test('a disk and a store that are well answer everything but a folder dialog', async () => {
  const bench = await furnished(join(temporaryFolder(), 'workspace'))
  const refused = checked(await walk(bench))
  // One byte is no picture.
  expect(refused.sort()).toEqual([
    'changeWorkspace',
    // There is none of that name.
    'checkMachine',
    'chooseFolder',
    'finishUpload',
    // A file that is no run's, and a run that has its pictures.
    'givePictures',
    'importRun',
    'prepareMachine',
    'repairWorkspace',
    'showSaved',
    // Nobody else trains it.
    'watchRun'
  ])
})

test(`a full disk (${fullMeans})`, async () => {
  const disk = testDisk(24)
  const bench = await furnished(join(disk.folder, 'workspace'))
  rmSync(join(bench.folder, 'atelier.reserve'), { force: true })
  // As large as a checkpoint: the stand-in's are not.
  writeFileSync(join(bench.studio.store.files.run(bench.inputs.restoreRun.run), 'large'), new Uint8Array(2 ** 20))
  disk.fill()
  await endedInWords(bench)
  const refused = checked(await walk(bench))
  for (const name of looking) expect(refused).not.toContain(name)
  expect(refused).toEqual(expect.arrayContaining(['importFolder', 'setPreference', 'beginUpload']))
  if (fullMeans === 'a full tmpfs') expect(refused).not.toContain('emptyBin')
  disk.empty()
  bench.studio.store.retry()
  expect(bench.studio.store.trouble).toBeNull()
  expect(await bench.studio.handlers.setPreference({ key: 'theme', value: 'dark' })).toBeNull()
  expect(bench.heard('trouble').at(-1)).toEqual({ message: null })
})

test(`a workspace opened on a read-only disk (${readOnlyMeans})`, async () => {
  const disk = testDisk(24)
  const before = await furnished(join(disk.folder, 'workspace'))
  await before.studio.close()
  disk.readOnly(true)
  const bench = openBench({ folder: before.folder })
  const refused = checked(await walk({ ...bench, inputs: before.inputs }))
  for (const name of [...looking, 'generate', 'translate', 'reconstruct', 'encode', 'previewDataset'] as const)
    expect(refused).not.toContain(name)
  expect(refused).toEqual(expect.arrayContaining([...writing]))
  expect((await bench.studio.handlers.hello({})).trouble).toMatch(
    /^Nothing can be written .* Until then this workspace can only be looked at\.$/
  )
  disk.readOnly(false)
  bench.studio.store.retry()
  expect((await bench.studio.handlers.hello({})).trouble).toBeNull()
  expect((await bench.studio.handlers.renameRun({ run: before.inputs.getRun.run, name: 'Again' })).name).toBe('Again')
})

test.runIf(limitsFiles)('files that may not grow (ulimit -f)', async () => {
  const bench = await furnished(join(temporaryFolder(), 'workspace'))
  limitFiles('0')
  try {
    const refused = checked(await walk(bench))
    for (const name of looking) expect(refused).not.toContain(name)
    expect(refused).toEqual(expect.arrayContaining(['importFolder', 'setPreference', 'beginUpload']))
  } finally {
    limitFiles('unlimited')
  }
  await endedInWords(bench)
})

test.runIf(process.platform !== 'win32')('too many open files', async () => {
  const bench = await furnished(join(temporaryFolder(), 'workspace'))
  const handles: number[] = []
  const takeAll = (): void => {
    try {
      for (;;) handles.push(openSync('/dev/null', 'r'))
    } catch {
      /* That is all there are. */
    }
  }
  // Processes that end meanwhile give theirs back.
  const taking = setInterval(takeAll, 1)
  let answers: Answer[]
  try {
    takeAll()
    answers = await walk(bench)
  } finally {
    clearInterval(taking)
    for (const handle of handles) closeSync(handle)
  }
  expect(checked(answers)).toEqual(expect.arrayContaining(['importFolder', 'exportRun']))
})

test('a workspace that was moved away under the studio; put back, it goes on', async () => {
  const parent = temporaryFolder()
  const bench = await furnished(join(parent, 'workspace'))
  renameSync(bench.folder, join(parent, 'elsewhere'))
  await endedInWords(bench)
  const refused = checked(await walk(bench))
  expect(refused).toEqual(expect.arrayContaining([...writing]))
  expect(existsSync(bench.folder) ? readdirSync(bench.folder, { recursive: true }) : null).toBeNull()
  renameSync(join(parent, 'elsewhere'), bench.folder)
  bench.studio.store.retry()
  expect((await bench.studio.handlers.renameRun({ run: bench.inputs.getRun.run, name: 'Again' })).name).toBe('Again')
})

test.runIf(process.platform === 'linux')(
  'files that the disk cannot read any more (links to /proc/self/mem)',
  async () => {
    const bench = await furnished(join(temporaryFolder(), 'workspace'))
    for (const part of ['runs', 'datasets']) {
      for (const entry of readdirSync(join(bench.folder, part), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        rmSync(path)
        symlinkSync('/proc/self/mem', path)
      }
    }
    const refused = checked(await walk(bench))
    expect(refused).toEqual(expect.arrayContaining(['sampleSheet', 'generate', 'exportRun', 'translate', 'encode']))
  }
)

/** Overwrites the pages at which tables begin, in place. */
function scribble(file: string, ...names: string[]): void {
  const raw = new Database(file, { readonly: true })
  const pages = names.map(name =>
    Number(raw.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name))
  )
  raw.close()
  const handle = openSync(file, 'r+')
  try {
    for (const page of pages) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096)
  } finally {
    closeSync(handle)
  }
}

test('a database with pages of garbage', async () => {
  const before = await furnished(join(temporaryFolder(), 'workspace'))
  await before.studio.close()
  scribble(
    before.studio.store.files.database,
    'epochs',
    'images',
    'samples',
    'checkpoints',
    'exports',
    'metrics',
    'events'
  )
  const bench = openBench({ folder: before.folder })
  const refused = checked(await walk({ ...bench, inputs: before.inputs }))
  expect(refused).toEqual(
    expect.arrayContaining([
      'runMetrics',
      'sampleSheet',
      'generate',
      'evaluateRun',
      'previewDataset',
      'runEvents',
      'startRun'
    ])
  )
})

test.each([
  [
    'no database at all',
    (file: string) => writeFileSync(file, 'These are my holiday notes. '.repeat(1000)),
    /cannot be used: it is not an Atelier database\./
  ],
  ['garbage where the runs were', (file: string) => scribble(file, 'runs'), /cannot be used: it is damaged\./],
  [
    'garbage in its first page',
    (file: string) => {
      const handle = openSync(file, 'r+')
      writeSync(handle, Buffer.alloc(3900, 0xa5), 0, 3900, 100)
      closeSync(handle)
    },
    /cannot be used: it is damaged\./
  ]
])('a workspace whose database is %s opens in no studio, for a reason in words', (_, break_, reason) => {
  const folder = join(temporaryFolder(), 'workspace')
  openStore(folder).close()
  break_(join(folder, 'atelier.db'))
  const error: unknown = (() => {
    try {
      return openBench({ folder })
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toMatchObject({ name: 'StudioError', code: 'not-readable', message: expect.stringMatching(reason) })
  expect(error instanceof Error ? error.message : '').not.toMatch(rawWords)
})

const tables = [
  'datasets',
  'images',
  'issues',
  'caches',
  'epochs',
  'steps',
  'samples',
  'checkpoints',
  'exports',
  'metrics',
  'events',
  'preferences',
  'runs'
]
const columns: Record<string, string> = {
  datasets: 'framing',
  runs: 'config',
  epochs: 'losses',
  steps: 'losses',
  events: 'remedy',
  preferences: 'value',
  metrics: 'settings',
  images: 'path'
}
test.each<[string, (file: string) => void]>([
  [
    'a database without its tables',
    file => {
      const raw = new Database(file)
      raw.pragma('foreign_keys = OFF')
      for (const table of tables) raw.exec(`DROP TABLE ${table}`)
      raw.close()
    }
  ],
  [
    'a database with rows that nobody of ours wrote',
    file => {
      const raw = new Database(file)
      for (const [table, column] of Object.entries(columns)) raw.exec(`UPDATE ${table} SET ${column} = '{"not":'`)
      raw.exec(`UPDATE checkpoints SET file = '../../etc/passwd'; UPDATE runs SET status = 'asleep' WHERE 0`)
      raw.close()
    }
  ],
  [
    'a database with rows of other things',
    file => {
      const raw = new Database(file)
      for (const [table, column] of Object.entries(columns))
        if (table !== 'images') raw.exec(`UPDATE ${table} SET ${column} = '{"other":[1]}'`)
      raw.close()
    }
  ]
])('%s', async (_, break_) => {
  const bench = await furnished(join(temporaryFolder(), 'workspace'))
  break_(join(bench.folder, 'atelier.db'))
  const refused = checked(await walk(bench))
  expect(refused.length).toBeGreaterThan(10)
})

test('a database that somebody else has locked', async () => {
  const bench = await furnished(join(temporaryFolder(), 'workspace'))
  await bench.studio.handlers.stopRun({ run: bench.active })
  const other = new Database(join(bench.folder, 'atelier.db'))
  other.exec('BEGIN IMMEDIATE')
  try {
    await expect(
      bench.studio.handlers.renameRun({ run: bench.inputs.getRun.run, name: 'Other' })
    ).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /“.*atelier\.db” cannot be used: another program has held it for too long\. Close the other Atelier/
      )
    })
  } finally {
    other.exec('ROLLBACK')
    other.close()
  }
})

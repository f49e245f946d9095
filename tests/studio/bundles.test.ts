/** A run in one file goes on elsewhere; what is not as a run's file can be is refused, and leaves nothing behind. */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync, zipSync, type Zippable } from 'fflate'
import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { temporaryFolder } from '../store/fixtures'
import { importPebbles, openBench, pictureFolder, small, type Bench } from './fixtures'

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** A run of two epochs, exported. */
async function exported(options: Settings = {}) {
  const bench = openBench()
  const { handlers } = bench.studio
  const dataset = await importPebbles(bench.studio)
  const { id } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: dataset.id,
    seed: 3,
    settings: { ...small, epochs: 2 }
  })
  await bench.until(id, 'finished')
  const { bytes } = await handlers.exportRun({ run: id, job: randomUUID(), format: 'bundle', options, keep: false })
  return { bench, id, dataset, bytes }
}

function written(bytes: Uint8Array): string {
  const file = join(temporaryFolder(), 'run.atelier')
  writeFileSync(file, bytes)
  return file
}

const importIt = ({ studio }: Bench, bytes: Uint8Array) =>
  studio.handlers.importRun({ job: randomUUID(), from: { path: written(bytes) } })

/** Files of a workspace, those that SQLite keeps beside its own left out. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()

test('a run that was imported is the run it was, asks for its pictures, and goes on with those alone', async () => {
  const { bench: there, id, bytes } = await exported()
  const here = openBench()
  const { handlers, store } = here.studio
  const run = await importIt(here, bytes)
  const was = there.studio.store
  expect(run).toMatchObject({ id, status: 'finished', epoch: 2, step: 6, dataset: null, datasetName: 'pebbles' })
  expect(store.history.steps(id, 1e6)).toEqual(was.history.steps(id, 1e6))
  expect(store.history.epochs(id)).toEqual(was.history.epochs(id))
  expect(store.history.checkpoints(id).map(({ epoch, sha256 }) => [epoch, sha256])).toEqual(
    was.history
      .checkpoints(id)
      .slice(-1)
      .map(({ epoch, sha256 }) => [epoch, sha256])
  )
  expect(hash(await handlers.sampleSheet({ run: id, epoch: 1 }).then(sheet => sheet.png))).toBe(
    hash(await there.studio.handlers.sampleSheet({ run: id, epoch: 1 }).then(sheet => sheet.png))
  )

  await expect(handlers.resumeRun({ run: id, epochs: 4 })).rejects.toThrow(
    'was trained on "pebbles", which is not in this workspace'
  )
  // As many, but in other colours: asked, and not taken silently.
  const others = await handlers.importFolder({ job: randomUUID(), path: await pictureFolder(12, true) })
  await importPebbles(here.studio, 11)
  expect(await handlers.wantedPictures({ run: id })).toEqual({
    name: 'pebbles',
    count: 12,
    builtin: false,
    fitting: [others.id]
  })
  const give = (dataset: string, anyway = false) =>
    handlers.givePictures({ job: randomUUID(), run: id, dataset, anyway })
  await expect(give(others.id)).rejects.toThrow('not the same ones')
  const same = await importPebbles(here.studio)
  expect(await give(same.id)).toMatchObject({ dataset: same.id })
  expect(await handlers.wantedPictures({ run: id })).toBeNull()
  await handlers.resumeRun({ run: id, epochs: 4 })
  await here.until(id, 'finished')
  await there.studio.handlers.resumeRun({ run: id, epochs: 4 })
  await there.until(id, 'finished')
  expect(store.history.steps(id, 1e6)).toEqual(was.history.steps(id, 1e6))
})

type Listed = { path: string; bytes: number; sha256: string }[]
type Tables = Record<string, { columns: string[]; values: unknown[][] }>

/** A bundle that somebody has changed, one thing at a time. */
function changes(bytes: Uint8Array) {
  const entries = unzipSync(bytes)
  const parsed = (name: string) => JSON.parse(new TextDecoder().decode(entries[name])) as Record<string, unknown>
  const zip = (others: Zippable): Uint8Array => zipSync(others, { level: 0 })
  const files = parsed('bundle.json')['files'] as Listed
  const withManifest = (change: Record<string, unknown>) =>
    zip({ ...entries, 'bundle.json': text({ ...parsed('bundle.json'), ...change }) })
  /** Another content under a name, listed as it is. */
  const withFile = (path: string, content: Uint8Array, as: Zippable[string] = content) =>
    zip({
      ...entries,
      'bundle.json': text({
        ...parsed('bundle.json'),
        files: [...files.filter(each => each.path !== path), { path, bytes: content.length, sha256: hash(content) }]
      }),
      [path]: as
    })
  const withRows = (change: (tables: Tables) => void) => {
    const tables = parsed('rows.json') as Tables
    change(tables)
    return withFile('rows.json', text(tables))
  }
  const withColumn = (table: string, column: string, change: (value: unknown) => unknown) =>
    withRows(tables => {
      const { columns = [], values = [] } = tables[table] ?? {}
      for (const row of values) row[columns.indexOf(column)] = change(row[columns.indexOf(column)])
    })
  const checkpoint = files.find(({ path }) => path.startsWith('checkpoints/'))?.path ?? ''
  return { entries, files, zip, withManifest, withFile, withRows, withColumn, checkpoint }
}

const cases: [what: string, says: string, make: (of: ReturnType<typeof changes>) => Uint8Array][] = [
  ['nothing of the kind', 'no run that Atelier has exported', () => text('Hello')],
  ['some ZIP', 'no run that Atelier has exported', ({ zip }) => zip({ 'a.png': text('a') })],
  ['one cut in the middle', 'cut short', ({ zip, entries }) => zip(entries).subarray(0, 2500)],
  [
    'a file left out',
    'are missing',
    ({ zip, entries }) => zip(Object.fromEntries(Object.entries(entries).slice(0, -2)))
  ],
  ['a newer form', 'made by a newer Atelier', ({ withManifest }) => withManifest({ form: 2, more: true })],
  ['a newer database', 'made by a newer Atelier', ({ withManifest }) => withManifest({ schema: 999 })],
  ['a list that is none', 'its list cannot be read', ({ withManifest }) => withManifest({ files: 'all' })],
  ['a path that leads out', 'no file of a run', ({ withFile }) => withFile('../../evil.txt', text('x'))],
  ['an absolute path', 'no file of a run', ({ withFile }) => withFile('/tmp/evil.txt', text('x'))],
  ['a picture elsewhere', 'leads out', ({ withFile }) => withFile('pictures/../../evil.png', text('x'))],
  ['a program', 'no file of a run', ({ withFile }) => withFile('checkpoints/step-1.mjs', text('process.exit()'))],
  ['what is not listed', 'not in its list', ({ zip, entries }) => zip({ ...entries, 'start.safetensors': text('x') })],
  ['a name listed twice', 'twice', ({ withManifest, files }) => withManifest({ files: [...files, ...files] })],
  ['a name that is there twice', 'twice', ({ zip, entries, checkpoint }) => twice(zip(entries), checkpoint)],
  [
    'a bomb',
    'larger than its list says',
    ({ withFile, checkpoint }) => withFile(checkpoint, text('x'), [new Uint8Array(3e7), { level: 9 }])
  ],
  [
    'less than is listed',
    'not what its list says',
    ({ withManifest, files }) => withManifest({ files: files.map(f => ({ ...f, bytes: f.bytes + 1 })) })
  ],
  [
    'another hash',
    'not what its list says',
    ({ withManifest, files }) => withManifest({ files: files.map(f => ({ ...f, sha256: '0'.repeat(64) })) })
  ],
  [
    'sizes without end',
    'its list cannot be read',
    ({ withManifest, files }) => withManifest({ files: files.map(f => ({ ...f, bytes: 2 ** 40 })) })
  ],
  [
    'a link',
    'another file than the one',
    ({ withFile, checkpoint }) =>
      withFile(checkpoint, new TextEncoder().encode('/etc/passwd'), [
        new TextEncoder().encode('/etc/passwd'),
        { os: 3, attrs: 0o120777 * 65536 }
      ])
  ],
  ['rows that are none', 'cannot be read', ({ withFile }) => withFile('rows.json', text({ runs: [1] }))],
  [
    'a file elsewhere',
    'did not come along',
    ({ withColumn }) => withColumn('checkpoints', 'file', () => '../../etc/passwd')
  ],
  ['rows of another run', 'another run', ({ withColumn }) => withColumn('epochs', 'run', () => randomUUID())],
  [
    'two runs',
    'exactly one run',
    ({ withRows }) => withRows(({ runs }) => runs?.values.push([...(runs.values[0] ?? [])]))
  ],
  ['an unknown model', 'not in this Atelier', ({ withColumn }) => withColumn('runs', 'model', () => 'gpt')],
  ['a seed beyond all', 'cannot be', ({ withColumn }) => withColumn('runs', 'seed', () => 2 ** 50)],
  ['a configuration that is none', 'damaged', ({ withColumn }) => withColumn('runs', 'config', () => '{}')],
  ['losses that are none', 'damaged', ({ withColumn }) => withColumn('epochs', 'losses', () => 'x')],
  ['words in place of numbers', 'damaged', ({ withColumn }) => withColumn('epochs', 'seconds', () => 'x')],
  [
    'a setting out of bounds',
    'atch',
    ({ withColumn }) => withColumn('runs', 'config', c => String(c).replace('"batchSize":4', '"batchSize":400000000'))
  ]
]

/** A ZIP archive with one of its entries once more. */
function twice(bytes: Uint8Array, name: string): Uint8Array {
  const all = Buffer.from(bytes)
  const begin = Buffer.from([0x50, 0x4b, 3, 4])
  let at = all.indexOf(begin)
  while (all.toString('latin1', at + 30, at + 30 + name.length) !== name) at = all.indexOf(begin, at + 4)
  const next = all.indexOf(begin, at + 4)
  return Buffer.concat([all.subarray(0, next), all.subarray(at, next), all.subarray(next)])
}

test('what cannot be a run is refused and leaves nothing behind; what is one may come twice', async () => {
  const { bench, id, bytes } = await exported({ checkpoints: 'all', pictures: true })
  const here = openBench()
  const { store, handlers } = here.studio
  const untouched = filesOf(here.folder)
  for (const [what, says, make] of cases) {
    const outcome = await importIt(here, make(changes(bytes))).then(
      () => 'imported',
      (error: Error) => error.message
    )
    expect(outcome, what).toContain(says)
    expect(outcome, what).toContain('was not imported')
    expect(store.runs.list(), what).toEqual([])
    expect(filesOf(here.folder), what).toEqual(untouched)
  }

  const run = await importIt(here, bytes)
  expect(store.history.checkpoints(id)).toHaveLength(2)
  expect(run.dataset).not.toBeNull()
  expect(store.datasets.get(run.dataset ?? '')).toMatchObject({ name: 'pebbles', kind: 'upload', imageCount: 12 })
  // As a browser sends it. Its pictures are here by now.
  const upload = await handlers.beginUpload({ name: 'run' })
  await handlers.uploadFiles({ upload, files: [{ path: 'a.atelier', bytes: bytes.subarray(0, 1000) }] })
  await handlers.uploadFiles({ upload, files: [{ path: 'a.atelier', bytes: bytes.subarray(1000), at: 1000 }] })
  const again = await handlers.importRun({ job: randomUUID(), from: { upload } })
  expect(again).toMatchObject({ name: `${run.name} 2`, dataset: run.dataset })
  expect(again.id).not.toBe(id)
  expect(store.history.checkpoints(again.id).map(({ path }) => path.includes(again.id))).toEqual([true, true])
  expect(readdirSync(join(here.folder, 'datasets'))).toEqual([run.dataset])
  // Beside the one that it came from, too.
  expect((await importIt(bench, bytes)).dataset).toBe(bench.studio.store.runs.get(id).dataset)
})

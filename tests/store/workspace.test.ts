/** Which folders are workspaces, who may look into them, and who is in one. */
import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
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
import { WorkspaceFiles } from '../../src/main/store/files'
import { claimWorkspace } from '../../src/main/store/workspace/claim'
import { quoted } from '../../src/main/store/workspace/repair-word'
import { newDataset, temporaryFolder, temporaryStore } from './fixtures'

/** Everything in a folder, with what is in it. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path, readFileSync(path, 'latin1')])
  )
}

/** A workspace of a time when there were no marks. */
function unmarked(folder = temporaryFolder()): string {
  const store = openStore(folder)
  store.datasets.add(newDataset())
  store.close()
  rmSync(join(folder, 'atelier.json'))
  return folder
}

test.each([
  ['empty', () => {}],
  ['new', (folder: string) => rmSync(folder, { recursive: true })],
  ['with what systems leave in it', (folder: string) => writeFileSync(join(folder, '.DS_Store'), '')]
])('a folder that is %s becomes a workspace and is known as one afterwards', (_, prepare) => {
  const folder = temporaryFolder()
  prepare(folder)
  openStore(folder).close()
  const mark = readFileSync(join(folder, 'atelier.json'), 'utf8')
  expect(JSON.parse(mark)).toEqual({
    atelier: 'workspace',
    form: 1,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    made: expect.any(String)
  })
  openStore(folder).close()
  expect(readFileSync(join(folder, 'atelier.json'), 'utf8')).toBe(mark)
})

test.each([
  ['other files', (folder: string) => writeFileSync(join(folder, 'thesis.tex'), 'x')],
  [
    'folders of our names',
    (folder: string) => {
      for (const path of ['datasets/cats', 'runs/exp1']) {
        mkdirSync(join(folder, path), { recursive: true })
        writeFileSync(join(folder, path, 'mine.txt'), 'x')
      }
    }
  ],
  [
    'a database of another program',
    (folder: string) => {
      const other = new Database(join(folder, 'atelier.db'))
      other.exec('CREATE TABLE notes (text TEXT)')
      other.close()
    }
  ],
  [
    "a file of the database's name that is none",
    (folder: string) => writeFileSync(join(folder, 'atelier.db'), 'My holiday notes.')
  ],
  [
    'a workspace of a newer Atelier',
    (folder: string) =>
      writeFileSync(
        join(folder, 'atelier.json'),
        JSON.stringify({ atelier: 'workspace', form: 9, id: '0e4b3e9e-4f0d-4c7e-9a8c-3b7f0a9d2c11', made: '' })
      )
  ]
])('a folder with %s is refused in words and stays as it is', (what, prepare) => {
  const folder = temporaryFolder()
  prepare(folder)
  const before = contents(folder)
  const newer = /newer/.test(what)
  expect(() => openStore(folder)).toThrow(
    expect.objectContaining({
      code: newer ? 'unsupported' : 'conflict',
      message: expect.stringMatching(
        newer
          ? /made by a newer Atelier/
          : /is not an Atelier workspace, and it is not empty: it holds .*Nothing was changed.*--workspace .*atelier repair/s
      )
    })
  )
  expect(contents(folder)).toEqual(before)
})

test('a file in the place of a workspace is refused by name', () => {
  const file = join(temporaryFolder(), 'notes.txt')
  writeFileSync(file, 'x')
  expect(() => openStore(file)).toThrow(`${file} is a file, not a folder.`)
})

test('a workspace from before there were marks is adopted, other files in it or not', () => {
  const folder = unmarked()
  writeFileSync(join(folder, 'thesis.tex'), 'x')
  const store = temporaryStore(folder)
  expect(store.datasets.list()).toHaveLength(1)
  expect(existsSync(join(folder, 'atelier.json'))).toBe(true)
})

test('a damaged mark is written anew where the database is ours, and otherwise leads to repair', () => {
  const folder = unmarked()
  writeFileSync(join(folder, 'atelier.json'), '{"atelier": "works')
  temporaryStore(folder).close()
  expect(JSON.parse(readFileSync(join(folder, 'atelier.json'), 'utf8'))).toMatchObject({ atelier: 'workspace' })
  writeFileSync(join(folder, 'atelier.json'), 'x')
  renameSync(join(folder, 'atelier.db'), join(folder, 'away.db'))
  expect(() => openStore(folder)).toThrow(/atelier repair --workspace/)
})

test('a row cannot name a file outside of the workspace', () => {
  const files = new WorkspaceFiles('/w')
  expect(files.path('runs/a/x.png')).toBe(join('/w', 'runs', 'a', 'x.png'))
  for (const name of [
    '../x',
    'runs/../../x',
    '/etc/passwd',
    'runs//x',
    'runs/./x',
    '',
    'runs\\..\\x',
    'C:/x',
    'runs/\0'
  ])
    expect(() => files.path(name), name).toThrow(/outside of the workspace/)
})

const modes = (folder: string): string[] =>
  [
    folder,
    ...readdirSync(folder, { recursive: true, withFileTypes: true }).map(entry => join(entry.parentPath, entry.name))
  ].filter(path => (statSync(path).mode & 0o077) !== 0)

test.skipIf(process.platform === 'win32')(
  "a workspace is its owner's alone, its database and that one's journal too",
  () => {
    const folder = join(temporaryFolder(), 'deep', 'new')
    const store = temporaryStore(folder)
    store.datasets.add(newDataset())
    expect(readdirSync(folder).sort()).toEqual([
      'atelier.db',
      'atelier.db-shm',
      'atelier.db-wal',
      'atelier.json',
      'atelier.lock',
      'atelier.reserve'
    ])
    expect(modes(folder)).toEqual([])
    expect(store.opening).toEqual([])
  }
)

test.skipIf(process.platform === 'win32')(
  'a workspace that others could look into is made private, and that is said once',
  () => {
    const folder = temporaryFolder()
    openStore(folder).close()
    const outside = join(temporaryFolder(), 'outside')
    mkdirSync(join(folder, 'runs', 'x'), { recursive: true })
    mkdirSync(outside)
    writeFileSync(join(folder, 'runs', 'x', 'sheet.png'), 'x', { mode: 0o644 })
    for (const path of [join(folder, 'runs', 'x'), outside, folder]) chmodSync(path, 0o755)
    const store = openStore(folder)
    expect(store.opening).toEqual([
      expect.stringMatching(/Others on this machine could look into .* readable by you alone now/)
    ])
    expect(modes(folder)).toEqual([])
    expect(statSync(outside).mode & 0o777).toBe(0o755)
    store.close()
    expect(temporaryStore(folder).opening).toEqual([])
  }
)

test(
  'whoever is alone in a workspace keeps others out for that time, and nobody is alone beside a living ' +
    'one, in this process or another',
  async () => {
    const folder = temporaryFolder()
    const files = new WorkspaceFiles(folder)
    const one = claimWorkspace(files)
    expect(one.alone(() => 'done')).toBe('done')
    expect(() =>
      one.alone(() => {
        throw new Error('midway')
      })
    ).toThrow('midway')
    const two = claimWorkspace(files)
    expect([one.alone(() => 'done'), two.alone(() => 'done')]).toEqual([null, null])
    two.release()
    expect(one.alone(() => 'done')).toBe('done')

    // As any other program of ours holds it: the system lifts the lock when that is killed.
    const other = spawn(process.execPath, [
      '-e',
      `
    const Database = require(${JSON.stringify(join(process.cwd(), 'node_modules/better-sqlite3'))})
    const lock = new Database(${JSON.stringify(files.claim)})
    lock.exec('BEGIN')
    lock.prepare('SELECT count(*) FROM sqlite_schema').get()
    console.log('in')
    setInterval(() => {}, 1000)`
    ])
    await new Promise(done => other.stdout.once('data', done))
    expect(one.alone(() => 'done')).toBeNull()
    other.kill('SIGKILL')
    await new Promise(done => other.once('exit', done))
    expect(one.alone(() => 'done')).toBe('done')
    one.release()
  }
)

test.runIf(process.platform !== 'win32')(
  'a path in a command that people are to run is only a path to their shell',
  () => {
    for (const path of [
      '/home/me/atelier',
      '/a b',
      '/it’s',
      "/it's",
      '/$(touch x)',
      '/`touch x`',
      '/"x"',
      '/a\nb',
      '/a\\b',
      '/!!',
      '/~',
      '/*'
    ])
      expect(execFileSync('sh', ['-c', `printf %s ${quoted(path)}`], { encoding: 'utf8' })).toBe(path)
  }
)

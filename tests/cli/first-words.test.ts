/** What somebody who is new to the command line runs into: each says what is wrong, and what to do. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wrapped } from '../../src/main/cli/output'
import { datasetKinds } from '../../src/main/datasets'
import { formats, wordOf } from '../../src/main/exports'
import { attributeOf, commandWords } from '../../src/main/lib/registry'
import { subjects } from '../../src/main/metrics'
import { models } from '../../src/main/models'
import { inputKeys } from '../../src/main/models/declared'
import { counted } from '../../src/shared/counted'
import { openStore, type Store } from '../../src/main/store'
import { addEpoch, newDataset, newRun, temporaryFolder } from '../store/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

const ended = (workspace: string, ...words: string[]) => start(built.program, workspace, words).ended

/** A workspace with one run of one epoch, and the run's id. */
async function workspaceWithRun() {
  const workspace = temporaryFolder()
  const store = openStore(workspace)
  const id = addRun(store, addDataset(store))
  await store.flush()
  store.close()
  return { workspace, id }
}

function addDataset(store: Store): string {
  const dataset = newDataset()
  store.datasets.add(dataset)
  return dataset.id
}

function addRun(store: Store, dataset: string): string {
  const run = newRun(dataset)
  store.runs.add(run)
  addEpoch(store, run.id, 1)
  store.runs.update(run.id, { status: 'stopped', epoch: 1 })
  return run.id
}

test('a format that there is not: which there are, options after it or not', async () => {
  const workspace = temporaryFolder()
  const { status, stderr } = await ended(workspace, 'export', 'weights', 'latest', '-o', 'x.bin')
  expect(status).toBe(2)
  expect(stderr).toMatch(/^"weights" is no format that runs are exported in\. Say one of these formats: .*gif.*png/)
  expect((await ended(workspace, 'export', 'gfi', 'latest', '-o', 'x')).stderr).toContain('Did you mean gif?')
  expect((await ended(workspace, 'export')).stderr).toMatch(/^What is to be exported was not said\. Say one of/)
})

test('a value that is given twice is refused before anything is done; what may be repeated is not', async () => {
  const workspace = temporaryFolder()
  const twice = await ended(workspace, 'train', 'nothing', '--name', 'a', '--name', 'b')
  expect(twice).toMatchObject({ status: 2, stderr: '--name is given twice. Say it once.\n' })
  const sets = await ended(workspace, 'train', 'nothing', '--set', 'a=1', '--set', 'b=2')
  expect(sets.stderr).not.toContain('twice')
})

test('delete: into the bin with --yes, out of it again, and nothing where nobody can be asked', async () => {
  const { workspace, id } = await workspaceWithRun()
  const asked = await ended(workspace, 'delete', id)
  expect(asked).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^There is no terminal to ask at: Put "First" .* Say --yes if so\.\n$/)
  })
  expect((await ended(workspace, 'runs', '--json')).stdout).toContain(id)
  const { status, stdout } = await ended(workspace, 'delete', id, '--yes')
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('is in the bin.') })
  expect((await ended(workspace, 'runs', '--json')).stdout).toBe('[]\n')
  expect((await ended(workspace, 'bin', '--json')).stdout).toContain(id)
  expect((await ended(workspace, 'repair')).stdout).toMatch(
    /0 runs and 1 dataset are listed, and 1 run in the bin, which `atelier restore` brings back\.\n(.*\n)*.*First +stopped, in the bin/
  )
  expect((await ended(workspace, 'restore', 'First')).stdout).toMatch(/^"First" is listed again/)
  expect((await ended(workspace, 'runs', '--json')).stdout).toContain(id)
  expect(await ended(workspace, 'restore', 'First')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^There is no run "First" in the bin\..* `atelier bin` lists what is there\.\n$/)
  })
})

test('repair of a folder that is none of ours does not advise a repair', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'letter.txt'), 'Dear')
  const { status, stderr } = await ended(folder, 'repair')
  expect(status).toBe(1)
  expect(stderr).toContain('is not an Atelier workspace')
  expect(stderr).toContain('There is nothing to repair')
  expect(stderr).not.toContain('atelier repair')
})

test(
  'a copy of a database that is older than the files is said when ' + 'runs are listed, and nothing is changed',
  async () => {
    const workspace = temporaryFolder()
    let store = openStore(workspace)
    const dataset = addDataset(store)
    addRun(store, dataset)
    await store.flush()
    store.close()
    const old = readFileSync(join(workspace, 'atelier.db'))
    store = openStore(workspace)
    addRun(store, dataset)
    await store.flush()
    store.close()
    writeFileSync(join(workspace, 'atelier.db'), old)
    const { stderr, stdout } = await ended(workspace, 'runs', '--json')
    expect(stderr).toContain('is older than the files beside it')
    expect(stderr).toContain('atelier repair')
    expect(JSON.parse(stdout)).toHaveLength(1)
    expect(stderr).toContain('1 run is not listed.')
  }
)

test.skipIf(process.platform === 'win32')('an output that is closed is lost: status 1 and a sentence', async () => {
  const line = readFileSync('bin/atelier', 'utf8').split('\n')[1] ?? ''
  expect(line).toContain('exec node "$0"')
  const through = (close: string) =>
    new Promise<{ status: number | null; stderr: string }>(done => {
      const script = `${line
        .replace("':' //;", '')
        .replace('exec node "$0"', `exec "${process.execPath}" ` + `"${built.program}"`)} ${close}`
      const child = spawn('sh', ['-c', `set -- models; ${close === '' ? '' : 'exec >&-;'} ${script}`], {
        env: { ...process.env, ATELIER_HOME: temporaryFolder() },
        stdio: ['ignore', 'pipe', 'pipe']
      })
      child.stdout.resume()
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', piece => {
        stderr += String(piece)
      })
      child.once('close', status => done({ status, stderr }))
    })
  expect(await through('')).toEqual({ status: 0, stderr: '' })
  expect(await through('>&-')).toEqual({ status: 1, stderr: 'The output was lost: it is closed.\n' })
})

test('models fit a screen', async () => {
  const { stdout: all } = await ended(temporaryFolder(), 'models')
  expect(all).toContain('dcgan-28')
  // A line or two each.
  expect(all.split('\n').length).toBeLessThan(80)
  const { stdout: one } = await ended(temporaryFolder(), 'models', 'dcgan-28')
  const words = `${all}\n${one}`.split('\n').filter(line => line.length > 120)
  // Choices of one setting stay in one line.
  expect(words.filter(line => !line.includes(' | '))).toEqual([])
})

test('words are wrapped between words, indented, and one that is too long stands alone', () => {
  expect(wrapped('one two three', '  ', 9)).toEqual(['  one two', '  three'])
  expect(wrapped('a wonderfullylongword b', '', 8)).toEqual(['a', 'wonderfullylongword', 'b'])
})

test('things are counted in the singular and the plural', () => {
  expect([counted(1, 'picture'), counted(0, 'picture'), counted(1204, 'class', 'classes')]).toEqual([
    '1 picture',
    '0 pictures',
    '1,204 classes'
  ])
})

test('what the commands call their own options is what definitions are told not to', async () => {
  const { all } = datasetKinds
  const others: Record<keyof typeof commandWords, string[]> = {
    bringingIn: all.flatMap(({ option }) => (option ? [attributeOf(option.name)] : [])),
    evaluating: subjects.all.flatMap(({ options }) => options.map(({ key }) => key)),
    exporting: [...models.values()]
      .flatMap(inputKeys)
      .concat(formats.all.flatMap(each => each.options(null).map(wordOf)))
  }
  const commands: [keyof typeof commandWords, ...string[]][] = [
    ['bringingIn', 'train'],
    ['evaluating', 'evaluate'],
    ['exporting', 'export', 'csv']
  ]
  const workspace = temporaryFolder()
  for (const [place, ...command] of commands) {
    const said = await Promise.all([ended(workspace, '--help'), ended(workspace, ...command, '--help')])
    const options = said.flatMap(({ stdout }) => [...stdout.matchAll(/^ +(?:-\w, )?--(?:no-)?([a-z-]+)/gm)])
    const own = options.map(([, flag = '']) => attributeOf(flag)).filter(word => !others[place].includes(word))
    expect([place, [...new Set(own)].toSorted()]).toEqual([place, [...commandWords[place]].toSorted()])
  }
})

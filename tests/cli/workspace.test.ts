/** The command line on folders that are workspaces, and on those that are not. */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { openBench, pictureFolder } from '../studio/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

const run = (workspace: string, ...words: string[]) =>
  start(built.program, '/nowhere', ['--workspace', workspace, ...words]).ended

test.each([['runs'], ['models'], ['train', 'fashion-mini'], ['serve', '--no-open']])(
  "a folder of somebody's own is refused by `%s` in one sentence, and stays as it is",
  async (...words) => {
    const folder = join(temporaryFolder(), 'proj')
    for (const path of ['datasets/cats', 'runs/exp1']) {
      mkdirSync(join(folder, path), { recursive: true })
      writeFileSync(join(folder, path, 'mine.txt'), 'x')
    }
    const { status, stdout, stderr } = await run(folder, ...words)
    expect(stderr).toContain(
      `${folder} is not an Atelier workspace, and it is not empty: it holds "datasets", "runs". Nothing was ` +
        'changed in it.'
    )
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      'datasets',
      'datasets/cats',
      'datasets/cats/mine.txt',
      'runs',
      'runs/exp1',
      'runs/exp1/mine.txt'
    ])
  }
)

test.skipIf(process.platform === 'win32')(
  "all that a training leaves in a workspace is its owner's alone; what is written elsewhere follows the umask",
  async () => {
    const folder = temporaryFolder(),
      workspace = join(folder, 'workspace')
    const made = await run(
      workspace,
      'train',
      await pictureFolder(),
      '--model',
      'dcgan-28',
      '--set',
      'batchSize=4',
      '--set',
      'samples=6',
      '--set',
      'latent=5',
      '--epochs',
      '2'
    )
    expect(made.status, made.stderr).toBe(0)
    expect((await run(workspace, 'sample', 'latest', '-o', join(folder, 'out', 'sheet.png'))).status).toBe(0)
    const entries = readdirSync(workspace, { recursive: true, withFileTypes: true })
    expect(entries.length).toBeGreaterThan(12)
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name)
      expect(statSync(path).mode & 0o777, path).toBe(entry.isDirectory() ? 0o700 : 0o600)
    }
    const umask = process.umask()
    expect(statSync(join(folder, 'out')).mode & 0o777).toBe(0o777 & ~umask)
    expect(statSync(join(folder, 'out', 'sheet.png')).mode & 0o777).toBe(0o666 & ~umask)
  }
)

/** A workspace with a run of three epochs, and its id. */
async function trained(folder: string): Promise<{ workspace: string; id: string }> {
  const workspace = join(folder, 'workspace')
  const made = await run(
    workspace,
    'train',
    await pictureFolder(),
    '--model',
    'dcgan-28',
    '--set',
    'batchSize=4',
    '--set',
    'samples=6',
    '--set',
    'latent=5',
    '--epochs',
    '3',
    '--json'
  )
  expect(made.status, made.stderr).toBe(0)
  return { workspace, id: JSON.parse(made.stdout.split('\n')[0] ?? '').run }
}

test('commands that only look tidy nothing; the next that writes says what it put into the bin', async () => {
  const { workspace, id } = await trained(temporaryFolder())
  const sheet = join(workspace, 'runs', id, 'samples', 'epoch-000009.png'),
    mine = join(workspace, 'runs', id, 'mine.txt')
  for (const file of [sheet, mine]) writeFileSync(file, 'x')
  for (const words of [
    ['runs'],
    ['runs', 'latest'],
    ['models'],
    ['sample', 'latest', '-o', join(workspace, '..', 'x.png')],
    ['export', 'gif', 'latest', '-o', join(workspace, '..', 'x.gif')]
  ]) {
    expect(await run(workspace, ...words)).toMatchObject({ status: 0, stderr: '' })
  }
  expect([sheet, mine].filter(existsSync)).toEqual([sheet, mine])
  const resumed = await run(workspace, 'resume', 'latest', '--epochs', '4')
  expect(resumed.stderr).toMatch(
    /^One file or folder left over from work that was broken off was put into the bin \(.*\)\. It goes when the bin is emptied\.$/m
  )
  expect([sheet, mine].filter(existsSync)).toEqual([mine])
  expect(
    readdirSync(join(workspace, 'bin'), { recursive: true }).filter(name => String(name).endsWith('epoch-000009.png'))
  ).toHaveLength(1)

  // What is in the bin goes when somebody says so, and nothing else in its folder.
  const mine2 = join(workspace, 'bin', 'mine.txt')
  writeFileSync(mine2, 'x')
  expect((await run(workspace, 'bin')).stdout).toMatch(
    /^Left over from work that was broken off: 1 file, 0\.0 MB, in the workspace's folder "bin"\.\n0\.0 MB on the disk; `atelier bin --empty` deletes them for good\.\n$/
  )
  const unasked = await run(workspace, 'bin', '--empty')
  expect([unasked.status, unasked.stderr]).toEqual([
    2,
    expect.stringMatching(/^There is no terminal to ask at: .* --yes/)
  ])
  expect(readdirSync(join(workspace, 'bin'))).not.toEqual(['mine.txt'])
  expect((await run(workspace, 'bin', '--empty', '--yes')).stdout).toContain('were deleted')
  expect(readdirSync(join(workspace, 'bin'))).toEqual(['mine.txt'])
  expect((await run(workspace, 'bin')).stdout).toBe('The bin is empty.\n')
})

test('exports that a living studio has answered as made stay, whatever other commands run beside it', async () => {
  const { workspace, id } = await trained(temporaryFolder())
  const { studio } = openBench({ folder: workspace })
  let commands = Promise.resolve()
  for (const words of [['runs'], ['import', await pictureFolder(8)], ['runs', 'latest']])
    commands = commands.then(async () => expect((await run(workspace, ...words)).status).toBe(0))
  let made = 0,
    done = false
  void commands.finally(() => {
    done = true
  })
  const options = { framesPerSecond: 8, scale: 1, columns: 2, rows: 2, holdSeconds: 1, every: 1 }
  while (!done) {
    await studio.handlers.exportRun({ run: id, job: randomUUID(), format: 'gif', options, keep: true })
    made++
    // Each command finds some that were just written.
    await new Promise(next => setTimeout(next, 5))
  }
  await commands
  expect(made).toBeGreaterThan(20)
  expect(readdirSync(join(workspace, 'runs', id, 'exports'))).toHaveLength(made)
})

const marked = (workspace: string): boolean =>
  existsSync(join(workspace, 'datasets')) &&
  readdirSync(join(workspace, 'datasets')).some(id => existsSync(join(workspace, 'datasets', id, 'dataset.json')))

test('an import that was killed is put into the bin by the next command that writes', async () => {
  const workspace = join(temporaryFolder(), 'workspace')
  const program = start(built.program, '/nowhere', ['--workspace', workspace, 'import', await pictureFolder(300)])
  for (const end = Date.now() + 20_000; !marked(workspace); await new Promise(next => setTimeout(next, 5)))
    if (Date.now() > end) throw new Error('It did not begin.')
  program.interrupt('SIGKILL')
  await program.ended
  const [broken = ''] = readdirSync(join(workspace, 'datasets'))
  expect((await run(workspace, 'runs')).stderr).toBe('')
  expect((await run(workspace, 'import', await pictureFolder(8))).stderr).toMatch(/put into the bin/)
  expect(readdirSync(join(workspace, 'datasets'))).toHaveLength(1)
  expect(readdirSync(join(workspace, 'bin'), { recursive: true }).map(String)).toContainEqual(
    expect.stringContaining(broken)
  )
})

test(
  'repair lists again what a lost database listed, whatever a killed repair left behind, and says what it ' + 'found',
  async () => {
    const { workspace, id } = await trained(temporaryFolder())
    const database = join(workspace, 'atelier.db')
    for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true })
    const lost = await run(workspace, 'runs')
    expect(lost).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^The database of the workspace .* is gone, but 1 run and 1 dataset lie there\. Nothing was changed\. `atelier repair --workspace .*`/
      )
    })
    writeFileSync(`${database}.new-4711`, 'half of one')
    const repaired = await run(workspace, 'repair')
    expect(repaired).toMatchObject({ status: 0, stderr: '' })
    expect(repaired.stdout).toMatch(
      new RegExp(
        `was gone\\. It was built anew\\.\\n1 run and 1 dataset are listed\\.\\n\\nID +RUN ` +
          `.*\\n${id.slice(0, 8)}  pebbles · DCGAN 28  finished  3       3            6 whole\\n\\nID ` +
          `+DATASET.*\\n.* pebbles  12        1 whole`
      )
    )
    expect(readdirSync(workspace).filter(name => name.includes('.new-'))).toEqual([])
    expect((await run(workspace, 'runs')).stdout).toContain(id.slice(0, 8))
    expect((await run(workspace, 'resume', 'latest', '--epochs', '4')).status).toBe(0)
    const again = await run(workspace, 'repair', '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({
      found: { state: 'whole' },
      kept: null,
      runs: [{ id, epochs: 4, checkpoints: 4, files: { whole: 8, damaged: [], missing: [] } }],
      passedOver: []
    })
    expect(await run(join(workspace, '..', 'elsewhere'), 'repair')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is no folder')
    })
  }
)

/** The command line on folders that are workspaces, and on those that are not. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { pictureFolder } from '../studio/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => { built = await buildCommandLine() })
afterAll(() => built.remove())

const run = (workspace: string, ...words: string[]) => start(built.program, '/nowhere', ['--workspace', workspace, ...words]).ended

test.each([['runs'], ['models'], ['train', 'fashion-mini'], ['serve', '--no-open']])('a folder of somebody\'s own is refused by `%s` in one sentence, and stays as it is', async (...words) => {
  const folder = join(temporaryFolder(), 'proj')
  for (const path of ['datasets/cats', 'runs/exp1']) {
    mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, path, 'mine.txt'), 'x')
  }
  const { status, stdout, stderr } = await run(folder, ...words)
  expect(stderr).toContain(`${folder} is not an Atelier workspace, and it is not empty: it holds "datasets", "runs". Nothing was changed in it.`)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['datasets', 'datasets/cats', 'datasets/cats/mine.txt', 'runs', 'runs/exp1', 'runs/exp1/mine.txt'])
})

test.skipIf(process.platform === 'win32')('all that a training leaves in a workspace is its owner\'s alone; what is written elsewhere follows the umask', async () => {
  const folder = temporaryFolder(), workspace = join(folder, 'workspace')
  const made = await run(workspace, 'train', await pictureFolder(), '--model', 'dcgan-28', '--set', 'batchSize=4', '--set', 'samples=6', '--set', 'latent=5', '--epochs', '2')
  expect(made.status, made.stderr).toBe(0)
  expect((await run(workspace, 'sample', 'latest', '-o', join(folder, 'out', 'sheet.png'))).status).toBe(0)
  const entries = readdirSync(workspace, { recursive: true, withFileTypes: true })
  expect(entries.length).toBeGreaterThan(12)
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    // The engine's stand-in writes checkpoints of its own.
    if (!path.includes('checkpoints')) expect(statSync(path).mode & 0o777, path).toBe(entry.isDirectory() ? 0o700 : 0o600)
  }
  const umask = process.umask()
  expect(statSync(join(folder, 'out')).mode & 0o777).toBe(0o777 & ~umask)
  expect(statSync(join(folder, 'out', 'sheet.png')).mode & 0o777).toBe(0o666 & ~umask)
})

test('files that no row names stay where they are', async () => {
  const workspace = temporaryFolder()
  expect((await run(workspace, 'runs')).status).toBe(0)
  const file = join(workspace, 'runs', '9b0a64a5-6d2f-4d6e-9f0e-4f9e6e7a1c55', 'checkpoints', 'step-00000010.safetensors')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, 'x')
  for (const words of [['runs'], ['models'], ['import', await pictureFolder()]]) await run(workspace, ...words)
  expect(readFileSync(file, 'utf8')).toBe('x')
  rmSync(workspace, { recursive: true })
})

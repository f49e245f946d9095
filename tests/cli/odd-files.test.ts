/** Pipes, devices and folders where a workspace has its own files: said in a sentence, and nothing waits for them. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { buildCommandLine, type Ended, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
let folder = ''
let trained = ''
/** Names that have an id in them, relative to the workspace. */
const named = { run: '', dataset: '' }
beforeAll(async () => {
  built = await buildCommandLine()
  folder = mkdtempSync(join(tmpdir(), 'atelier-odd-'))
  trained = join(folder, 'trained')
  const words = ['train', 'fashion-mini', '--model', 'dcgan-28', '--set', 'samples=4', '--epochs', '2']
  const ended = await start(built.program, trained, words, { stepMilliseconds: 0 }).ended
  expect(ended.status, ended.stderr).toBe(0)
  for (const kind of ['run', 'dataset'] as const) named[kind] = `${kind}s/${readdirSync(join(trained, `${kind}s`))[0]}`
})
afterAll(() => {
  built.remove()
  rmSync(folder, { recursive: true, force: true })
})

const lay = {
  pipe: (path: string) => execFileSync('mkfifo', [path]),
  'endless device': (path: string) => symlinkSync('/dev/zero', path),
  folder: (path: string) => {
    mkdirSync(path)
    writeFileSync(join(path, 'mine.txt'), 'mine')
  }
}

/** A copy of the workspace in which something lies under a name of its own. */
function spoilt(name: string, what: keyof typeof lay): string {
  const workspace = join(temporaryFolder(), 'workspace')
  cpSync(trained, workspace, { recursive: true })
  rmSync(join(workspace, name), { recursive: true, force: true })
  mkdirSync(dirname(join(workspace, name)), { recursive: true })
  lay[what](join(workspace, name))
  return workspace
}

/** Long enough for a machine that is busy; what waits for a pipe waits for ever. */
const forEver = 100_000

async function ended(workspace: string, words: string[]): Promise<Ended> {
  const started = start(built.program, workspace, words, { stepMilliseconds: 0 })
  onTestFinished(() => started.interrupt('SIGKILL'))
  const found = await Promise.race([started.ended, wait(forEver, null, { ref: false })])
  if (!found) throw new Error(`“${words.join(' ')}” does not end.`)
  return found
}

describe.runIf(process.platform !== 'win32')('where a file of the workspace should be lies', () => {
  const own = ['atelier.json', 'atelier.db', 'atelier.db-wal', 'atelier.db-shm', 'atelier.lock', 'atelier.reserve']
  test.each(own.flatMap(name => (Object.keys(lay) as (keyof typeof lay)[]).map(what => [what, name] as const)))(
    'a %s, as %s: named, with what to do',
    async (what, name) => {
      const workspace = spoilt(name, what)
      for (const command of name === 'atelier.json' ? ['runs', 'repair'] : ['runs']) {
        const { status, stderr } = await ended(workspace, [command])
        expect(status).toBe(1)
        expect(stderr).toMatch(
          /^The workspace’s file “.*” cannot be used\. It is a (pipe|device|folder), not a file\. Move it elsewhere, then run `atelier repair .*`\.\n$/
        )
        expect(stderr).toContain(join(workspace, name))
      }
      if (what === 'folder') expect(readFileSync(join(workspace, name, 'mine.txt'), 'utf8')).toBe('mine')
    }
  )
})

describe.runIf(process.platform !== 'win32')('where a run or dataset has a file lies something else', () => {
  const files = [
    () => `${named.run}/run.json`,
    () => `${named.run}/record/part-00000.json`,
    () => `${named.dataset}/dataset.json`,
    () =>
      `${named.run}/checkpoints/${
        readdirSync(join(trained, named.run, 'checkpoints'))
          .sort()
          .at(-1) ?? ''
      }`,
    () => `${named.run}/samples/epoch-000002.png`,
    () => `${named.dataset}/${readdirSync(join(trained, named.dataset)).find(name => name.endsWith('.u8')) ?? ''}`
  ]
  test.each(files.flatMap((_, i) => (['pipe', 'endless device'] as const).map(what => [what, i] as const)))(
    'a %s, as file %i: every command ends in words',
    async (what, i) => {
      const workspace = spoilt(files[i]?.() ?? '', what)
      for (const words of [['runs'], ['resume', 'latest', '--epochs', '3'], ['repair']]) {
        const { status, stderr } = await ended(workspace, words)
        expect([0, 1], `${words.join(' ')}: ${stderr}`).toContain(status)
        expect(stderr).not.toMatch(/\b(E[A-Z]{3,}|Error|undefined)\b|^ +at /m)
      }
    }
  )
})

test.runIf(process.platform !== 'win32')(
  'a link to somebody’s file under the reserve’s name is not written to',
  async () => {
    const workspace = join(temporaryFolder(), 'workspace')
    const mine = join(temporaryFolder(), 'mine.txt')
    cpSync(trained, workspace, { recursive: true })
    writeFileSync(mine, 'mine')
    rmSync(join(workspace, 'atelier.reserve'), { force: true })
    symlinkSync(mine, join(workspace, 'atelier.reserve'))
    expect(await ended(workspace, ['import', 'gaussian-2d'])).toMatchObject({ status: 0 })
    expect(readFileSync(mine, 'utf8')).toBe('mine')
  }
)

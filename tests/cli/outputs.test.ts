/** Output that is lost: status 1 and one sentence, never 0 and never a stack; and a training goes on to its end. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../src/main/store'
import { temporaryFolder } from '../store/fixtures'
import { pictureFolder, standIn } from '../studio/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

const unread = 'A part of the output was lost: nobody reads it any more.\n'
const full = 'A part of the output was lost: the disk is full.\n'

/** Starts it with an output of a kind; `pipe` is one that nobody reads. */
async function ended(output: 'pipe' | '/dev/full', workspace: string, ...words: string[]) {
  const stdout = output === 'pipe' ? output : openSync(output, 'w')
  const child = spawn(process.execPath, [built.program, ...words], {
    env: { ...process.env, ATELIER_HOME: workspace, ATELIER_TRAINER: standIn },
    stdio: ['ignore', stdout, 'pipe']
  })
  if (typeof stdout === 'number') closeSync(stdout)
  child.stdout?.destroy()
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', piece => {
    stderr += String(piece)
  })
  return new Promise<{ status: number | null; stderr: string }>(done =>
    child.once('close', status => done({ status, stderr }))
  )
}

describe.each([
  ['pipe', unread],
  ['/dev/full', full]
] as const)('a list on %s', (output, sentence) => {
  test.each([['models', '--json'], ['--help'], ['import', 'fashion-mini']])('%s %s: status 1', async (...words) => {
    expect(await ended(output, temporaryFolder(), ...words)).toEqual({ status: 1, stderr: sentence })
  })

  test('an error is said once, and is status 1 as ever', async () => {
    expect(await ended(output, temporaryFolder(), 'runs', 'latest', '--json')).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^There are no runs.*\n$/)
    })
    expect((await ended(output, temporaryFolder(), 'fly')).status).toBe(2)
  })

  test('a training goes on to its end', async () => {
    const workspace = temporaryFolder()
    const { status, stderr } = await ended(
      output,
      workspace,
      'train',
      await pictureFolder(),
      '--model',
      'dcgan-28',
      '--set',
      'batchSize=4',
      '--set',
      'samples=4',
      '--epochs',
      '3',
      '--json'
    )
    expect([status, stderr]).toEqual([1, expect.stringMatching(new RegExp(`${sentence}$`))])
    const store = openStore(workspace)
    expect(store.runs.list()).toMatchObject([{ status: 'finished', epoch: 3 }])
    store.close()
  })
})

test('a file that holds only a part is status 1, too', async () => {
  const folder = temporaryFolder()
  const child = spawn(
    'sh',
    ['-c', 'ulimit -f 1; exec "$@" > "$0"', join(folder, 'help.txt'), process.execPath, built.program, '--help'],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  )
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', piece => {
    stderr += String(piece)
  })
  const status = await new Promise(done => child.once('close', done))
  expect([status, stderr]).toEqual([1, 'A part of the output was lost: the file would be larger than is allowed.\n'])
  expect(statSync(join(folder, 'help.txt')).size % 512).toBe(0)
})

test('a training whose stderr is gone is none the worse for it', async () => {
  const child = spawn(
    process.execPath,
    [
      built.program,
      'train',
      await pictureFolder(),
      '--model',
      'dcgan-28',
      '--set',
      'batchSize=4',
      '--set',
      'samples=4',
      '--epochs',
      '2'
    ],
    {
      env: {
        ...process.env,
        ATELIER_HOME: temporaryFolder(),
        ATELIER_TRAINER: standIn,
        STAND_IN: JSON.stringify({ noticeAtStep: 2 })
      },
      stdio: ['ignore', 'pipe', 'pipe']
    }
  )
  child.stderr.destroy()
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', piece => {
    stdout += String(piece)
  })
  expect(await new Promise(done => child.once('close', done))).toBe(0)
  expect(stdout).toContain('Done: 2 epochs')
})

test('what all read is status 0', async () => {
  expect(await start(built.program, temporaryFolder(), ['models']).ended).toMatchObject({ status: 0, stderr: '' })
})

/** The studio's thread lives and dies: what windows are told, what is kept, and what is answered. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { StudioError } from '../../../src/shared/errors'
import { forkProcess } from '../../../src/main/studio/processes/fork'
import { openStore } from '../../../src/main/store'
import { hostStudio } from '../../../src/main/studio/thread/host'
import { temporaryFolder } from '../../store/fixtures'
import { isRunning, openHosted, until } from './fixture'

const states = (heard: { state: string }[]): string[] => heard.map(({ state }) => state)

test('answers, tells, trains and closes like a studio on the spot', async () => {
  const { ask, heard, train, close, workspace } = await openHosted()
  expect(await ask('hello', {})).toMatchObject({ host: 'browser', workspace })
  await expect(ask('getRun', { run: 'x' })).rejects.toThrow('run')
  const run = await train()
  expect(await ask('sampleSheet', { run, epoch: 1 })).toMatchObject({ png: expect.any(Uint8Array) })
  await close()
  expect(heard('runChanged').at(-1)).toMatchObject({ id: run, status: 'stopped' })
  expect(heard('studio')).toEqual([])
})

test(
  'an exception that nobody caught: what trains is stopped with ' + 'a checkpoint, and a new studio goes on',
  async () => {
    const fault = vi.fn()
    const { ask, accident, heard, train } = await openHosted({ onFault: fault })
    const run = await train()
    await accident('exception').catch(() => {})
    // Asked in between: it waits for the next one.
    await until(() => heard('studio').length > 0)
    expect(await ask('getRun', { run })).toMatchObject({ status: 'stopped' })
    await until(() => heard('studio').length === 2)
    expect(heard('studio')).toEqual([
      {
        state: 'restarting',
        message:
          'The studio met an error it did not expect (The flux capacitor is missing) and is being started again. ' +
          'What was saved is kept.'
      },
      { state: 'open', message: expect.stringContaining('is back') }
    ])
    expect(fault.mock.calls).toMatchObject([
      [
        {
          kind: 'exception',
          message: 'The flux capacitor is missing.',
          stack: expect.stringContaining('accident-prone')
        }
      ]
    ])
    const { step } = await ask('getRun', { run })
    expect(step).toBeGreaterThan(0)
    await ask('resumeRun', { run })
    await until(async () => (await ask('getRun', { run })).step > step)
  }
)

test('out of memory: said so; the run was interrupted, and resumes', async () => {
  const { ask, accident, heard, train } = await openHosted({ memory: 160 })
  const run = await train()
  await expect(accident('memory')).rejects.toThrow('The studio ran out of memory before it had answered.')
  await until(() => heard('studio').length === 2)
  expect(states(heard('studio'))).toEqual(['restarting', 'open'])
  expect(heard('studio')[0]?.message).toContain('ran out of memory')
  expect(await ask('getRun', { run })).toMatchObject({
    status: 'interrupted',
    error: expect.stringMatching(/^The studio ended while this run trained\. Everything up to epoch \d+ is kept/)
  })
  // Whoever follows runs by events alone hears of it, too.
  expect(heard('runChanged').at(-1)).toMatchObject({ id: run, status: 'interrupted' })
  await ask('resumeRun', { run })
  await until(async () => (await ask('getRun', { run })).status === 'training')
})

test('its engines end with it, so that none writes beside the next one’s', async () => {
  const { accident, train, ask } = await openHosted()
  await train()
  const { detail } = await ask('engineInfo', {})
  const pid = Number(detail.replace('pid ', ''))
  expect(isRunning(pid)).toBe(true)
  await accident('exit').catch(() => {})
  await until(() => !isRunning(pid), 5000)
})

test('a promise that nobody waited for is said, and nothing ends', async () => {
  const fault = vi.fn()
  const { ask, accident, heard, train } = await openHosted({ onFault: fault })
  const run = await train()
  await accident('rejection').catch(() => {})
  await until(() => heard('notice').length > 0)
  expect(heard('notice')).toEqual([
    {
      level: 'warning',
      message: 'Something in the studio went wrong and was not finished: A promise was broken. Training goes on.'
    }
  ])
  expect(fault).toHaveBeenCalledOnce()
  expect(await ask('getRun', { run })).toMatchObject({ status: 'training' })
  expect(heard('studio')).toEqual([])
})

test('one that dies again and again is not started for ever', async () => {
  const ended = vi.fn()
  const { ask, accident, heard } = await openHosted({ onEnded: ended })
  for (let death = 1; death <= 4; death++) await accident('exit').catch(() => {})
  await until(() => ended.mock.calls.length > 0)
  expect(states(heard('studio'))).toEqual([
    'restarting',
    'open',
    'restarting',
    'open',
    'restarting',
    'open',
    'restarting',
    'ended'
  ])
  const message =
    'The studio ended 4 times within minutes; the last time it ended without a word. Close Atelier and start ' +
    'it again; what was saved is kept.'
  expect(ended).toHaveBeenCalledExactlyOnceWith(message)
  await expect(ask('listRuns', {})).rejects.toThrow(message)
})

test('one that hangs is ended all the same when it is to close', async () => {
  const { accident, close } = await openHosted({ patience: 300 })
  const asked = accident('hang').catch((error: Error) => error.message)
  await new Promise(resolve => setTimeout(resolve, 200))
  await close()
  expect(await asked).toContain('before it had answered')
})

test('a workspace that cannot be opened: the very error, and nothing left running', async () => {
  const workspace = join(temporaryFolder(), 'a-file')
  await writeFile(workspace, 'not a folder')
  const opening = hostStudio({ workspace, host: 'browser', emit: () => {} })
  await expect(opening).rejects.toBeInstanceOf(StudioError)
  await expect(opening).rejects.toMatchObject({ code: 'not-readable', message: expect.stringContaining(workspace) })
})

test('the workspace that was opened in place of a broken one is the one a new studio opens', async () => {
  const other = join(temporaryFolder(), 'other')
  const { ask, accident, heard } = await openHosted({ workspace: await damaged(), rescues: ['not-readable'] })
  expect(await ask('hello', {})).toMatchObject({ broken: { repairable: true } })
  await expect(ask('listRuns', {})).rejects.toThrow('atelier.db')
  await ask('changeWorkspace', { path: other })
  expect(await ask('hello', {})).toMatchObject({ workspace: other, broken: null })
  await accident('exit').catch(() => {})
  await until(() => heard('studio').length === 2)
  expect(states(heard('studio'))).toEqual(['restarting', 'open'])
  expect(await ask('hello', {})).toMatchObject({ workspace: other, broken: null })
})

test('a workspace that broke meanwhile ends it with that, and not with a studio that is back', async () => {
  const ended = vi.fn()
  const { accident, heard, workspace } = await openHosted({ rescues: ['not-readable'], onEnded: ended })
  await damage(workspace)
  await accident('exit').catch(() => {})
  await until(() => heard('studio').length === 2)
  expect(states(heard('studio'))).toEqual(['restarting', 'ended'])
  expect(ended).toHaveBeenCalledWith(expect.stringContaining('atelier.db'))
})

async function damaged(): Promise<string> {
  const workspace = join(temporaryFolder(), 'damaged')
  openStore(workspace).close()
  await damage(workspace)
  return workspace
}

async function damage(workspace: string): Promise<void> {
  // A new file: whoever has the old one open still writes to that.
  for (const end of ['', '-wal', '-shm']) await rm(join(workspace, `atelier.db${end}`), { force: true })
  await writeFile(join(workspace, 'atelier.db'), 'This is no database. '.repeat(400))
}

test(
  'processes that the host starts for it: orders, reports and ends pass between them; a dead studio leaves ' + 'none',
  async () => {
    const pids: number[] = []
    const { accident, ask, heard, train } = await openHosted({
      startProcess: start => {
        const child = forkProcess(start)
        return {
          ...child,
          onMessage: listener =>
            child.onMessage(message => {
              pids.push(...pidIn(message))
              listener(message)
            })
        }
      }
    })
    const run = await train()
    expect(await ask('sampleSheet', { run, epoch: 1 })).toMatchObject({ png: expect.any(Uint8Array) })
    await ask('engineInfo', {})
    const [pid = 0] = pids
    expect(isRunning(pid)).toBe(true)
    expect(await ask('pauseRun', { run })).toMatchObject({ status: 'paused' })
    expect(await ask('stopRun', { run })).toMatchObject({ status: 'stopped' })
    await ask('resumeRun', { run })
    await until(() => heard('runChanged').at(-1)?.status === 'training')
    await accident('exit').catch(() => {})
    await until(() => !isRunning(pid), 5000)
    expect(await ask('getRun', { run })).toMatchObject({ status: 'interrupted' })
  }
)

/** Of an engine that says who it is. */
function pidIn(message: unknown): number[] {
  const { type, value } = message as { type?: string; value?: { detail?: string } }
  return type === 'answer' && value?.detail ? [Number(value.detail.replace('pid ', ''))] : []
}

test('a process that the host cannot start is a run that failed, in words', async () => {
  const { ask, heard, start } = await openHosted({
    startProcess: started => {
      if (started.program.endsWith('decoder.js')) return forkProcess(started)
      throw new Error('There are too many processes.')
    }
  })
  await start()
  await until(() => heard('runChanged').some(({ status }) => status === 'failed' || status === 'interrupted'))
  expect(await ask('listRuns', {})).toMatchObject([{ error: expect.stringContaining('too many processes') }])
})

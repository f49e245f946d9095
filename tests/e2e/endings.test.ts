/** However a process of ours ends, what it started ends with it; and under nohup nothing ends with the terminal. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { family, isAlive } from './support/processes'
import { read } from './support/records'
import { removeFolder, temporaryFolder } from './support/studio'
import { until } from './support/until'

/** As on a Node before 22.15, which cannot become another program: the wrapper stays, and the program is its child. */
const older = '--import=data:text/javascript,delete%20process.execve'
const wrapper = resolve('bin/atelier')
const training = [
  'train',
  'fashion-mini',
  '--model',
  'mlp-simple',
  '--set',
  'batchSize=16',
  '--set',
  'samples=4',
  '--seed',
  '1'
]

let folder = ''
let started: { child: ChildProcess; kin: Set<number> }[] = []
beforeEach(async () => {
  folder = await temporaryFolder()
  started = []
})
afterEach(async () => {
  for (const { child, kin } of started)
    for (const pid of [...kin, ...family(child.pid ?? 0)])
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        /* gone, as it should be */
      }
  await removeFolder(folder)
})

/** Starts something in a group of its own, as a shell does. */
function start(program: string, words: string[], { env = {} }: { env?: NodeJS.ProcessEnv } = {}) {
  const child = spawn(program, words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${resolve(process.execPath, '..')}:${process.env.PATH}`,
      ATELIER_HOME: folder,
      ...env
    }
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', piece => {
      said += String(piece)
    })
  const kin = new Set<number>()
  started.push({ child, kin })
  const ended = once(child, 'close').then(([status]) => status as number | null)
  const pid = child.pid ?? 0
  return {
    pid,
    said: () => said,
    ended,
    /** All of its processes that there are now. */
    family: () => {
      for (const each of family(pid)) kin.add(each)
      return [...kin]
    },
    hangUp: () => process.kill(-pid, 'SIGHUP')
  }
}

const trains = (run: ReturnType<typeof start>) => until('an epoch', () => /^epoch 1\//m.test(run.said()) || undefined)
const address = (studio: ReturnType<typeof start>) =>
  until('the address', () => /^Atelier is ready at (\S+)#/m.exec(studio.said())?.[1])
const latest = () =>
  read(folder, ({ runs, history }) => ({
    run: runs.list()[0],
    checkpoint: history.checkpoints(runs.list()[0]?.id ?? '').at(-1)
  }))

describe('kill −9', () => {
  test('of bin/atelier where the program is its child: it saves, and nothing is left', async () => {
    const run = start(process.execPath, [wrapper, ...training, '--epochs', '1000'], { env: { NODE_OPTIONS: older } })
    await trains(run)
    const all = run.family()
    expect(all.length).toBeGreaterThanOrEqual(3)
    process.kill(run.pid, 'SIGKILL')
    await until('nothing is left', () => !all.some(isAlive), 20_000)
    const { run: saved, checkpoint } = latest()
    expect(saved?.status).toBe('stopped')
    expect(checkpoint?.step).toBe(saved?.step)
  })

  test('of bin/atelier where it has become the program: nothing is left', async () => {
    const run = start(wrapper, [...training, '--epochs', '1000'])
    await trains(run)
    const all = run.family()
    process.kill(run.pid, 'SIGKILL')
    await until('nothing is left', () => !all.some(isAlive), 5_000)
  })

  test.each([
    ['', {}],
    [' on an older Node', { NODE_OPTIONS: older }]
  ])('of the npm that runs npm start%s: the studio saves, and nothing is left', async (_, env) => {
    const studio = start('npm', ['start', '--', '--no-open', '--workspace', folder], { env })
    await address(studio)
    const all = studio.family()
    expect(all.length).toBeGreaterThanOrEqual(2)
    process.kill(studio.pid, 'SIGKILL')
    await until('nothing is left', () => !all.some(isAlive), 15_000)
    expect(studio.said()).toContain('Saving what is being trained')
  })
})

describe('a terminal that closes', () => {
  test('ends a training that has saved, however often it says so', async () => {
    const run = start(wrapper, [...training, '--epochs', '1000'])
    await trains(run)
    for (let i = 0; i < 3; i++) run.hangUp()
    expect(await run.ended).toBe(129)
    expect(latest().run?.status).toBe('stopped')
  })

  test.each([
    ['', {}],
    [' on an older Node', { NODE_OPTIONS: older }]
  ])('does not end nohup atelier train%s', async (_, env) => {
    const run = start('nohup', [wrapper, ...training, '--epochs', '3'], { env })
    await trains(run)
    run.hangUp()
    for (const pid of run.family()) process.kill(pid, 'SIGHUP')
    expect(await run.ended, run.said()).toBe(0)
    expect(latest().run).toMatchObject({ status: 'finished', epoch: 3 })
  })

  test.each([
    ['', {}],
    [' on an older Node', { NODE_OPTIONS: older }]
  ])('does not end nohup atelier serve%s', async (_, env) => {
    const studio = start('nohup', [wrapper, 'serve', '--no-open'], { env })
    const url = await address(studio)
    studio.hangUp()
    for (const pid of studio.family()) process.kill(pid, 'SIGHUP')
    await new Promise(next => setTimeout(next, 1500))
    expect((await fetch(url)).status).toBe(200)
    process.kill(studio.pid, 'SIGTERM')
    expect(await studio.ended).toBe(0)
  })
})

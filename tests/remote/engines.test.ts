/** What runs jobs on another machine: Slurm and SSH alone, beside the real ones on loopback. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineOf, jobEngines, type Job, type JobEngine, type JobStatus } from '../../src/main/remote/engines'
import { Connection } from '../../src/main/remote/ssh/connection'
import { until } from '../e2e/support/until'
import { canQueue, startSlurm, type Slurm } from './support/slurm'
import { canServe, startSshServer, type SshServer } from './support/ssh-server'

let server: SshServer
let slurm: Slurm | null = null
let connection: Connection
let jobs = 0
beforeAll(async () => {
  if (!canServe) return
  if (canQueue) slurm = await startSlurm()
  server = await startSshServer(slurm?.env)
  process.env.ATELIER_SSH_CONFIG = server.config
  connection = await Connection.open('studio-box')
})
afterAll(async () => {
  connection?.close()
  await server?.stop()
  await slurm?.stop()
})

function job(script: string, settings: Record<string, string> = {}): Job {
  const folder = join(server.folder, `job's ${++jobs}`)
  mkdirSync(folder)
  return { name: `job-${jobs}`, folder, script, settings }
}
/** Nothing as long as there is no such file. */
const words = ({ folder }: Job, name: string): string =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''

/** Says that it began, and waits until it is told to end, which it says, too. */
const patient = `exec node -e "
  const { appendFileSync } = require('fs')
  appendFileSync('said', 'began ')
  process.on('SIGTERM', () => { appendFileSync('said', 'saved '); process.exit(143) })
  setInterval(() => {}, 1000)"`

const engines: [string, boolean][] = [
  ['plain', canServe],
  ['slurm', canServe && canQueue]
]
describe.each(engines)('%s', (id, there) => {
  const engine = (): JobEngine => {
    const found = jobEngines.all.find(each => each.id === id)
    if (!found) throw new Error(`There is no engine ${id}.`)
    return found
  }
  const state = async (name: string, of: Job, wanted: JobStatus['state']): Promise<JobStatus> => {
    let now: JobStatus = { state: 'lost', reason: null }
    await until(`the job is ${wanted}`, async () => {
      now = await engine().status(connection, name, of)
      return now.state === wanted
    })
    return now
  }

  test.skipIf(!there)('a job from its start to its end, with what it says', async () => {
    const short = job('echo "here in $(pwd)"; exec sh -c "exit 0"')
    const name = await engine().submit(connection, short)
    await state(name, short, 'done')
    expect(words(short, 'job.log')).toBe(`here in ${short.folder}\n`)
    if (id === 'plain') {
      const on = job('exec sh -c \'echo "$CUDA_VISIBLE_DEVICES by $CUDA_DEVICE_ORDER"\'', { device: '0,1' })
      await state(await engine().submit(connection, on), on, 'done')
      expect(words(on, 'job.log')).toBe('0,1 by PCI_BUS_ID\n')
    }
    const failing = job('exec sh -c "echo no >&2; exit 7"')
    await state(await engine().submit(connection, failing), failing, 'failed')
    expect(words(failing, 'job.log')).toBe('no\n')
  })

  test.skipIf(!there)('is told to stop once, and saves', async () => {
    const long = job(patient)
    const name = await engine().submit(connection, long)
    await state(name, long, 'running')
    await until('it has begun', () => words(long, 'said') === 'began ')
    await engine().stop(connection, name, long)
    await state(name, long, id === 'plain' ? 'stopped' : 'done')
    expect(words(long, 'said')).toBe('began saved ')
    await engine().stop(connection, name, long)
  })

  test.skipIf(!there)('what it does not know is lost', async () => {
    const gone = job('true')
    expect(
      await engine().status(connection, id === 'plain' ? '999999 Mon Jan 1 00:00:00 2024' : '999999', gone)
    ).toEqual({
      state: 'lost',
      reason:
        id === 'plain'
          ? '127.0.0.1 was switched off or restarted while it ran.'
          : 'Slurm does not know job 999999 any more.'
    })
  })
})

describe.skipIf(!(canServe && canQueue))('Slurm', () => {
  const { engine } = { engine: () => jobEngines.all.find(({ id }) => id === 'slurm') as JobEngine }

  test('is found where it is', async () => {
    expect((await engineOf(connection, {})).id).toBe('slurm')
  })

  test('a job whose time is over, and one that is pushed aside, are put into the queue again', async () => {
    const long = job(patient, { partition: 'usual', time: '2' })
    const name = await engine().submit(connection, long)
    await until('it has begun', () => words(long, 'said') === 'began ')
    // As its warning does, 90 s before the end of its time.
    slurm?.run('scancel', '--batch', '--signal=USR1', name)
    await until('it has begun again', () => words(long, 'said') === 'began saved began ')
    const urgent = job('exec true', { partition: 'urgent' })
    const other = await engine().submit(connection, urgent)
    await until(
      'the urgent one is over',
      async () => (await engine().status(connection, other, urgent)).state === 'done'
    )
    await until('it has begun once more', () => /^began saved began (saved )?began $/.test(words(long, 'said')))
    await engine().stop(connection, name, long)
    await until('it is over', async () => (await engine().status(connection, name, long)).state === 'done')
  }, 180_000)

  test('what Slurm does not take is said in its words', async () => {
    await expect(engine().submit(connection, job('true', { partition: 'none' }))).rejects.toThrow(
      /Slurm at 127.0.0.1 does not take it: .*partition/i
    )
    await expect(engine().submit(connection, job('true', { gpus: '4' }))).rejects.toThrow('does not take it')
  })
})

/**
 * Jobs of Ray's beside the real one on loopback: what becomes of them, what is said where there is none, and a run
 * whose studio is killed, that is stopped and goes on, and comes to the losses and weights of one that was never
 * disturbed.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { engineOf, jobEngines, type Job, type JobEngine, type JobStatus } from '../../src/main/remote/engines'
import { Connection } from '../../src/main/remote/ssh/connection'
import { until } from '../e2e/support/until'
import { atelier as commandLine, outcomeIn, paintPictures } from './support/command-line'
import { startMachine, type TestMachine } from './support/machine'
import { findRay, startRay, type Ray } from './support/ray'
import { canServe, freePort } from './support/ssh-server'

const patience = 300_000
let folder = ''
let token = ''
let ray: Ray | null = null
let machine: TestMachine
let connection: Connection
let jobs = 0
beforeAll(async () => {
  const command = canServe ? await findRay() : null
  if (!command) return
  folder = mkdtempSync(join(tmpdir(), 'atelier-with-ray-'))
  token = join(folder, 'token')
  ;[ray, machine] = await Promise.all([startRay(command), startMachine({ env: { RAY_AUTH_TOKEN_PATH: token } })])
  writeFileSync(token, ray.token)
  connection = await Connection.open('studio-box')
}, 600_000)
afterAll(async () => {
  connection?.close()
  await machine?.stop()
  await ray?.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})
beforeEach(({ skip }) => skip(ray === null, 'PyPI’s Ray or an SSH server cannot be had here'))

const engine = jobEngines.all.find(({ id }) => id === 'ray') as JobEngine
const settings = (more: Record<string, string> = {}) => ({ ray: ray?.address ?? '', ...more })

function job(script: string, more: Record<string, string> = {}): Job {
  const place = join(folder, `job's ${++jobs}`)
  mkdirSync(place)
  return { name: `job-${jobs}`, folder: place, script, settings: settings(more) }
}
const words = ({ folder }: Job, name: string): string =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''
const comesTo = (of: Job, id: string, wanted: JobStatus['state']): Promise<JobStatus> =>
  until(`the job is ${wanted}`, async () => {
    const status = await engine.status(connection, id, of)
    return status.state === wanted && status
  })

test(
  'is chosen by a setting alone, and jobs come to their ends',
  async () => {
    expect((await engineOf(connection, {})).id).not.toBe('ray')
    expect((await engineOf(connection, settings())).id).toBe('ray')
    const short = job('echo "here in $(pwd)"; exec sh -c "exit 0"', { cpus: '1', memory: '100M' })
    const failing = job('exec sh -c "echo no >&2; exit 7"')
    const killed = job('exec sh -c "kill -9 \\$\\$"')
    const blocked = job('exec true')
    mkdirSync(join(blocked.folder, 'job.log'))
    const patient = job(`exec node -e "
    const { appendFileSync } = require('fs')
    appendFileSync('said', 'began ')
    process.on('SIGINT', () => setTimeout(() => { appendFileSync('said', 'saved '); process.exit(130) }, 4000))
    setInterval(() => {}, 1000)"`)
    const greedy = job('exec true', { cpus: '64' })
    const ids = await Promise.all(
      [short, failing, killed, blocked, patient, patient, greedy].map(each => engine.submit(connection, each))
    )
    const [one = '', two = '', three = '', four = '', five = '', again, greedyId = ''] = ids
    expect(again).toBe(five)
    await comesTo(short, one, 'done')
    expect(words(short, 'job.log')).toBe(`here in ${short.folder}\n`)
    const failed = await comesTo(failing, two, 'failed')
    expect([failed.reason, words(failing, 'job.log')]).toEqual([
      'It ended with status 7; its words are in job.log.',
      'no\n'
    ])
    expect((await comesTo(killed, three, 'failed')).reason).toContain('using more memory than there was')
    expect((await comesTo(blocked, four, 'failed')).reason).toMatch(/^Ray's log of it ends: .*job\.log/)

    await until('it has begun', () => words(patient, 'said') === 'began ')
    await engine.stop(connection, five, patient)
    await comesTo(patient, five, 'stopped')
    // Once, and longer than Ray waits by itself.
    expect(words(patient, 'said')).toBe('began saved ')

    expect((await engine.status(connection, greedyId, greedy)).reason).toBe(
      'It waits for Ray to have what it asks for free.'
    )
    await engine.stop(connection, greedyId, greedy)
    expect((await engine.status(connection, greedyId, greedy)).state).toBe('stopped')
    expect(await engine.status(connection, `${ray?.address} job-0`, short)).toEqual({
      state: 'lost',
      reason: 'Ray does not know job-0 any more: it was started anew, or has forgotten it.'
    })
  },
  patience
)

test(
  'what stands in the way is said',
  async () => {
    const obstacle = (address: string) => engine.obstacle(connection, { ray: address })
    expect(await obstacle(ray?.address ?? '')).toBeNull()
    const nowhere = `http://127.0.0.1:${await freePort()}`
    expect(await obstacle(nowhere)).toContain(
      `No dashboard of Ray's is reached at ${nowhere} at 127.0.0.1. Is it started`
    )
    await expect(engine.submit(connection, { ...job('true'), settings: { ray: nowhere } })).rejects.toThrow(
      'No dashboard'
    )
    writeFileSync(token, 'another')
    expect(await obstacle(ray?.address ?? '')).toContain('refuses the token that ')
    rmSync(token)
    expect(await obstacle(ray?.address ?? '')).toContain('asks for a token, and ')
    writeFileSync(token, ray?.token ?? '')

    let answer = '{"version":"5","ray_version":"3.0.0"}'
    const other = createServer(({ url, method }, response) => {
      if (url !== '/api/version') response.statusCode = method === 'GET' ? 404 : 500
      response.end(url === '/api/version' ? answer : 'Traceback:\nValueError: not enough room\n')
    }).listen(0, '127.0.0.1')
    await until('it listens', () => other.listening)
    const address = `http://127.0.0.1:${(other.address() as { port: number }).port}`
    expect(await obstacle(address)).toContain('has Ray 3.0.0, whose job API has the version 5: this Atelier speaks 4')
    answer = '<html>'
    expect(await obstacle(address)).toContain(`is no dashboard of Ray's (status 200)`)
    answer = '{"version":"4","ray_version":"2.9.0"}'
    await expect(engine.submit(connection, { ...job('true'), settings: { ray: address } })).rejects.toThrow(
      'Ray at 127.0.0.1 does not take it: ValueError: not enough room'
    )
    other.close()
  },
  patience
)

test(
  'a run is watched, left, stopped, gone on with, and comes to the same',
  async () => {
    const pictures = await paintPictures(folder)
    const atelier = (workspace: string, ...of: string[]) => commandLine(join(folder, workspace), of, patience)
    const outcome = (workspace: string) => {
      const { id: _, ...rest } = outcomeIn(join(folder, workspace))
      return rest
    }
    const model = [
      '--model',
      'dcgan-28',
      '--set',
      'passes=6',
      '--set',
      'width=8',
      '--set',
      'batchSize=8',
      '--seed',
      '7',
      '--epochs',
      '16'
    ]
    await atelier('here', 'train', pictures, ...model, '--now').ends(0)

    const set = ['--set', `ray=${ray?.address}`, '--set', 'cpus=1']
    await atelier('there', 'machines', 'add', 'box', 'studio-box', '--folder', machine.folder, ...set).ends(0)
    const first = atelier('there', 'train', pictures, ...model, '--on', 'box')
    await first.epoch(1)
    first.kill()
    await first.ends(null)
    const { id } = outcomeIn(join(folder, 'there'))
    await atelier('there', 'machines', 'stop', id).ends(0)
    const { status, epochs } = outcome('there')
    expect(status).toBe('stopped')
    expect(epochs.length).toBeLessThan(16)
    await atelier('there', 'resume', id, '--on', 'box').ends(0)
    expect(outcome('there')).toEqual(outcome('here'))
  },
  patience
)

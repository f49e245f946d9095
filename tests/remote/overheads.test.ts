/**
 * What it costs to train elsewhere, beside training here: the time to the first step, bytes over the wire per epoch,
 * how long an epoch takes to be seen here. The figures go to test-results/remote-overheads.json; with ATELIER_LONG=1.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventName, Payload } from '../../src/shared/ipc'
import { createStudio, type Studio } from '../../src/main/studio'
import { fingerprintOf } from '../../src/main/remote/ssh/known-hosts'
import { until } from '../e2e/support/until'
import { long } from '../support/long'
import { startMachine, type TestMachine } from './support/machine'
import { canServe, freePort } from './support/ssh-server'

const patience = 300_000
/** What takes a minute and is to be read, not held to anything. */
const measured = canServe && long
let machine: TestMachine
let wire: Server
let studio: Studio
let folder = ''
const bytes = { up: 0, down: 0 }
const heard: { event: EventName; payload: unknown; at: number }[] = []

beforeAll(async () => {
  if (!measured) return
  machine = await startMachine()
  const port = await freePort()
  wire = createServer(here => {
    const there = connect(machine.server.port, '127.0.0.1')
    here.on('data', piece => (bytes.up += piece.length))
    there.on('data', piece => (bytes.down += piece.length))
    here.on('error', () => there.destroy())
    there.on('error', () => here.destroy())
    here.pipe(there).pipe(here)
  }).listen(port, '127.0.0.1')
  folder = mkdtempSync(join(tmpdir(), 'atelier-overheads-'))
  studio = createStudio({
    workspace: folder,
    host: { kind: 'browser', program: 'browser' },
    emit: (event, payload) => heard.push({ event, payload, at: Date.now() })
  })
  const key = Buffer.from(machine.server.hostKey.split(' ')[1] ?? '', 'base64')
  await studio.handlers.addMachine({
    name: 'box',
    address: `${userInfo().username}@127.0.0.1:${port}`,
    fingerprint: fingerprintOf(key),
    folder: machine.folder,
    settings: {}
  })
}, patience)
afterAll(async () => {
  await studio?.close()
  wire?.close()
  await machine?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const first = <E extends EventName>(event: E, holds: (payload: Payload<E>) => boolean) =>
  until(event, () => heard.find(each => each.event === event && holds(each.payload as Payload<E>)) ?? null, patience)

/** Milliseconds from the request to the first step, and the run. */
async function begin(dataset: string, on?: string) {
  const began = Date.now()
  const settings = { passes: 1, epochs: 4, batchSize: 16 }
  const { id } = await studio.handlers.startRun({ model: 'dcgan-28', dataset, seed: 7, settings, on })
  const { at } = await first('steps', ({ run }) => run === id)
  await first('runChanged', run => run.id === id && run.status === 'finished')
  return { id, toFirstStep: at - began }
}

test.skipIf(!measured)(
  'what training elsewhere costs',
  async () => {
    const { id: dataset } = await studio.handlers.importBuiltin({ job: crypto.randomUUID(), name: 'fashion-mini' })
    const here = await begin(dataset)
    const before = { ...bytes }
    const there = await begin(dataset, 'box')
    const all = { up: bytes.up - before.up, down: bytes.down - before.down }
    const { store } = studio
    const files = [...store.history.sheets(there.id), ...store.history.checkpoints(there.id)].map(({ path }) => path)
    const size = files.reduce((sum, path) => sum + statSync(path).size, 0)
    const lags = store.history.sheets(there.id).map(({ epoch, path }) => {
      const seen = heard.find(
        ({ event, payload }) =>
          event === 'epoch' &&
          (payload as Payload<'epoch'>).run === there.id &&
          (payload as Payload<'epoch'>).metrics.epoch === epoch
      )
      // It lies there by the same name.
      const made = statSync(path.replace(folder, join(machine.folder, 'workspace'))).mtimeMs
      return (seen?.at ?? Number.NaN) - made
    })
    const epochs = store.history.epochs(there.id).length
    const figures = {
      firstStepHere: here.toFirstStep,
      firstStepThere: there.toFirstStep,
      upBytes: all.up,
      downBytesPerEpoch: Math.round(all.down / epochs),
      fileBytesPerEpoch: Math.round(size / epochs),
      lags
    }
    mkdirSync(resolve('test-results'), { recursive: true })
    writeFileSync(resolve('test-results/remote-overheads.json'), `${JSON.stringify(figures, null, 2)}\n`)
    expect(epochs).toBe(4)
    expect(store.history.steps(there.id, 1e9)).toEqual(store.history.steps(here.id, 1e9))
    // What is made goes once, and little beside it.
    expect(all.down).toBeGreaterThan(size)
    expect(all.down).toBeLessThan(1.2 * size + 500_000)
    expect(Math.max(...lags)).toBeLessThan(30_000)
  },
  patience
)

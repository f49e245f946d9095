/**
 * A run on another machine, by SSH alone and by Slurm on loopback: the network goes away, the studio is killed, the job
 * is put into the queue again, and its losses and weights are those of a run that was never disturbed.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../src/main/store'
import { until } from '../e2e/support/until'
import { builtProgram } from './support/place'
import { long } from '../support/long'
import { startMachine, type TestMachine } from './support/machine'
import { canQueue } from './support/slurm'
import { canServe } from './support/ssh-server'

const patience = 300_000
let folder = ''
let pictures = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-elsewhere-'))
  pictures = join(folder, 'pictures')
  for (const [i, name] of ['b a', 'ä', 'c'].entries()) {
    mkdirSync(join(pictures, name), { recursive: true })
    for (let n = 0; n < 14; n++)
      await sharp({ create: { width: 30, height: 30, channels: 3, background: { r: 80 * i, g: 15 * n, b: 99 } } })
        .png()
        .toFile(join(pictures, name, `${n}.png`))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The command line in a workspace, with the engine that it really trains with. */
function atelier(workspace: string, ...words: string[]) {
  const child = spawn(process.execPath, [builtProgram, '--workspace', join(folder, workspace), '--json', ...words], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', piece => (stdout += String(piece)))
  child.stderr.on('data', piece => (stderr += String(piece)))
  const ended = new Promise<number | null>(done => child.once('close', done))
  const events = () =>
    stdout
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as { event: string; epoch?: number; run?: string })
  return {
    kill: () => child.kill('SIGKILL'),
    interrupt: () => child.kill('SIGINT'),
    /** Waits for an epoch; fails where it ends first. */
    epoch: (epoch: number) =>
      until(
        `epoch ${epoch}`,
        () => {
          if (child.exitCode !== null) throw new Error(`It ended before epoch ${epoch}: ${stderr}`)
          return events().some(each => each.event === 'epoch' && (each.epoch ?? 0) >= epoch)
        },
        patience
      ),
    ends: async (status: number) => {
      expect([await ended, stderr]).toEqual([status, expect.any(String)])
      return { events: events(), stderr }
    }
  }
}

/** What a run has come to: every step's losses, each epoch, its pictures, and the hash of its newest weights. */
function outcome(workspace: string) {
  const store = openStore(join(folder, workspace))
  try {
    const [run] = store.runs.list()
    if (!run) throw new Error('There is no run.')
    return {
      id: run.id,
      status: run.status,
      steps: store.history.steps(run.id, 1e9),
      epochs: store.history.epochs(run.id).map(({ epoch, step, losses }) => ({ epoch, step, losses })),
      sheets: store.history.sheets(run.id).map(({ epoch, sha256 }) => ({ epoch, sha256 })),
      weights: store.history.checkpoints(run.id).at(-1)?.sha256
    }
  } finally {
    store.close()
  }
}
const numbers = (workspace: string) => {
  const { id: _, ...rest } = outcome(workspace)
  return rest
}

/** What an undisturbed run comes to: after its fourth epoch, and after two more. */
let [four, six] = [{}, {}]

const model = ['--model', 'dcgan-28', '--set', 'passes=3', '--set', 'batchSize=8', '--seed', '7', '--now']
const asked = (where: string[]) => [pictures, ...model.slice(0, -1), ...where, '--epochs', '4']

describe.skipIf(!canServe)('a run that was never disturbed', () => {
  test(
    'is trained here, to the fourth epoch, and to the sixth',
    async () => {
      await atelier('here', 'train', ...asked(['--now'])).ends(0)
      expect(outcome('here').epochs).toHaveLength(4)
      four = numbers('here')
      await atelier('here', 'resume', 'latest', '--epochs', '6').ends(0)
      six = numbers('here')
    },
    patience
  )
})

describe.each([
  ['SSH alone', false, canServe],
  ['Slurm', true, canServe && canQueue]
])('%s', (name, queues, there) => {
  let machine: TestMachine
  const workspace = `with ${name}`
  beforeAll(async () => {
    if (there) machine = await startMachine({ queues })
  }, patience)
  afterAll(() => machine?.stop())

  test.skipIf(!there)(
    'a run is sent, cut off, killed, and comes to the same',
    async () => {
      await atelier(workspace, 'machines', 'add', 'box', 'studio-box', '--folder', machine.folder).ends(0)
      const first = atelier(workspace, 'train', ...asked(['--on', 'box']))
      await first.epoch(1)
      first.kill()
      await first.ends(null as unknown as number)
      const { id } = outcome(workspace)
      expect(outcome(workspace).status).toBe('training')

      const second = atelier(workspace, 'machines', 'watch', id)
      await second.epoch(2)
      const back = await machine.server.away()
      await new Promise(next => setTimeout(next, 1500))
      await back()
      if (queues) {
        const job = readFileSync(join(machine.folder, 'runs', id, '1', 'id'), 'utf8').trim()
        machine.slurm?.run('scontrol', 'requeue', job)
      }
      await second.ends(0)
      expect(numbers(workspace)).toEqual(four)
      // It was started once.
      expect(readdirSync(join(machine.folder, 'runs', id)).filter(each => /^\d+$/.test(each))).toEqual(['1'])
    },
    patience
  )

  // Above is what differs between engines; what follows is alike on all of them.
  const further = there && (!queues || long)
  test.skipIf(!further)(
    'it goes on here, and there again, to the same weights',
    async () => {
      const { id } = outcome(workspace)
      await atelier(workspace, 'resume', id, '--epochs', '5').ends(0)
      const there = atelier(workspace, 'resume', id, '--epochs', '6', '--on', 'box')
      await there.ends(0)
      expect(numbers(workspace)).toEqual(six)
    },
    patience
  )

  test.skipIf(!further)(
    'it is left, and stopped: what it has made is here',
    async () => {
      const { id } = outcome(workspace)
      const long = atelier(workspace, 'resume', id, '--epochs', '500', '--on', 'box')
      await long.epoch(7)
      long.interrupt()
      expect((await long.ends(130)).stderr).toContain('trains on at box.')
      expect(outcome(workspace).status).toBe('training')
      // Nobody trains it here in the meantime.
      const twice = await atelier(workspace, 'resume', id, '--epochs', '500').ends(1)
      expect(twice.stderr).toMatch(/box/)
      expect((await atelier(workspace, 'machines', 'remove', 'box').ends(1)).stderr).toContain('"box" trains ')
      await atelier(workspace, 'machines', 'stop', id).ends(0)
      const { status, steps, weights } = outcome(workspace)
      expect(status).toBe('stopped')
      expect(weights).toBeDefined()
      expect(steps.step.length).toBe(steps.step.at(-1))
    },
    patience
  )
})

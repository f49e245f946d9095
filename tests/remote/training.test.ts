/**
 * A run on another machine, by SSH alone and by Slurm on loopback: the network goes away, the studio is killed, the job
 * is put into the queue again, and its losses and weights are those of a run that was never disturbed.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { long } from '../support/long'
import { atelier as commandLine, outcomeIn, paintPictures } from './support/command-line'
import { startMachine, type TestMachine } from './support/machine'
import { canQueue } from './support/slurm'
import { canServe } from './support/ssh-server'

const patience = 300_000
let folder = ''
let pictures = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-elsewhere-'))
  pictures = await paintPictures(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const atelier = (workspace: string, ...words: string[]) => commandLine(join(folder, workspace), words, patience)
const outcome = (workspace: string) => outcomeIn(join(folder, workspace))
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
      await first.ends(null)
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

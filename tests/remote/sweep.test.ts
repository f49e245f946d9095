/** A sweep over two machines on loopback, killed on the way: the planted best is found, and nothing is begun twice. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import packageFile from '../../package.json'
import { openStore } from '../../src/main/store'
import { bring } from '../../src/main/remote/program/prepare'
import { Connection } from '../../src/main/remote/ssh/connection'
import { places } from '../../src/shared/sweeps/words'
import { builtProgram, withPackages } from './support/place'
import { startMachine, type TestMachine } from './support/machine'
import { canServe } from './support/ssh-server'

const patience = 300_000
let folder = ''
let machine: TestMachine
/** Where the second machine's things lie; both are reached as the same user of the same host. */
let second = ''
beforeAll(async () => {
  if (!canServe) return
  folder = mkdtempSync(join(tmpdir(), 'atelier-sweep-'))
  machine = await startMachine()
  second = join(machine.server.folder, 'second')
  withPackages(second)
  const connection = await Connection.open('studio-box')
  await bring(connection, second, packageFile.version, {})
  connection.close()
}, patience)
afterAll(async () => {
  await machine?.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** Runs a command; killed after so many scores. @returns its exit status, null where it was killed */
async function atelier(words: string[], scores = Infinity): Promise<number | null> {
  const child = spawn(process.execPath, [builtProgram, '--workspace', join(folder, 'workspace'), '--json', ...words], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = new Promise<number | null>(done => child.once('close', done))
  let scored = 0
  for await (const line of createInterface({ input: child.stdout }))
    if (line.includes('"event":"trial"') && ++scored === scores) child.kill('SIGKILL')
  return ended
}

function outcome() {
  const store = openStore(join(folder, 'workspace'))
  try {
    const [sweep] = store.sweeps.list()
    if (!sweep) throw new Error('There is no sweep.')
    return { sweep, runs: store.runs.list() }
  } finally {
    store.close()
  }
}

test.skipIf(!canServe)(
  'nine of which one can learn, over two machines, killed after three scores',
  async () => {
    for (const [name, place] of [
      ['left', machine.folder],
      ['right', second]
    ] as const)
      expect(await atelier(['machines', 'add', name, 'studio-box', '--folder', place])).toBe(0)
    const rates = Array.from({ length: 8 }, (_, i) => `${i + 1}e-7`).join(',')
    const plan = ['--grid', `learningRate=${rates},0.002`, '--steps', '450', '--seeds', '1', '--name', 'Rates']
    const sweep = ['sweep', 'gaussian-2d', '--model', 'gaussian-2d', ...plan, '--on', 'left', '--on', 'right']
    expect(await atelier(sweep, 3)).toBeNull()
    const before = outcome()
    expect(before.sweep.status).toBe('running')

    expect(await atelier(['sweeps', 'resume', 'Rates'])).toBe(0)
    const { sweep: done, runs } = outcome()
    expect(done).toMatchObject({ status: 'finished', rungs: [50, 150, 450] })
    expect(places(done)[0]?.settings).toEqual({ learningRate: 0.002 })
    expect(runs).toHaveLength(9)
    expect(new Set(runs.map(run => run.machine))).toEqual(new Set(['left', 'right']))
    expect(runs.reduce((sum, { step }) => sum + step, 0)).toBeLessThan((9 * 450) / 2)
    for (const { run, scores } of before.sweep.trials)
      expect(done.trials.find(trial => trial.run === run)?.scores.slice(0, scores.length)).toEqual(scores)
  },
  patience
)

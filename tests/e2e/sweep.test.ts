/** A sweep from the command line, really trained: the planted best is found, and what is killed goes on. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sweep } from '../../src/shared/sweeps/sweep'
import type { Place } from '../../src/shared/sweeps/words'
import { atelier, jsonLines } from './support/command-line'
import { removeFolder, temporaryFolder } from './support/studio'

let folder = ''
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

const words = (...more: string[]): string[] => ['--workspace', join(folder, 'workspace'), '--json', ...more]

/** Three rates of which two are far too small to learn anything in so few steps. */
const plan = ['--model', 'gaussian-2d', '--grid', 'learningRate=0.000001,0.000003,0.002', '--steps', '600']

test('the only rate that learns wins, although its process was killed half-way', async () => {
  const sweep = ['sweep', 'gaussian-2d', ...plan, '--seeds', '1', '--name', 'Rates']
  const child = spawn(process.execPath, [resolve('bin/atelier'), ...words(...sweep)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let scored = 0
  for await (const line of createInterface({ input: child.stdout }))
    if ((JSON.parse(line) as { event: string }).event === 'trial' && ++scored === 2) child.kill('SIGKILL')
  if (child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')

  const [before] = jsonLines(await atelier(words('sweeps', 'show', 'latest'))) as (Sweep & { places: Place[] })[]
  expect(before).toMatchObject({ name: 'Rates', status: 'running', rungs: [200, 600] })
  const resumed = await atelier(words('sweeps', 'resume', 'Rates'))
  expect(resumed.status, resumed.stderr).toBe(0)
  const done = jsonLines(resumed).at(-1) as { event: string; best: Place }
  expect(done).toMatchObject({ event: 'done', best: { place: 1, settings: { learningRate: 0.002 } } })

  // What was scored before is scored the same, and nothing was begun twice.
  const [after] = jsonLines(await atelier(words('sweeps', 'show', 'latest'))) as Sweep[]
  for (const trial of before?.trials ?? [])
    expect(after?.trials.find(({ run }) => run === trial.run)?.scores.slice(0, trial.scores.length)).toEqual(
      trial.scores
    )
  const [runs = []] = jsonLines(await atelier(words('runs'))) as { name: string }[][]
  expect(runs.map(({ name }) => name).toSorted()).toEqual([1, 2, 3].map(each => `Rates · ${each}`))
}, 180_000)

test('its report is one page; what cannot be tried is said before anything is', async () => {
  const file = join(folder, 'report.html')
  expect((await atelier(words('sweeps', 'show', 'Rates', '-o', file))).status).toBe(0)
  const page = await readFile(file, 'utf8')
  expect(page).toContain('<h1>Rates</h1>')
  expect(page.match(/data:image\/png;base64/g)?.length).toBeGreaterThan(1)
  const refused = async (...more: string[]): Promise<string> =>
    (await atelier(words('sweep', 'gaussian-2d', '--model', 'gaussian-2d', '--steps', '10', ...more))).stderr
  expect(await refused('--grid', 'learningRate')).toContain('--grid wants key=value,value…; got "learningRate".')
  expect(await refused('--random', 'learningRate=1')).toContain('--random wants key=low..high; got "learningRate=1".')
  expect(await refused('--grid', 'rate=1,2')).toContain('has no setting "rate".')
  expect(await refused()).toContain('Nothing is tried')
})

/** `train` and `resume` where another run trains: never a second one without a word. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { importPebbles, openBench, small } from '../studio/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

const quick = ['--model', 'dcgan-28', '--set', 'batchSize=4', '--set', 'samples=6', '--epochs', '2']

/** A studio whose run A trains on and on, and the command line beside it. */
async function busy() {
  const workspace = temporaryFolder()
  const { studio, until } = openBench({ folder: workspace, stepMilliseconds: 15 })
  const dataset = await importPebbles(studio)
  const settings = { ...small, epochs: 4000 }
  const a = await studio.handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, name: 'A', settings })
  await until(a.id, 'training')
  return { studio, a: a.id, begin: (...words: string[]) => start(built.program, workspace, words) }
}

test('without a word it is refused, and says what trains and what can be done', async () => {
  const { studio, begin } = await busy()
  const { status, stdout, stderr } = await begin('train', 'pebbles', ...quick).ended
  expect(stderr).toMatch(
    /^"A" is training, by another studio in the browser \(process \d+\), so no other run was started\. With --wait it trains when its turn comes, with --now beside the others\.\n$/
  )
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(await studio.handlers.listRuns({})).toHaveLength(1)
})

test('with --wait it trains after the other one; with --now beside it', async () => {
  const { studio, a, begin } = await busy()
  const waiting = begin('train', 'pebbles', ...quick, '--name', 'B', '--wait')
  await expect.poll(waiting.stdout, { timeout: 20_000 }).toContain('Waiting: "A" trains now.')
  const beside = await begin('train', 'pebbles', ...quick, '--name', 'C', '--now').ended
  expect(beside.stdout).toContain('Done: 2 epochs')
  expect((await studio.handlers.listRuns({})).map(({ name, status }) => `${name} ${status}`)).toEqual([
    'C finished',
    'B waiting',
    'A training'
  ])
  await studio.handlers.stopRun({ run: a })
  expect(await waiting.ended).toMatchObject({ status: 0, stdout: expect.stringContaining('Done: 2 epochs') })
})

test('Ctrl-C takes a run that waits out of the queue', async () => {
  const { studio, begin } = await busy()
  const waiting = begin('train', 'pebbles', ...quick, '--name', 'B', '--wait')
  await expect.poll(waiting.stdout, { timeout: 20_000 }).toContain('Waiting: "A" trains now.')
  waiting.interrupt()
  expect(await waiting.ended).toMatchObject({ status: 130, stdout: expect.stringContaining('Stopped at step 0.') })
  expect(await studio.handlers.trainingQueue({})).toEqual({ atOnce: 1, waiting: [] })
})

test('what would take days says so before it trains, and `models --for` beside what suits', async () => {
  const workspace = temporaryFolder()
  const { studio } = openBench({ folder: workspace })
  await importPebbles(studio)
  const suited = await start(built.program, workspace, ['models', '--for', 'pebbles']).ended
  expect(suited.status, suited.stderr).toBe(0)
  // How fast a machine is decides what takes days on it.
  const cost = /(About .+|It would take about .+) on this machine(; on a GPU, about .+)?\.$/
  const told = suited.stdout.replaceAll(/\n\s+/g, ' ').trim().split('\n')
  expect(told.filter(line => !cost.test(line))).toEqual([])
  expect(told[0]).toMatch(/^\S+ \(recommended\) .* About /)
  const json = await start(built.program, workspace, ['models', '--for', 'pebbles', '--json']).ended
  const found = JSON.parse(json.stdout) as { model: string; recommended: boolean; long: string | null }[]
  expect(found).toHaveLength(told.length)
  expect(found[0]).toMatchObject({ recommended: true, long: null })
  const both = await start(built.program, workspace, ['models', 'r3gan', '--for', 'pebbles']).ended
  expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('leave out MODEL, or --for') })

  const words = [
    'train',
    'pebbles',
    '--model',
    'dcgan-28',
    '--set',
    'batchSize=4',
    '--set',
    'passes=10000',
    '--epochs',
    '100000'
  ]
  const training = start(built.program, workspace, words, { stepMilliseconds: 15 })
  await expect.poll(training.stdout, { timeout: 20_000 }).toMatch(/^It would take about .*\. `--steps` and `--epochs`/)
  await expect.poll(training.stdout, { timeout: 20_000 }).toContain('Training on')
  training.interrupt()
  expect((await training.ended).status).toBe(130)
})

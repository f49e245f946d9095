/**
 * What a whole epoch costs beside its bare steps, and how long it is from Train to the first step. A run trains in a
 * real
 * studio: engine process, SQLite, pictures, events, samples, checkpoints. The same step runs bare in a process of its
 * own. They take turns of a few seconds, the run being paused while the bare steps run, so that what the machine does
 * meanwhile falls on both. A table on stderr, one JSON document on stdout.
 *
 *     node out/main/epoch.js [--work dcgan-28]… [--dataset fashion-mini] [--rounds 7] [--starts 5]
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { EventName, Payload } from '../src/shared/ipc'
import { createStudio, type Studio } from '../src/main/studio'
import { ownProcessorTime, processorTime } from './processor-time'
import { Contender, median, ours } from './rounds'
import { works, type Work } from './works'

const { values } = parseArgs({
  options: {
    work: { type: 'string', multiple: true, default: ['dcgan-28', 'mlp-simple'] },
    dataset: { type: 'string', default: 'fashion-mini' },
    rounds: { type: 'string', default: '7' },
    starts: { type: 'string', default: '5' }
  }
})
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const listeners = new Set<(name: EventName, payload: unknown) => void>()

/** The next event of a kind that passes. */
const wait = <E extends EventName>(name: E, passes: (payload: Payload<E>) => boolean): Promise<void> =>
  new Promise(resolve => {
    const listener = (told: EventName, payload: unknown): void => {
      if (told !== name || !passes(payload as Payload<E>)) return
      listeners.delete(listener)
      resolve()
    }
    listeners.add(listener)
  })

/** Steps, and the milliseconds they took: on the clock, and of processors where that is known. */
interface Spent {
  steps: number
  clock: number
  processor: number
}
/** A whole epoch in the studio, in slices between which bare steps ran. Ratios of time per step. */
interface Round {
  steps: number
  clock: number
  processor: number
  bare: number
}

/** So long one of the two runs at a time, seconds: short beside what else the machine does, long beside a pause. */
const slice = 3

const nothing: Spent = { steps: 0, clock: 0, processor: 0 }
const sum = (a: Spent, b: Spent): Spent => ({
  steps: a.steps + b.steps,
  clock: a.clock + b.clock,
  processor: a.processor + b.processor
})
const each = ({ steps, clock, processor }: Spent): { clock: number; processor: number } => ({
  clock: clock / steps,
  processor: processor / steps
})

async function bareTurn(bare: Contender): Promise<Spent> {
  const pid = bare.child.pid ?? -1
  const before = processorTime(pid)
  const { ms, steps } = await bare.turn(slice)
  return { steps: Number(steps), clock: Number(ms) * Number(steps), processor: processorTime(pid) - before }
}

/** Resumes a paused run for a slice; it stands still again afterwards. */
async function studioTurn({ handlers }: Studio, run: string, from: number, except: number): Promise<Spent> {
  // From the moment the engine says that it goes on: how long a pause takes to end is no part of an epoch.
  await handlers.resumeRun({ run })
  const [began, processor] = [performance.now(), ownProcessorTime(except)]
  await new Promise(resolve => setTimeout(resolve, slice * 1000))
  const { step } = await handlers.pauseRun({ run })
  return { steps: step - from, clock: performance.now() - began, processor: ownProcessorTime(except) - processor }
}

/**
 * One run, paused soon after the end of an epoch. A round is as many slices as hold an epoch's steps, and with them the
 * end of one.
 */
async function rounds(studio: Studio, dataset: string, work: Work, bare: Contender, count: number): Promise<Round[]> {
  const { handlers } = studio
  const { id, stepsPerEpoch } = await handlers.startRun({
    model: work.model,
    dataset,
    seed: 1,
    settings: { ...work.settings, batchSize: work.batchSize, epochs: 100_000 }
  })
  await wait('epoch', ({ run }) => run === id)
  let { step } = await handlers.pauseRun({ run: id })
  const found: Round[] = []
  for (let round = 0; round < count; round++) {
    let [ours, theirs] = [nothing, await bareTurn(bare)]
    while (ours.steps < stepsPerEpoch) {
      const spent = await studioTurn(studio, id, step, bare.child.pid ?? -1)
      step += spent.steps
      ours = sum(ours, spent)
      theirs = sum(theirs, await bareTurn(bare))
    }
    const [our, their] = [each(ours), each(theirs)]
    found.push({
      steps: ours.steps,
      clock: our.clock / their.clock,
      processor: our.processor / their.processor,
      bare: their.clock
    })
    process.stderr.write(`\r${work.model}: round ${round + 1} of ${count}   `)
  }
  await handlers.stopRun({ run: id })
  return found
}

/** From startRun until the studio tells of the first steps; the pictures are packed already. */
async function starts(
  { handlers }: Studio,
  dataset: string,
  work: Work,
  except: number,
  count: number
): Promise<Omit<Spent, 'steps'>[]> {
  const found: Omit<Spent, 'steps'>[] = []
  for (let start = 0; start < count; start++) {
    const [began, processor] = [performance.now(), ownProcessorTime(except)]
    const stepped = wait('steps', ({ steps }) => steps.step.includes(1))
    const { id } = await handlers.startRun({
      model: work.model,
      dataset,
      seed: start,
      settings: { ...work.settings, batchSize: work.batchSize }
    })
    await stepped
    found.push({ clock: performance.now() - began, processor: ownProcessorTime(except) - processor })
    await handlers.stopRun({ run: id })
  }
  return found
}

const folder = mkdtempSync(join(tmpdir(), 'atelier-epoch-'))
const studio = createStudio({
  workspace: folder,
  host: { kind: 'browser' },
  emit: (name, payload) => {
    for (const listener of listeners) listener(name, payload)
  }
})
try {
  const { id: dataset } = await studio.handlers.importBuiltin({ job: randomUUID(), name: values.dataset })
  const results: object[] = []
  process.stderr.write(
    '| | steps a round | bare step, ms | epoch of bare steps: median | min | in processor time: median | min ' +
      '| Train to first steps, s: median | min | in processor time: median | min ' +
      '|\n|---|---|---|---|---|---|---|---|---|---|---|\n'
  )
  for (const name of values.work) {
    const work = works[name]
    if (!work) throw new Error(`There is no work "${name}". There is: ${Object.keys(works).join(', ')}.`)
    const bare = new Contender(name, ours('contender', ['compiled', name, 'float32']))
    try {
      await bare.answer()
      const found = await rounds(studio, dataset, work, bare, Number(values.rounds))
      const waited = await starts(studio, dataset, work, bare.child.pid ?? -1, Number(values.starts))
      const spread = (numbers: number[], digits: number, unit = 1): string =>
        `${(median(numbers) / unit).toFixed(digits)} | ${(Math.min(...numbers) / unit).toFixed(digits)}`
      results.push({ work: name, rounds: found, starts: waited })
      const cells = [
        name,
        median(found.map(({ steps }) => steps)),
        median(found.map(round => round.bare)).toFixed(2),
        spread(
          found.map(({ clock }) => clock),
          3
        ),
        spread(
          found.map(({ processor }) => processor),
          3
        ),
        spread(
          waited.map(({ clock }) => clock),
          1,
          1000
        ),
        spread(
          waited.map(({ processor }) => processor),
          1,
          1000
        )
      ]
      process.stderr.write(`\r| ${cells.join(' | ')} |\n`)
    } finally {
      bare.child.kill()
    }
  }
  process.stdout.write(`${JSON.stringify({ node: process.version, dataset: values.dataset, results }, null, 2)}\n`)
} finally {
  await studio.close()
  rmSync(folder, { recursive: true, force: true })
}

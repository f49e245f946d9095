/** Sweeps in a studio: what is trained and compared, what ends one, and what becomes of it when its studio ends. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepDefaults } from '../../src/shared/sweeps/defaults'
import type { Sweep } from '../../src/shared/sweeps/sweep'
import { places } from '../../src/shared/sweeps/words'
import { temporaryFolder } from '../store/fixtures'
import { buildEvaluator } from './evaluator'
import { importPebbles, openBench, small, type Bench, type Misbehaviour } from './fixtures'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

const rates = { key: 'learningRate', values: [1e-4, 2e-4, 3e-4, 4e-4] }
/** Three steps an epoch; compared after 3, 6 and 12. */
const plan = { model: 'dcgan-28', settings: small, grid: [rates], steps: 12, reduction: 2, seeds: 1 }

async function begin(bench: Bench, more: object = {}): Promise<Sweep> {
  const dataset = (await importPebbles(bench.studio)).id
  return bench.studio.handlers.startSweep({
    name: 'Rates',
    random: [],
    configurations: null,
    budget: null,
    machines: [],
    seed: 1,
    metric: 'sliced-wasserstein',
    ...plan,
    dataset,
    ...more
  })
}

const until = async ({ studio }: Bench, sweep: string, ...statuses: Sweep['status'][]): Promise<Sweep> => {
  await expect
    .poll(() => studio.store.sweeps.get(sweep).status, { timeout: 60_000, interval: 50 })
    .toSatisfy(status => statuses.includes(status as Sweep['status']))
  return studio.store.sweeps.get(sweep)
}

test('the best of each comparison go on, to the end, and every run is one of one seed', async () => {
  const bench = openBench()
  const { id, rungs, configurations } = await begin(bench)
  expect(rungs).toEqual([3, 6, 12])
  expect(configurations.map(({ learningRate }) => Number(learningRate)).toSorted()).toEqual(rates.values)
  const done = await until(bench, id, 'finished')
  const [best] = places(done)
  expect(best).toMatchObject({ place: 1, fate: 'Trained to the end.' })
  expect(best?.scores.map(each => each.map(({ step }) => step))).toEqual([[3], [6], [12]])
  const runs = await bench.studio.handlers.listRuns({})
  // Whoever is better than all others at 3 steps went on; the rest have no step more.
  const steps = runs.map(({ step }) => step).toSorted((a, b) => a - b)
  expect(steps[0]).toBe(3)
  expect(steps.at(-1)).toBe(12)
  expect(steps.reduce((a, b) => a + b)).toBeLessThan(4 * 12)
  expect(runs).toHaveLength(4)
  expect(runs.every(({ seed, status }) => seed === 1 && status === 'finished')).toBe(true)
  expect(new Set(runs.map(({ name }) => name))).toEqual(new Set(['Rates · 1', 'Rates · 2', 'Rates · 3', 'Rates · 4']))
  const scored = done.trials[0]?.scores[0]?.value
  const { values } = await bench.studio.handlers.listEvaluations({ run: done.trials[0]?.run ?? '' })
  expect(values.find(({ epoch }) => epoch === 1)?.value).toBe(scored)
  await expect(bench.studio.handlers.resumeSweep({ sweep: id })).rejects.toThrow('"Rates" has finished')
})

test('stopped, what trains is saved; gone on with, nothing is trained twice', async () => {
  const bench = openBench({ stepMilliseconds: 40 })
  const { id } = await begin(bench)
  await expect.poll(() => bench.heard('epoch').length, { timeout: 30_000 }).toBeGreaterThan(1)
  const stopped = await bench.studio.handlers.stopSweep({ sweep: id })
  expect(stopped.status).toBe('stopped')
  const before = await bench.studio.handlers.listRuns({})
  expect(before.every(({ status }) => ['stopped', 'finished'].includes(status))).toBe(true)
  expect((await bench.studio.handlers.resumeSweep({ sweep: id })).status).toBe('running')
  const done = await until(bench, id, 'finished')
  expect(done.trials.every(({ out }) => out === null)).toBe(true)
  expect(await bench.studio.handlers.listRuns({})).toHaveLength(4)
})

test('a studio that ends leaves it to the next one; a command that only looks does not take it up', async () => {
  const folder = temporaryFolder()
  const first = openBench({ folder, stepMilliseconds: 40 })
  const { id } = await begin(first)
  await expect.poll(() => first.heard('epoch').length, { timeout: 30_000 }).toBeGreaterThan(1)
  await first.studio.close()
  const command = openBench({ folder, program: 'command-line' })
  expect(command.studio.store.sweeps.get(id).status).toBe('running')
  await command.studio.close()
  const second = openBench({ folder })
  const done = await until(second, id, 'finished')
  expect(done.trials.every(({ out }) => out === null)).toBe(true)
  expect(await second.studio.handlers.listRuns({})).toHaveLength(4)
})

test('what ends a run says why it is out: stopped by hand, deleted, no number any more', async () => {
  const out = async (how: Misbehaviour, act: (bench: Bench, run: string) => Promise<unknown>) => {
    const bench = openBench(how)
    const { id } = await begin(bench, { grid: [{ ...rates, values: [1e-4, 2e-4] }], reduction: 3 })
    await expect.poll(() => bench.heard('steps').length, { timeout: 30_000 }).toBeGreaterThan(0)
    const [trial] = bench.studio.store.sweeps.get(id).trials
    await act(bench, trial?.run ?? '')
    const done = await until(bench, id, 'finished', 'failed')
    return done.trials.map(each => each.out)
  }
  const slow = { stepMilliseconds: 60 }
  const byHand = ['It was stopped by hand.', null]
  expect(await out(slow, ({ studio }, run) => studio.handlers.stopRun({ run }))).toEqual(byHand)
  // Whoever trains is stopped before it goes into the bin.
  expect(await out(slow, ({ studio }, run) => studio.handlers.deleteRun({ run }))).toEqual(byHand)
  // Losses that exploded and fell again: what it draws by then is noise.
  const exploded = { kind: 'exploded', level: 'warning', message: 'Its losses exploded.', advice: '' } as const
  const remedy = { label: 'Go back', settings: {}, rollBack: true }
  expect(
    await out(slow, async ({ studio: { store } }, run) => {
      store.events.add(run, { ...exploded, epoch: 1, step: 1, remedy })
      store.events.resolve(run, exploded.kind)
    })
  ).toEqual([exploded.message, null])
  const [why, other] = await out({ nanAtEpoch: 1 }, async () => undefined)
  expect(why).toMatch(/^[A-Z].*\.$/)
  expect(other).toBe(why)
})

test('within a budget nothing is begun that would go over it', async () => {
  const bench = openBench()
  const { id } = await begin(bench, { budget: 9 })
  const done = await until(bench, id, 'finished')
  const runs = await bench.studio.handlers.listRuns({})
  expect(runs.reduce((sum, { step }) => sum + step, 0)).toBe(9)
  expect(done.trials.length).toBeGreaterThanOrEqual(2)
  expect(places(done).at(-1)?.fate).toBe('Not begun: nothing was left for it.')
})

test('what it would take is said before, its name can be changed, and its report has samples of the best', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const dataset = (await importPebbles(bench.studio)).id
  const asked = await handlers.planSweep({ ...sweepDefaults, ...plan, dataset })
  // All: four of 12 steps. Expected: 3 of each, and 3 more of one in two at least, and 6 more of one in two of those.
  expect(asked).toMatchObject({ configurations: 4, rungs: [3, 6, 12], steps: 12, stepsPerEpoch: 3, most: 48 })
  expect(asked.expected).toBeGreaterThanOrEqual(4 * 3 + 2 * 3 + 6)
  expect(asked.expected).toBeLessThan(48)
  expect(asked.rough).toBe(true)
  expect([asked.metric, asked.metrics[0]?.id]).toEqual(['sliced-wasserstein', 'sliced-wasserstein'])
  // As long as one training, where nothing is said.
  const { steps: _, ...endless } = plan
  const settings = { ...small, epochs: 5 }
  expect((await handlers.planSweep({ ...sweepDefaults, ...endless, settings, dataset })).steps).toBe(5 * 3)
  expect((await handlers.planSweep({ ...sweepDefaults, ...plan, dataset, budget: 9 })).expected).toBe(9)

  const { id } = await begin(bench, { grid: [{ ...rates, values: [1e-4, 2e-4] }] })
  await until(bench, id, 'finished')
  expect((await handlers.renameSweep({ sweep: id, name: 'Two rates' })).name).toBe('Two rates')
  const { html, samples } = await handlers.sweepReport({ sweep: id })
  expect(html).toContain('<h1>Two rates</h1>')
  expect(html.match(/data:image\/png;base64/g)).toHaveLength(samples)
  expect(samples).toBe(2)
})

test('a plan that cannot be is refused before anything is begun', async () => {
  const bench = openBench()
  const wrong = (more: object) => begin(bench, more)
  await expect(wrong({ grid: [] })).rejects.toThrow('Nothing is tried: name a setting and its values, or a range.')
  await expect(wrong({ grid: [{ key: 'learningRate', values: [1e-4, 9] }] })).rejects.toThrow(
    'Learning rate (learningRate) must be a number from'
  )
  await expect(wrong({ grid: [{ key: 'rate', values: [1] }] })).rejects.toThrow('has no setting "rate"')
  await expect(wrong({ grid: [rates, rates] })).rejects.toThrow('"learningRate" is tried twice: name it once.')
  await expect(wrong({ random: [{ key: 'beta1', from: 0.9, to: 0.5 }] })).rejects.toThrow(
    '"beta1" wants a range that goes up; got 0.9 to 0.5.'
  )
  await expect(wrong({ metric: 'fid' })).rejects.toThrow('fid')
  await expect(wrong({ grid: [{ key: 'epochs', values: [1, 2] }] })).rejects.toThrow(/^How long each trains/)
  await expect(wrong({ budget: 2 })).rejects.toThrow(
    'Within 2 steps nothing can begin: the first comparison comes after 3 steps of each.'
  )
  expect(await bench.studio.handlers.listSweeps({})).toEqual([])
  expect(await bench.studio.handlers.listRuns({})).toEqual([])
})

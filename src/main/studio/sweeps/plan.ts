/** What a sweep that is asked for comes to: its configurations, where they are compared, and about what that takes. */
import { randomUUID } from 'node:crypto'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import type { Output, Parsed } from '../../../shared/ipc'
import { stepsOfAll, stepsToCome } from '../../../shared/sweeps/expected'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { findModel } from '../../models'
import { completeSettings } from '../../models/definition'
import type { NewRun } from '../../store/runs'
import type { Store } from '../../store'
import { rungsOf } from '../../sweeps/halving'
import { configurationsOf } from '../../sweeps/space'
import { planRun } from '../runs/plan'
import { freeName } from '../runs/names'
import { estimateStep } from '../training/cost'
import { asTrainedOn } from '../training/trained-on'
import { comparable, metricFor } from './score'

type Asked = Omit<Parsed<'startSweep'>, 'steps'> & { steps?: number | undefined }
type Planned = Omit<Sweep, 'status' | 'error' | 'trials'>

/** So many configurations stand for all where their times are worked out: each looks at every run there is. */
const mostTimed = 12

/**
 * Before anything is begun every configuration is planned as a run.
 * @param asked steps left out: as many as one training with these settings
 * @returns the sweep, and the run of each configuration
 * @throws StudioError bad-input, unsupported
 */
export function planSweep(store: Store, { name, metric, ...asked }: Asked): { sweep: Planned; runs: NewRun[] } {
  const model = findModel(asked.model)
  const axes = [...asked.grid, ...asked.random].map(({ key }) => key)
  const twice = axes.find((key, i) => axes.indexOf(key) !== i)
  if (twice !== undefined) throw new StudioError('bad-input', `"${twice}" is tried twice: name it once.`)
  if (axes.length === 0)
    throw new StudioError('bad-input', 'Nothing is tried: name a setting and its values, or a range.')
  if (axes.includes('epochs'))
    throw new StudioError(
      'bad-input',
      'How long each trains is what the sweep decides: leave out epochs, and say how many steps the best should have.'
    )
  const turned = asked.random.find(({ from, to }) => !(from < to))
  if (turned)
    throw new StudioError(
      'bad-input',
      `"${turned.key}" wants a range that goes up; got ${turned.from} to ${turned.to}.`
    )
  const configurations = configurationsOf(asked, model.settings)
  if (configurations.length > 500)
    throw new StudioError(
      'bad-input',
      `These are ${counted(configurations.length, 'configuration')}, and a sweep tries 500 at most. Name fewer ` +
        'values, or say how many are to be drawn of them.'
    )
  for (const machine of asked.machines) store.machines.get(machine)
  const dataset = asTrainedOn(store.datasets.get(asked.dataset))
  const runs = configurations.map(configuration => {
    const settings = { ...asked.settings, ...configuration }
    completeSettings(model, settings)
    const { steps, framing } = asked
    return planRun(store, dataset, { model: model.id, dataset: dataset.id, settings, steps, framing }, new Set()).run
  })
  const [first] = runs
  if (!first) throw new StudioError('internal', 'A sweep has no configuration.')
  const taken = new Set(store.sweeps.list().map(sweep => sweep.name))
  const steps = asked.steps ?? first.epochs * first.stepsPerEpoch
  const rungs = rungsOf(configurations.length, steps, asked.reduction)
  if (asked.budget !== null && asked.budget < (rungs[0] ?? steps))
    throw new StudioError(
      'bad-input',
      `Within ${counted(asked.budget, 'step')} nothing can begin: the first comparison comes after ` +
        `${counted(rungs[0] ?? steps, 'step')} of each.`
    )
  const sweep = {
    id: randomUUID(),
    name: name ?? freeName(`${dataset.name} · ${model.name}`, taken),
    plan: { ...asked, steps, metric: metricFor(first, metric) },
    configurations,
    rungs,
    createdAt: Date.now()
  }
  return { sweep, runs }
}

/**
 * About what a sweep takes.
 * @param assumed FLOP a second, where nothing has been trained yet
 * @throws StudioError as `planSweep`
 */
export function whatItTakes(store: Store, asked: Asked, assumed: number): Output<'planSweep'> {
  const { sweep, runs } = planSweep(store, asked)
  const { plan, rungs, configurations } = sweep
  const toCome = stepsToCome({ ...plan, rungs, configurations: configurations.length })
  const expected = Math.min(toCome, plan.budget ?? Infinity)
  const { exampleCount } = asTrainedOn(store.datasets.get(plan.dataset))
  const model = findModel(plan.model)
  const every = Math.ceil(runs.length / mostTimed)
  const timed = runs.flatMap(({ settings }, i) =>
    i % every === 0 ? [estimateStep(store, model, settings, exampleCount, assumed)] : []
  )
  return {
    configurations: configurations.length,
    rungs,
    steps: plan.steps,
    stepsPerEpoch: runs[0]?.stepsPerEpoch ?? 1,
    metrics: runs.slice(0, 1).flatMap(run => comparable(run).map(({ id, label }) => ({ id, label }))),
    metric: plan.metric,
    most: stepsOfAll(sweep),
    expected,
    seconds: (expected * timed.reduce((sum, { seconds }) => sum + seconds, 0)) / timed.length,
    rough: timed.some(({ rough }) => rough)
  }
}

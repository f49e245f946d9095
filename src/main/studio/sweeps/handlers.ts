/** Requests about sweeps. */
import { randomUUID } from 'node:crypto'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { completeSettings } from '../../models/definition'
import { findModel } from '../../models'
import { rungsOf } from '../../sweeps/halving'
import { configurationsOf } from '../../sweeps/space'
import type { Context } from '../context'
import { planRun } from '../runs/plan'
import { freeName } from '../runs/names'
import { asTrainedOn } from '../training/trained-on'
import { metricFor } from './score'
import type { Sweeps } from './sweeps'

type Names = 'listSweeps' | 'getSweep' | 'startSweep' | 'stopSweep' | 'resumeSweep' | 'deleteSweep'

export const sweepHandlers = ({ store, emit }: Context, sweeps: Sweeps): Pick<Handlers, Names> => ({
  listSweeps: async () => store.sweeps.list(),
  getSweep: async ({ sweep }) => store.sweeps.get(sweep),
  startSweep: async asked => {
    store.ensureWritable()
    const planned = planSweep(store, asked)
    store.sweeps.add(planned)
    const sweep = store.sweeps.get(planned.id)
    emit('sweepChanged', sweep)
    sweeps.launch(sweep.id)
    return sweep
  },
  stopSweep: ({ sweep }) => sweeps.stop(sweep),
  resumeSweep: async ({ sweep }) => sweeps.resume(sweep),
  deleteSweep: async ({ sweep }) => {
    await sweeps.stop(sweep)
    store.sweeps.delete(sweep)
    emit('sweepRemoved', { sweep })
    return null
  }
})

/** @throws StudioError bad-input, unsupported: before anything is begun every configuration is planned as a run */
function planSweep(
  store: Context['store'],
  { name, metric, ...asked }: Parsed<'startSweep'>
): Omit<Sweep, 'status' | 'error' | 'trials'> {
  const model = findModel(asked.model)
  const axes = [...asked.grid, ...asked.random].map(({ key }) => key)
  const twice = axes.find((key, i) => axes.indexOf(key) !== i)
  if (twice !== undefined) throw new StudioError('bad-input', `"${twice}" is tried twice: name it once.`)
  if (axes.length === 0)
    throw new StudioError('bad-input', 'Nothing is tried: name a setting and its values, or a range.')
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
    return planRun(store, dataset, { model: model.id, dataset: dataset.id, settings, steps: asked.steps }, new Set())
      .run
  })
  const [first] = runs
  if (!first) throw new StudioError('internal', 'A sweep has no configuration.')
  const taken = new Set(store.sweeps.list().map(sweep => sweep.name))
  return {
    id: randomUUID(),
    name: name ?? freeName(`${dataset.name} · ${model.name}`, taken),
    plan: { ...asked, metric: metricFor(first, metric) },
    configurations,
    rungs: rungsOf(configurations.length, asked.steps, asked.reduction),
    createdAt: Date.now()
  }
}

/** Requests about sweeps. */
import info from '../../engine/calls/info'
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'
import { assumedRate } from '../engines/assumed-rate'
import { planSweep, whatItTakes } from './plan'
import { sweepReport, type Looking } from './report'
import type { Sweeps } from './sweeps'

type Names =
  | 'listSweeps'
  | 'getSweep'
  | 'planSweep'
  | 'startSweep'
  | 'renameSweep'
  | 'sweepReport'
  | 'stopSweep'
  | 'resumeSweep'
  | 'deleteSweep'

export const sweepHandlers = (context: Context, sweeps: Sweeps, looking: Looking): Pick<Handlers, Names> => {
  const { store, emit, sampler } = context
  return {
    listSweeps: async () => store.sweeps.list(),
    getSweep: async ({ sweep }) => store.sweeps.get(sweep),
    planSweep: async asked => whatItTakes(store, asked, await assumedRate(() => sampler.ask(info, {}))),
    startSweep: async asked => {
      store.ensureWritable()
      const { sweep: planned } = planSweep(store, asked)
      store.sweeps.add(planned)
      const sweep = store.sweeps.get(planned.id)
      emit('sweepChanged', sweep)
      sweeps.launch(sweep.id)
      return sweep
    },
    renameSweep: async ({ sweep: id, name }) => {
      store.ensureWritable()
      store.sweeps.rename(id, name)
      const sweep = store.sweeps.get(id)
      emit('sweepChanged', sweep)
      return sweep
    },
    sweepReport: ({ sweep }) => sweepReport(store, looking, store.sweeps.get(sweep)),
    stopSweep: ({ sweep }) => sweeps.stop(sweep),
    resumeSweep: async ({ sweep }) => sweeps.resume(sweep),
    deleteSweep: async ({ sweep }) => {
      await sweeps.stop(sweep)
      store.sweeps.delete(sweep)
      emit('sweepRemoved', { sweep })
      return null
    }
  }
}

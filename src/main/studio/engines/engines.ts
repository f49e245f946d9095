/** The engines of this machine: what runs, what there is, and the choosing. */
import info from '../../engine/calls/info'
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'
import { EngineReports } from './engine-report'

type Names = 'engineInfo' | 'listEngines' | 'engineChoice' | 'chooseEngine'

/** Under which the choice is kept. No other request sets it: a word that names no engine must not get in. */
export const enginePreference = 'engine'

export function engineHandlers({ store, emit, jobs, sampler, engines }: Context): Pick<Handlers, Names> {
  const reports = new EngineReports(engines)
  return {
    engineInfo: () => sampler.ask(info, {}),

    listEngines: ({ job, again }, caller) =>
      jobs.run({ job, kind: 'engines', caller }, (signal, progress) => reports.list(again, { signal, progress })),

    engineChoice: async () => engines.choice(),

    chooseEngine: async ({ engine }) => {
      store.preferences.set(enginePreference, engine)
      // Whoever chooses it wants it to be tried, whatever became of it before.
      if (engine !== 'auto') engines.failed.delete(engine)
      sampler.renew()
      const choice = engines.choice()
      emit('engineChosen', choice)
      return choice
    }
  }
}

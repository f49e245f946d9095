/** What happened to runs, what stands against them, and what somebody has put aside. */
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'

export function findingHandlers({
  store,
  emit
}: Context): Pick<Handlers, 'runEvents' | 'listFindings' | 'dismissFinding' | 'restoreFinding'> {
  const tell = (run: string): null => {
    emit('health', { run, findings: store.events.findings(run), news: null })
    return null
  }
  return {
    runEvents: async ({ run }) => {
      store.runs.get(run)
      return store.events.list(run)
    },

    listFindings: async () => store.events.troubled().map(run => ({ run, findings: store.events.findings(run) })),

    dismissFinding: async ({ run, finding }) => {
      store.runs.get(run)
      store.events.dismiss(run, finding)
      return tell(run)
    },

    restoreFinding: async ({ run, finding }) => {
      store.runs.get(run)
      store.events.restore(run, finding)
      return tell(run)
    }
  }
}

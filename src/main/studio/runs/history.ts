/** What a run has left behind: losses, epochs, sample sheets. */
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'
import { earlySheetOf, sheetOf } from '../integrity/sheet'

export function historyHandlers({
  store
}: Context): Pick<Handlers, 'runMetrics' | 'runEpochs' | 'sampleSheet' | 'earlySheet'> {
  return {
    runMetrics: async ({ run, maxPoints }) => {
      store.runs.get(run)
      return { steps: store.history.steps(run, maxPoints), epochs: store.history.epochs(run) }
    },

    runEpochs: async ({ run }) => {
      store.runs.get(run)
      return {
        sampled: store.history.sheets(run).map(({ epoch }) => epoch),
        checkpoints: [...new Set(store.history.checkpoints(run).map(({ epoch }) => epoch))],
        early: store.history.early.list(run).map(({ step }) => step)
      }
    },

    sampleSheet: async ({ run, epoch }) => {
      const { name } = store.runs.get(run)
      const sheet = store.history.sheet(run, epoch)
      if (!sheet) throw new StudioError('not-found', `"${name}" has no samples of epoch ${epoch}.`)
      return sheetOf(store, run, sheet)
    },

    earlySheet: async ({ run, step }) => {
      const { name } = store.runs.get(run)
      const sheet = store.history.early.list(run).find(each => each.step === step)
      if (!sheet) throw new StudioError('not-found', `"${name}" has no samples of step ${step}.`)
      return earlySheetOf(sheet)
    }
  }
}

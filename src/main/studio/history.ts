/** What a run has left behind: losses, epochs, sample sheets. */
import { readFile } from 'node:fs/promises'
import type { Sheet } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Handlers } from '../../shared/ipc'
import type { StoredSheet } from '../store/history'
import type { Context } from './context'

export function historyHandlers({ store }: Context): Pick<Handlers, 'runMetrics' | 'runEpochs' | 'sampleSheet'> {
  return {
    runMetrics: async ({ run, maxPoints }) => {
      store.runs.get(run)
      return { steps: store.history.steps(run, maxPoints), epochs: store.history.epochs(run) }
    },

    runEpochs: async ({ run }) => {
      store.runs.get(run)
      return {
        sampled: store.history.sheets(run).map(({ epoch }) => epoch),
        checkpoints: [...new Set(store.history.checkpoints(run).map(({ epoch }) => epoch))]
      }
    },

    sampleSheet: async ({ run, epoch }) => {
      const { name } = store.runs.get(run)
      const sheet = store.history.sheet(run, epoch)
      if (!sheet) throw new StudioError('not-found', `"${name}" has no samples of epoch ${epoch}.`)
      return readSheet(sheet)
    }
  }
}

/** @throws StudioError not-readable, naming the file */
export async function readSheet({ path, tileWidth, tileHeight, columns, rows, count }: StoredSheet): Promise<Sheet> {
  try {
    return { png: new Uint8Array(await readFile(path)), tileWidth, tileHeight, columns, rows, count }
  } catch (error) {
    throw new StudioError('not-readable', `The sample sheet ${path} is missing or cannot be read. The run's other epochs are not affected.`, { cause: error })
  }
}

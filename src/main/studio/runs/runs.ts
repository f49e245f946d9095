/** Runs: start, steer, name, bin. */
import type { Handlers } from '../../../shared/ipc'
import { activeStatuses } from '../../store/runs'
import type { Context } from '../context'
import { checkDevice, chooseDevice } from '../training/device'
import { asTrainedOn } from '../training/trained-on'
import { planRun } from './plan'
import { trainingJobs } from './jobs'
import { checkStart } from './starting-weights'
import { discard } from '../trouble'

type Names =
  | 'listRuns'
  | 'getRun'
  | 'startRun'
  | 'pauseRun'
  | 'stepRun'
  | 'resumeRun'
  | 'stopRun'
  | 'watchRun'
  | 'trainingQueue'
  | 'trainingJobs'
  | 'moveInQueue'
  | 'setTrainingsAtOnce'
  | 'renameRun'
  | BinNames
type BinNames = 'deleteRun' | 'restoreRun' | 'listBin' | 'binSize' | 'emptyBin'

export function runHandlers(context: Context): Pick<Handlers, Names> {
  const { store, emit, trainings } = context
  return {
    ...binHandlers(context),
    listRuns: async () => store.runs.list(),
    getRun: async ({ run }) => store.runs.get(run),

    startRun: async input => {
      const dataset = asTrainedOn(store.datasets.get(input.dataset))
      const { run: planned, notices } = planRun(store, dataset, input, store.runs.names())
      if (planned.start) await checkStart(store, planned.start)
      if (input.device !== undefined) await checkDevice(input.device)
      const run = trainings.start(planned, input)
      for (const message of notices) emit('notice', { level: 'info', message, run: run.id })
      return run
    },

    pauseRun: ({ run }) => trainings.pause(run),
    stepRun: ({ run }) => trainings.step(run),
    resumeRun: async ({ run, turn, on, device, ...change }) => {
      if (device !== undefined) {
        await checkDevice(device)
        chooseDevice(store, store.runs.get(run).id, device)
      }
      return trainings.resume(run, change, turn, on)
    },
    watchRun: async ({ run }) => trainings.watch(run),
    stopRun: ({ run }) => trainings.stop(run),

    trainingQueue: async () => trainings.queue.shown,
    trainingJobs: async () => trainingJobs(store),
    moveInQueue: async ({ run, before }) => {
      trainings.queue.move(run, before)
      return trainings.queue.shown
    },
    setTrainingsAtOnce: async ({ atOnce }) => {
      trainings.queue.setAtOnce(atOnce)
      return trainings.queue.shown
    },

    renameRun: async ({ run: id, name }) => {
      const run = store.runs.update(id, { name })
      emit('runChanged', run)
      return run
    }
  }
}

function binHandlers({ store, emit, trainings }: Context): Pick<Handlers, BinNames> {
  return {
    deleteRun: async ({ run: id }) => {
      const { status } = store.runs.get(id)
      if (activeStatuses.includes(status)) await trainings.stop(id)
      store.runs.setBinned(id, true)
      emit('runRemoved', { run: id })
      trainings.queue.advance()
      return null
    },

    restoreRun: async ({ run: id }) => {
      const run = store.runs.setBinned(id, false)
      emit('runChanged', run)
      return run
    },

    listBin: async () => store.runs.binned(),
    binSize: () => store.bin.size(),

    emptyBin: async () => {
      const binned = store.runs.binned().map(({ id }) => id)
      await discard(
        store,
        () => {
          for (const id of binned) {
            store.runs.delete(id)
            store.preferences.deleteUnder(`run/${id}/`)
          }
        },
        binned.map(id => ({ kind: 'run', id }))
      )
      await store.bin.empty()
      return null
    }
  }
}

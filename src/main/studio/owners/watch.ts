/** Sees what other processes do to the workspace's runs: windows are told when one of them ends, however it ends. */
import type { Emit } from '../../../shared/ipc'
import type { Store } from '../../store'
import type { Trainings } from '../training/trainings'

/** How soon it is noticed, milliseconds. */
const often = 2000

/**
 * Of the runs that others train, windows are told what became of them; they themselves tell of their steps.
 * @param ours what this studio trains; what waits there may begin when others end
 * @returns what ends the watch
 */
export function watchOthers(store: Store, emit: Emit, ours: Pick<Trainings, 'isRunning' | 'advance'>): () => void {
  let known = store.runs.glance()
  let change = store.foreignChange()
  const told = new Set<string>()
  const look = (): void => {
    const left = store.runs.markInterrupted()
    for (const run of left) {
      // Where it cannot be recorded, it is found every time.
      if (told.has(run.id)) continue
      told.add(run.id)
      emit('runChanged', run)
      emit('notice', { level: 'warning', message: `"${run.name}" was interrupted. ${run.error ?? ''}`, run: run.id })
    }
    const now = store.foreignChange()
    if (now === change && left.length === 0) return
    change = now
    const before = known
    known = store.runs.glance()
    for (const [id, at] of known)
      if (before.get(id) !== at && !ours.isRunning(id) && !left.some(run => run.id === id))
        emit('runChanged', store.runs.get(id))
    const all = store.runs.ids()
    for (const id of before.keys()) {
      if (known.has(id)) continue
      // Somebody goes on with it, or has thrown it away.
      told.delete(id)
      if (!all.has(id) || store.runs.isBinned(id)) emit('runRemoved', { run: id })
    }
  }
  const timer = setInterval(() => {
    try {
      look()
      ours.advance()
    } catch {
      // A database that cannot be read just now is told of by whoever needs it.
    }
  }, often)
  timer.unref()
  return () => clearInterval(timer)
}

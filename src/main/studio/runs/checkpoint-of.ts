/** The checkpoint of a run that an epoch names. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'

/**
 * Where an epoch has several (it was stopped half-way into the next), the one at its end.
 * @param epoch undefined: the newest
 * @throws StudioError not-found, with the epochs that have one
 */
export function checkpointOf(store: Store, run: Run, epoch: number | undefined): StoredCheckpoint {
  const checkpoints = store.history.checkpoints(run.id)
  const found = epoch === undefined ? checkpoints.at(-1) : checkpoints.find(checkpoint => checkpoint.epoch === epoch)
  if (found) return found
  const there = [...new Set(checkpoints.map(checkpoint => checkpoint.epoch))]
  throw new StudioError(
    'not-found',
    there.length === 0
      ? `"${run.name}" has no checkpoint yet. The first comes at the end of its first epoch.`
      : `"${run.name}" has no checkpoint of epoch ${epoch ?? ''}. It ` +
          `has: ${
            there.length > 12 ? `${there.slice(0, 5).join(', ')} … ${there.slice(-5).join(', ')}` : there.join(', ')
          }.`
  )
}

/** Which checkpoints are evaluated. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'

/**
 * The last checkpoint of each epoch asked for, ascending; the newest alone by default.
 * @throws StudioError not-found
 */
export function checkpointsOf(store: Store, run: Run, epochs: readonly number[] | undefined): StoredCheckpoint[] {
  const there = new Map<number, StoredCheckpoint>()
  // Where an epoch has several (it was stopped half-way into the next), the one at its end: the first.
  for (const checkpoint of store.history.checkpoints(run.id))
    if (!there.has(checkpoint.epoch)) there.set(checkpoint.epoch, checkpoint)
  const all = [...there.keys()]
  if (all.length === 0)
    throw new StudioError(
      'not-found',
      `"${run.name}" has no checkpoint yet. The first comes at the end of its first epoch.`
    )
  const missing = epochs?.find(epoch => !there.has(epoch))
  if (missing !== undefined) {
    const listed = all.length > 12 ? `${all.slice(0, 5).join(', ')} … ${all.slice(-5).join(', ')}` : all.join(', ')
    throw new StudioError('not-found', `"${run.name}" has no checkpoint of epoch ${missing}. It has: ${listed}.`)
  }
  const chosen = new Set(epochs ?? all.slice(-1))
  return [...there.values()].filter(({ epoch }) => chosen.has(epoch))
}

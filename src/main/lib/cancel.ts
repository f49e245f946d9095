import { StudioError } from '../../shared/errors'

/** @throws StudioError cancelled, once the signal is aborted. */
export function checkCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled. Nothing was kept of the unfinished work.')
}

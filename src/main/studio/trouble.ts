/** A workspace that cannot be written: windows are told, and it is tried again until it can be. */
import { StudioError } from '../../shared/errors'
import type { Emit } from '../../shared/ipc'
import type { Store } from '../store'

/** How often it is tried again, milliseconds. */
const often = 3000

/** What a person reads of it; null where all is well. */
export const troubleOf = ({ trouble }: Pick<Store, 'trouble'>): string | null =>
  trouble && `${trouble.message} Until then this workspace can only be looked at.`

/** @returns what ends the watch */
export function watchTrouble(store: Store, emit: Emit): () => void {
  store.onTrouble(() => emit('trouble', { message: troubleOf(store) }))
  const timer = setInterval(() => {
    if (store.trouble) store.retry()
  }, often)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Deletes rows and the folders that go with them. Rows first: a file without a row is only left over. Where there is no
 * room for that, which rows take on their way out, the folders go first and make it.
 * @throws StudioError
 */
export async function discard(
  store: Store,
  rows: () => void,
  folders: readonly { kind: 'run' | 'dataset'; id: string }[]
): Promise<void> {
  let done = false
  try {
    store.urgently(rows)
    done = true
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'disk-full')) throw error
  }
  for (const { kind, id } of folders) await store.removeFolder(kind, id)
  if (done) return
  store.retry()
  store.urgently(rows)
}

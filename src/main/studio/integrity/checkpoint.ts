/**
 * Checkpoints before they are used: one whose file is not as it was written is refused by name, and the nearest good
 * one offered.
 */
import { basename } from 'node:path'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { codeOf, whyOf } from '../../lib/failures'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'
import { hashOf } from '../../lib/hashes'

/** @throws StudioError not-readable, where the file is not what it was when it was written */
export async function checkCheckpoint(
  store: Store,
  run: Pick<Run, 'id' | 'name'>,
  checkpoint: StoredCheckpoint
): Promise<void> {
  const wrong = await wrongWith(checkpoint)
  if (wrong)
    throw new StudioError(
      'not-readable',
      `The checkpoint of epoch ${checkpoint.epoch} of "${run.name}" ` +
        `(${basename(checkpoint.path)}) ${wrong}. ${await offer(store, run, checkpoint)}`
    )
}

/** Null where the file is as it was written; else ends "The checkpoint …". */
async function wrongWith({ path, sha256 }: StoredCheckpoint): Promise<string | null> {
  try {
    return (await hashOf(path)) === sha256.toLowerCase() ? null : 'is damaged: its file is not as it was written'
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'is missing' : `cannot be read: ${whyOf(error)}`
  }
}

/** The epoch next to a damaged one whose checkpoint is whole. */
async function offer(store: Store, run: Pick<Run, 'id'>, { epoch: asked, step }: StoredCheckpoint): Promise<string> {
  const others = new Map<number, StoredCheckpoint>()
  // Of an epoch that has several, the one at its end: the first.
  for (const each of store.history.checkpoints(run.id)) if (!others.has(each.epoch)) others.set(each.epoch, each)
  const near = [...others.values()]
    .filter(each => each.step !== step)
    .sort((a, b) => Math.abs(a.epoch - asked) - Math.abs(b.epoch - asked))
  for (const each of near)
    if ((await wrongWith(each)) === null)
      return `Epoch ${each.epoch} is the nearest whose checkpoint is whole: choose that one.`
  return near.length > 0 ? 'None of its other checkpoints is whole.' : 'It has no other.'
}

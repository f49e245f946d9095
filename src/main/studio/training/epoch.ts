/** An epoch that a run has finished, put into the workspace. */
import { rm } from 'node:fs/promises'
import type { EpochMetrics, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { encodeSheet } from '../../drawing/sheet'
import type { SamplePixels } from '../../engine/protocol'
import { writeWhole } from '../../lib/whole-file'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'
import { pictured } from '../explore/scatter'
import { hashOfBytes } from '../integrity/sheet'
import { superfluous } from '../runs/checkpoints'
import type { LossFeed } from './loss-feed'

export interface FinishedEpoch {
  samples: SamplePixels
  /** Where its sheet is to lie. */
  path: string
  checkpoint: StoredCheckpoint
  /** Losses of its steps that are not stored yet; called inside the transaction. */
  losses: () => ReturnType<LossFeed['take']>
  /** Of training so far. */
  seconds: () => number
}

/** Files first, flushed to the disk; then every row in one transaction; then what is superfluous goes. */
export async function keepEpoch(store: Store, run: Run, metrics: EpochMetrics, finished: FinishedEpoch): Promise<void> {
  try {
    await keep(store, run, metrics, finished)
  } catch (error) {
    // No row names them, and their room is wanted.
    if (error instanceof StudioError && error.code === 'disk-full')
      await Promise.allSettled([finished.path, finished.checkpoint.path].map(file => rm(file, { force: true })))
    throw error
  }
}

async function keep(
  store: Store,
  run: Run,
  metrics: EpochMetrics,
  { samples, path, checkpoint, losses, seconds }: FinishedEpoch
): Promise<void> {
  const { epoch, step } = metrics
  const { png, tileWidth, tileHeight, columns, rows, count } = await encodeSheet(pictured(store, run, samples))
  store.ensureWritable()
  await writeWhole(path, png)
  const left = store.transaction(() => {
    store.history.addEpoch(
      run.id,
      metrics,
      { epoch, path, tileWidth, tileHeight, columns, rows, count, sha256: hashOfBytes(png) },
      checkpoint,
      losses()
    )
    store.runs.update(run.id, { epoch, step, seconds: seconds() })
    const old = superfluous(store.history.checkpoints(run.id))
    for (const each of old) store.history.deleteCheckpoint(run.id, each.step)
    return old
  })
  await store.removeFiles(left.map(each => each.path))
}

/**
 * A sheet from before the first epoch's end: first its file, then its row.
 * @returns whether it is kept: on a full disk it is not, which the epoch itself will say
 */
export async function keepEarly(store: Store, run: Run, step: number, samples: SamplePixels): Promise<boolean> {
  const { png, tileWidth, tileHeight, columns, rows, count } = await encodeSheet(pictured(store, run, samples))
  const path = store.files.earlySample(run.id, step)
  try {
    store.ensureWritable()
    await writeWhole(path, png)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'disk-full') throw error
    await rm(path, { force: true })
    return false
  }
  const sha256 = hashOfBytes(png)
  store.history.early.add(run.id, { step, path, tileWidth, tileHeight, columns, rows, count, sha256 })
  return true
}

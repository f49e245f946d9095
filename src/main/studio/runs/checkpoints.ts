/** Which checkpoint a run goes on from, and which ones are kept. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openRegular } from '../../lib/regular-file'
import { FiniteScan } from '../../tensors/finite'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'

export interface GoingOn {
  /** Null: from the start. */
  checkpoint: StoredCheckpoint | null
  /** One sentence for each checkpoint that could not be used. */
  passedOver: string[]
}

/**
 * Takes a run back to its newest good checkpoint: one whose file is what it was when it was written, and holds numbers
 * only. Everything after it is forgotten, rows first; the files go into the bin.
 * @param before only checkpoints of earlier steps count
 * @param ready what must be there to go on from it (null: from the start); where that throws, nothing is forgotten
 */
export async function rewind(
  store: Store,
  run: string,
  before = Infinity,
  ready: (checkpoint: StoredCheckpoint | null) => Promise<unknown> = async () => undefined
): Promise<GoingOn> {
  const passedOver: string[] = []
  let checkpoint: StoredCheckpoint | null = null
  for (const candidate of store.history
    .checkpoints(run)
    .filter(({ step }) => step < before)
    .reverse()) {
    const wrong = await damage(candidate)
    if (!wrong) {
      checkpoint = candidate
      break
    }
    passedOver.push(`The checkpoint ${basename(candidate.path)} (step ${candidate.step}) ${wrong}.`)
  }
  await ready(checkpoint)
  const step = checkpoint?.step ?? 0
  const files = store.transaction(() => {
    const left = store.history.trim(run, step)
    store.runs.update(run, { step, epoch: checkpoint?.epoch ?? 0 })
    return left
  })
  await store.putAside(files)
  return { checkpoint, passedOver }
}

/** Null when the file is as it was written, else what is wrong with it. */
export async function damage({ path, sha256 }: Pick<StoredCheckpoint, 'path' | 'sha256'>): Promise<string | null> {
  try {
    const hash = createHash('sha256')
    const numbers = new FiniteScan()
    const file = await openRegular(path)
    await pipeline(file.createReadStream({ highWaterMark: 2 ** 20 }), async pieces => {
      for await (const piece of pieces) {
        hash.update(piece)
        numbers.add(piece)
      }
    })
    if (hash.digest('hex') !== sha256.toLowerCase()) return 'is damaged'
    return numbers.finite ? null : 'holds weights that are not numbers'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'is missing' : 'cannot be read'
  }
}

/**
 * A small folder trains thousands of short epochs, and a checkpoint holds three copies of every weight. All are kept up
 * to twice `keep`; past that, every 2nd, 4th, 8th … epoch, the first, and the newest two.
 * @param checkpoints ascending by step
 * @returns those to delete
 */
export function superfluous(checkpoints: readonly StoredCheckpoint[], keep = 64): StoredCheckpoint[] {
  const newest = checkpoints.at(-1)
  if (!newest || checkpoints.length <= 2 * keep) return []
  const stride = 2 ** Math.ceil(Math.log2(newest.epoch / keep))
  return checkpoints.slice(1, -2).filter(({ epoch }) => epoch % stride !== 0)
}

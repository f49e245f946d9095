/** Some examples of a packed file as a packed file of their own: nothing has to be decoded once more. */
import type { ExampleKindId, Framing } from '../../../shared/domain'
import { checkCancelled } from '../../lib/cancel'
import type { WorkOptions } from '../../lib/progress'
import { exampleBytes, readCache, writeCache } from './cache'

/** Read and written at once. */
const chunkBytes = 4 * 1024 ** 2

export interface Subset {
  /** Of all the dataset's examples. */
  file: string
  framing: Framing
  exampleKind: ExampleKindId
  /** Ascending. */
  places: readonly number[]
}

/**
 * @returns sha256 of the file that is written
 * @throws StudioError not-found (the whole file is gone or short), disk-full, cancelled
 */
export function packSubset(
  { file, framing, exampleKind, places }: Subset,
  target: string,
  { signal, progress }: WorkOptions = {}
): Promise<string> {
  const most = Math.max(1, Math.floor(chunkBytes / exampleBytes(framing, exampleKind)))
  return writeCache(target, async append => {
    for (let at = 0; at < places.length;) {
      checkCancelled(signal)
      const first = places[at] ?? 0
      // As many as lie side by side are one reading.
      let count = 1
      while (count < most && places[at + count] === first + count) count++
      await append(await readCache(file, framing, first, count, exampleKind))
      at += count
      progress?.({ label: 'Leaving out what is excluded', done: at, total: places.length })
    }
  })
}

/** Files on their way to the studio, in requests of a few megabytes; the next is read while the last one travels. */
import { request } from '../transport'
import { batches, pack, pieces, type Picked } from './upload'

/** Far below the contract's 8 MB: the bar moves, and Cancel is heard soon, over a slow tunnel too. */
const batchBytes = 2e6
const batchFiles = 500
/** Of an upload's name, as the contract has it. */
const longestName = 200

/** What has arrived. */
export interface Arrived {
  files: number
  bytes: number
  /** Of all files. */
  totalBytes: number
  /** Null before anything has. */
  secondsLeft: number | null
}

/**
 * Copies files to where the studio can read them; what was copied is thrown away when it fails or is called off.
 * @returns the upload's id, for a request that makes something of it
 * @throws RequestError; DOMException where a file cannot be read, or `signal` aborts
 */
export async function sendFiles(
  name: string,
  files: readonly Picked[],
  signal: AbortSignal,
  arrived: (so: Arrived) => void
): Promise<string> {
  const upload = await request('beginUpload', { name: name.slice(0, longestName) })
  try {
    await send(upload, files, signal, arrived)
  } catch (problem) {
    await request('abandonUpload', { upload }).catch(() => {})
    throw problem
  }
  return upload
}

async function send(
  upload: string,
  files: readonly Picked[],
  signal: AbortSignal,
  arrived: (so: Arrived) => void
): Promise<void> {
  const groups = batches(pieces(files, batchBytes), batchBytes, batchFiles)
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0)
  const began = performance.now()
  const sent = { files: 0, bytes: 0 }
  let next = groups[0] && pack(groups[0])
  for (let index = 0; next; index++) {
    const { bytes } = sent
    arrived({
      ...sent,
      totalBytes,
      secondsLeft: bytes > 0 ? ((performance.now() - began) / 1000) * (totalBytes / bytes - 1) : null
    })
    const batch = await next
    signal.throwIfAborted()
    const following = groups[index + 1]
    next = following && pack(following)
    // Awaited in the next round; if sending fails first, its own failure is nobody's to handle.
    next?.catch(() => {})
    await request('uploadFiles', { upload, files: batch.files })
    sent.files += batch.files.filter(({ at }) => at === 0).length
    sent.bytes += batch.bytes
    signal.throwIfAborted()
  }
}

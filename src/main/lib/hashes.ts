/**
 * What files hash to, worked out once for as long as a file is the same: by its size, its place on the disk and when it
 * was last written and changed. Reading it again costs nothing then but a question to the file system.
 */
import { createHash, type Hash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { openRegular } from './regular-file'

const known = new Map<string, { stamp: string; sha256: Promise<string> }>()
/** Paths that are remembered. */
const most = 4096
const pieceBytes = 2 ** 20

/** sha256 of a file, in hexadecimal. @throws UnsuitableFile where it is no regular file; the system's error */
export async function hashOf(path: string): Promise<string> {
  const stamp = await stampOf(path)
  const found = known.get(path)
  if (found?.stamp === stamp) return found.sha256
  const sha256 = read(path)
  known.delete(path)
  known.set(path, { stamp, sha256 })
  for (const oldest of known.keys()) if (known.size > most) known.delete(oldest)
  try {
    const hash = await sha256
    // Written while it was read: nobody knows what the hash is of.
    if ((await stampOf(path)) !== stamp) known.delete(path)
    return hash
  } catch (error) {
    known.delete(path)
    throw error
  }
}

/** Bytes pass through it as they are, and into a hash. */
export const hashing = (hash: Hash) =>
  async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      hash.update(bytes)
      yield bytes
    }
  }

async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}

/** Piece by piece, into the same memory: the studio's thread is never held for longer than one takes. */
async function read(path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await openRegular(path)
  try {
    const piece = Buffer.allocUnsafe(pieceBytes)
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, pieceBytes, null)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}

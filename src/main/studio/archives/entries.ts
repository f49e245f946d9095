/** The files of an archive as it streams by: ZIP, tar, tar in gzip, or one file in gzip, told by its first bytes. */
import type { Readable } from 'node:stream'
import { basename } from 'node:path'
import { constants, createGunzip, gunzipSync } from 'node:zlib'
import { Unzip, UnzipInflate } from 'fflate'
import { BadArchive, readTar } from '../../datasets/starters/tar'
import { codeOf } from '../../lib/failures'
import { openRegular, readAt } from '../../lib/regular-file'

export type ArchiveKind = 'zip' | 'tar' | 'tar.gz' | 'gz'

/** A piece of a file. Pieces of one come in order; the last has `last`. */
export interface Piece {
  path: string
  /** Tells files of one path apart. */
  file: number
  bytes: Uint8Array
  last: boolean
  /** What follows of the file cannot be unpacked. */
  damaged?: boolean
}

/** Of the archive, at once: a piece of a ZIP unpacks to a thousand times as much at most. */
const chunkBytes = 64 * 1024

/** Null of what is no archive. @throws what reading it throws */
export async function archiveKind(file: string): Promise<ArchiveKind | null> {
  const handle = await openRegular(file)
  const bytes = Buffer.alloc(4096)
  let head = bytes
  try {
    head = bytes.subarray(0, await readAt(handle.fd, bytes, 0))
  } finally {
    await handle.close()
  }
  if (head.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'zip'
  if (head[0] === 0x1f && head[1] === 0x8b) return isTar(unzippedHead(head)) ? 'tar.gz' : 'gz'
  return isTar(head) ? 'tar' : null
}

const isTar = (head: Buffer): boolean => head.toString('latin1', 257, 262) === 'ustar'

/** The beginning of what is packed; nothing of what is damaged. */
function unzippedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 24 })
  } catch {
    return Buffer.alloc(0)
  }
}

/** @param name of the archive, by which one file in gzip is called @throws BadArchive, and what reading throws */
export async function* piecesOf(file: string, kind: ArchiveKind, name = file): AsyncGenerator<Piece> {
  const stream = (await openRegular(file)).createReadStream({ highWaterMark: chunkBytes })
  try {
    if (kind === 'gz') yield* onePiece(unzipped(stream), basename(name).replace(/\.gz$/i, ''))
    else yield* kind === 'zip' ? zipPieces(stream) : tarPieces(kind === 'tar' ? stream : unzipped(stream))
  } finally {
    stream.destroy()
  }
}

async function* unzipped(stream: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  stream.on('error', error => gunzip.destroy(error))
  try {
    yield* stream.pipe(gunzip)
  } catch (error) {
    if (typeof codeOf(error) === 'string' && codeOf(error)?.startsWith('Z_'))
      throw new BadArchive('The compressed data is damaged.', { cause: error })
    throw error
  }
}

async function* onePiece(stream: AsyncIterable<Buffer>, path: string): AsyncGenerator<Piece> {
  for await (const bytes of stream) yield { path, file: 1, bytes, last: false }
  yield { path, file: 1, bytes: new Uint8Array(), last: true }
}

async function* tarPieces(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let file = 0
  for await (const { path, body } of readTar(stream)) {
    file++
    for await (const bytes of body) yield { path, file, bytes, last: false }
    yield { path, file, bytes: new Uint8Array(), last: true }
  }
}

async function* zipPieces(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let [count, pieces]: [number, Piece[]] = [0, []]
  const unzip = new Unzip(entry => {
    if (entry.name.endsWith('/')) return
    const [path, file] = [entry.name, ++count]
    entry.ondata = (error, bytes, last) => {
      const damaged = error !== null
      pieces.push({ path, file, bytes: damaged ? new Uint8Array() : bytes, last: last || damaged, damaged })
    }
    try {
      entry.start()
    } catch {
      pieces.push({ path, file, bytes: new Uint8Array(), last: true, damaged: true })
    }
  })
  unzip.register(UnzipInflate)
  const push = (chunk: Uint8Array, last: boolean): Piece[] => {
    pieces = []
    try {
      unzip.push(chunk, last)
    } catch (error) {
      throw new BadArchive('What follows is no ZIP file.', { cause: error })
    }
    return pieces
  }
  for await (const chunk of stream) yield* push(chunk, false)
  yield* push(new Uint8Array(), true)
}

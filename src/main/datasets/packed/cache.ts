/**
 * The packed cache a trainer reads: count × height × width × channels bytes, row major, no header, uint8; where an
 * example has several pictures, one of them after another. It appears under its name whole or not at all.
 */
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { framedShape } from '../../../shared/datasets/framed'
import type { ExampleKindId, Framing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { asStudioError } from '../../lib/failures'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import { openRegular } from '../../lib/regular-file'
import { elementCount } from '../../lib/shape'
import { makeWhole } from '../../lib/whole-file'
import { exampleKinds } from '../../models/examples'

/** Bytes of one picture under a framing. */
export const pictureBytes = (framing: Framing): number => elementCount(framedShape(framing))

/** Bytes of one example of a kind. */
export function exampleBytes(framing: Framing, exampleKind: ExampleKindId): number {
  const { numbers, packed } = exampleKinds.find(exampleKind)
  return numbers(framedShape(framing)) * (packed === 'floats' ? Float32Array.BYTES_PER_ELEMENT : 1)
}

/** Pictures are collected up to this before they are written: few calls, little memory. */
const chunkBytes = 4 * 1024 ** 2

/**
 * Pictures to ask the decoder for before the first of them has come: enough to keep it busy, and no more than 32 MB of
 * pixels.
 */
export const picturesAhead = (framing: Framing): number =>
  Math.max(8, Math.min(128, Math.floor(2 ** 25 / pictureBytes(framing))))

type Append = (pixels: Uint8Array) => Promise<void>

/** Keeps what was written where writing breaks off. */
export interface Keeping {
  /** Its name until it is whole. */
  temporary: string
  /** So many more appended pieces have been written. */
  written: (pieces: number) => Promise<void>
}

/**
 * Writes what `fill` appends to a temporary name, syncs it to the disk and then gives it its own name.
 * When `fill` throws, nothing stays behind, unless it is kept.
 * @returns sha256 of the file
 * @throws StudioError naming the file; whatever `fill` throws.
 */
export async function writeCache(
  file: string,
  fill: (append: Append) => Promise<void>,
  keeping?: Keeping
): Promise<string> {
  try {
    await makeFolder(dirname(file), privateFolder)
    return await makeWhole(file, handle => writeTo(handle, fill, keeping), { kept: keeping?.temporary })
  } catch (error) {
    throw asStudioError(error, { path: file, doing: 'written' })
  }
}

async function writeTo(
  handle: FileHandle,
  fill: (append: Append) => Promise<void>,
  keeping: Keeping | undefined
): Promise<string> {
  const hash = createHash('sha256')
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  const flush = async (): Promise<void> => {
    const pieces = waiting
    waiting = []
    waitingBytes = 0
    const chunk = Buffer.concat(pieces)
    hash.update(chunk)
    await handle.writeFile(chunk)
    await keeping?.written(pieces.length)
  }
  try {
    await fill(async pixels => {
      waiting.push(pixels)
      waitingBytes += pixels.length
      if (waitingBytes >= chunkBytes) await flush()
    })
  } catch (error) {
    // What was decoded is kept, too.
    if (keeping) await flush().catch(() => {})
    throw error
  }
  await flush()
  return hash.digest('hex')
}

/**
 * Reads pictures (or pairs) first … first + count − 1 of a cache.
 * @throws StudioError not-found where the file is gone or shorter.
 */
export async function readCache(
  file: string,
  framing: Framing,
  first: number,
  count: number,
  exampleKind: ExampleKindId = 'pictures'
): Promise<Uint8Array> {
  const each = exampleBytes(framing, exampleKind)
  const pixels = new Uint8Array(count * each)
  const gone = (cause?: unknown): StudioError =>
    new StudioError(
      'not-found',
      `The dataset’s prepared pictures are gone or damaged (${file}). Import the dataset again.`,
      { cause }
    )
  const handle = await openRegular(file).catch(error => {
    throw gone(error)
  })
  try {
    for (let read = 0; read < pixels.length;) {
      const { bytesRead } = await handle.read(pixels, read, pixels.length - read, first * each + read)
      if (bytesRead === 0) throw gone()
      read += bytesRead
    }
  } finally {
    await handle.close()
  }
  return pixels
}

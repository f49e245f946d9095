/**
 * Reading files that somebody else made. Under a file's name may lie a pipe that nobody writes to, a device without
 * end, or something of the system's that answers when it likes: only regular files are read, up to a size, and no open
 * or read waits.
 */
import { closeSync, constants, fstatSync, openSync, read, readFileSync, type Stats, statSync } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { StudioError } from '../../shared/errors'
import { asStudioError, codeOf } from './failures'

/** Why a file is not read although it is there: the message is a whole sentence about "it". */
export class UnsuitableFile extends Error {
  override name = 'UnsuitableFile'
}

/** Windows has no such thing. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
/** Between two looks at whether it was cancelled. */
const pieceBytes = 16 * 2 ** 20

/** Opens a regular file, or a link to one. @throws UnsuitableFile; the system's error */
export async function openRegular(path: string | Buffer): Promise<FileHandle> {
  // Opening alone does something to some devices; asking what lies under a name never does.
  checkRegular(await stat(path))
  const handle = await open(path, flags)
  try {
    checkRegular(await handle.stat())
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

export interface ReadOptions {
  /** Bytes. */
  most: number
  signal?: AbortSignal | undefined
  /** Told the size before anything is read; what it throws comes of the reading. */
  admit?: ((size: number) => void) | undefined
}

export interface ReadHereOptions extends ReadOptions {
  /** Told of the file as it is when it is opened. */
  opened?: ((facts: Stats) => void) | undefined
}

/**
 * A regular file's bytes. What the system makes up while it is read has a size of 0 and is read to its end, too.
 * @throws UnsuitableFile where it is no regular file, or larger; the system's error; the signal's reason
 */
export async function readRegular(path: string, options: ReadOptions): Promise<Buffer> {
  options.signal?.throwIfAborted()
  const handle = await openRegular(path)
  try {
    return await readAll(handle.fd, (await handle.stat()).size, options)
  } finally {
    await handle.close()
  }
}

/**
 * The same for a process that has nothing else to do than read files: all but the reading itself is asked of the system
 * at once, which for thousands of small files is most of the work.
 */
export async function readRegularHere(path: string | Buffer, options: ReadHereOptions): Promise<Buffer> {
  checkRegular(statSync(path))
  const file = openSync(path, flags)
  try {
    const facts = fstatSync(file)
    checkRegular(facts)
    options.opened?.(facts)
    return await readAll(file, facts.size, options)
  } finally {
    closeSync(file)
  }
}

/** The same at once, for small files that must be known before anything else. @param most bytes */
export function readRegularSync(path: string, most: number): Buffer {
  checkRegular(statSync(path))
  const file = openSync(path, flags)
  try {
    const facts = fstatSync(file)
    checkRegular(facts)
    if (facts.size > most) throw tooLarge(facts.size, most)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** Nothing there is as good as a file. @throws UnsuitableFile where something else lies there; the system's error */
export function checkRegularSync(path: string): void {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts) checkRegular(facts)
}

const readSome = promisify(read)

async function readAll(file: number, size: number, { most, signal, admit }: ReadOptions): Promise<Buffer> {
  if (size > most) throw tooLarge(size, most)
  admit?.(size)
  try {
    if (size === 0) return await readUnknown(file, most, signal)
    const bytes = Buffer.allocUnsafeSlow(size)
    return bytes.subarray(0, await readAt(file, bytes, 0, signal))
  } catch (error) {
    throw codeOf(error) === 'EAGAIN'
      ? new UnsuitableFile('It is something of the system’s that waits for its bytes, not a file.')
      : error
  }
}

/** A file that somebody named. @throws StudioError that says why it cannot be read; the signal's reason */
export const readNamed = (path: string, options: ReadOptions): Promise<Buffer> =>
  naming(path, () => readRegular(path, options))

/** `openRegular`, whose failures name the file in the same way. */
export const openNamed = (path: string): Promise<FileHandle> => naming(path, () => openRegular(path))

async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UnsuitableFile)
      throw new StudioError('not-readable', `“${path}” cannot be read. ${error.message}`, { cause: error })
    throw asStudioError(error, { path, doing: 'read' })
  }
}

/** Reads as many bytes as there are from a position on, up to the whole of `bytes`. @returns how many there were */
export async function readAt(file: number, bytes: Uint8Array, position: number, signal?: AbortSignal): Promise<number> {
  let filled = 0
  while (filled < bytes.length) {
    signal?.throwIfAborted()
    const { bytesRead } = await readSome(
      file,
      bytes,
      filled,
      Math.min(pieceBytes, bytes.length - filled),
      position + filled
    )
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

async function readUnknown(file: number, most: number, signal: AbortSignal | undefined): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let length = 0; ;) {
    signal?.throwIfAborted()
    const piece = Buffer.allocUnsafeSlow(65_536)
    const { bytesRead } = await readSome(file, piece, 0, piece.length, null)
    if (bytesRead === 0) return Buffer.concat(parts)
    length += bytesRead
    if (length > most) throw tooLarge(length, most)
    parts.push(piece.subarray(0, bytesRead))
  }
}

/** @throws UnsuitableFile */
function checkRegular(facts: Stats): void {
  if (facts.isFile()) return
  if (facts.isDirectory()) throw new UnsuitableFile('It is a folder, not a file.')
  if (facts.isFIFO()) throw new UnsuitableFile('It is a pipe, not a file.')
  if (facts.isSocket()) throw new UnsuitableFile('It is a socket, not a file.')
  throw new UnsuitableFile('It is a device, not a file.')
}

function tooLarge(size: number, most: number): UnsuitableFile {
  return new UnsuitableFile(`The file is too large (${sizeWords(size)}); up to ${sizeWords(most)} is read.`)
}

/** Decimal, as disks are sold: "1.2 GB", "64 MB". */
export const sizeWords = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`

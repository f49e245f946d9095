/** Reads members out of a zip, wherever its bytes are (APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.16). */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  closeSync
} from 'node:fs'
import { dirname } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { download, getRange } from './http.mjs'
import { Problem } from './say.mjs'

/** @typedef {{ name: string, method: number, compressed: number, size: number, offset: number }} Entry */
/**
 * @typedef {{ size: number, read(start: number, end: number): Promise<Buffer>, stream(start: number, end: number,
 * spool: string, progress?: { add(bytes: number): void }): Promise<import('node:stream').Readable> }} Source
 */

/** A zip on a server that serves ranges. @param {string} url @param {number} size in bytes @returns {Source} */
export const remote = (url, size) => ({
  size,
  read: (start, end) => getRange(url, start, end),
  // Kept on disk until it is unpacked, so that a download broken off goes on where it stopped.
  async stream(start, end, spool, progress) {
    await download(url, start, end, spool, { progress })
    return createReadStream(spool)
  }
})

/** A zip on this disk. @param {string} file @returns {Source} */
export const local = file => ({
  size: statSync(file).size,
  async read(start, end) {
    const handle = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(end - start)
      return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, start))
    } finally {
      closeSync(handle)
    }
  },
  stream: async (start, end) =>
    end > start ? createReadStream(file, { start, end: end - 1 }) : new PassThrough().end()
})

const damaged = (/** @type {string} */ what) =>
  new Problem(
    `${what} arrived damaged. Start again to fetch it anew; if it happens again, the index (PIP_INDEX_URL) ` +
      'serves a different file than the one Atelier was tested with.'
  )

/** The table of contents. @param {Source} source @returns {Promise<Map<string, Entry>>} */
export async function entries(source) {
  const tailStart = Math.max(0, source.size - 22 - 0xffff)
  const tail = await source.read(tailStart, source.size)
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0) throw damaged('The archive')
  const size = tail.readUInt32LE(end + 12),
    offset = tail.readUInt32LE(end + 16)
  // Archives beyond 4 GB keep these numbers elsewhere; no wheel comes near.
  if (offset === 0xffffffff || offset + size > source.size) throw damaged("The archive's table of contents")
  const table =
    offset >= tailStart
      ? tail.subarray(offset - tailStart, offset - tailStart + size)
      : await source.read(offset, offset + size)
  /** @type {Map<string, Entry>} */
  const found = new Map()
  for (let at = 0; at + 46 <= table.length && table.readUInt32LE(at) === 0x02014b50;) {
    const nameLength = table.readUInt16LE(at + 28)
    const name = table.toString('utf8', at + 46, at + 46 + nameLength)
    found.set(name, {
      name,
      method: table.readUInt16LE(at + 10),
      compressed: table.readUInt32LE(at + 20),
      size: table.readUInt32LE(at + 24),
      offset: table.readUInt32LE(at + 42)
    })
    at += 46 + nameLength + table.readUInt16LE(at + 30) + table.readUInt16LE(at + 32)
  }
  return found
}

/**
 * Unpacks one member to a file, which appears under its name only when whole and verified.
 * @param {Source} source
 * @param {Entry} entry
 * @param {string} target
 * @param {{ sha256?: string, progress?: { add(bytes: number): void } }} [options] sha256 in base64url, as in a wheel's
 *   RECORD
 */
export async function extract(source, entry, target, { sha256, progress } = {}) {
  mkdirSync(dirname(target), { recursive: true })
  const spool = `${target}.download`,
    unpacked = `${target}.unpacking`
  // The local header repeats the name, but may carry other extra fields than the table does.
  const header = await source.read(entry.offset, entry.offset + 30)
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(entry.name)
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const bytes = await source.stream(start, start + entry.compressed, spool, progress)
  const hash = createHash('sha256')
  let length = 0
  try {
    await pipeline(
      bytes,
      entry.method === 0 ? new PassThrough() : createInflateRaw(),
      async function* (chunks) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          length += chunk.length
          yield chunk
        }
      },
      createWriteStream(unpacked)
    )
    if (length !== entry.size || (sha256 && hash.digest('base64url') !== sha256)) throw damaged(entry.name)
  } catch (error) {
    rmSync(unpacked, { force: true })
    const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? ''
    if (error instanceof Problem || code.startsWith('Z_')) {
      rmSync(spool, { force: true })
      throw damaged(entry.name)
    }
    throw error
  }
  renameSync(unpacked, target)
  rmSync(spool, { force: true })
}

/** Files to and from another machine: in pieces, gone on with where they were cut off, and never half there. */
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { SFTPWrapper, Stats } from 'ssh2'
import { StudioError } from '../../../shared/errors'
import { hashOf } from '../../lib/hashes'
import type { WorkOptions } from '../../lib/progress'
import { shellCommand } from '../shell-words'
import type { Connection } from './connection'

export interface TransferOptions {
  signal?: AbortSignal
  /** @param done bytes that are there, of `total` */
  onProgress?: (done: number, total: number) => void
}

/** How a transfer is told of, and called off with the work that it is a part of. @param label what is done */
export const transferring = (label: string, { signal, progress }: WorkOptions): TransferOptions => ({
  ...(signal ? { signal } : {}),
  onProgress: (done, total) => progress?.({ label, done, total, unit: 'bytes' })
})

/** Its bytes and nothing else are read by its owner alone. */
const privately = 0o600

/** How large a file is there; null: there is none. */
export async function remoteSize(connection: Connection, path: string): Promise<number | null> {
  const sftp = await connection.sftp()
  return (await statOf(sftp, path))?.size ?? null
}

const statOf = (sftp: SFTPWrapper, path: string): Promise<Stats | null> =>
  new Promise(resolve => sftp.stat(path, (error, found) => resolve(error ? null : found)))

/**
 * Brings a file there, beside what it is to replace, and moves it into its place once its hash is the same. What a lost
 * connection left is gone on with.
 * @param sha256 of the file's bytes
 * @returns bytes that went over the wire
 * @throws StudioError not-readable, disk-full, cancelled by `signal`'s reason
 */
export async function put(
  connection: Connection,
  from: string,
  to: string,
  sha256: string,
  { signal, onProgress }: TransferOptions = {}
): Promise<number> {
  const sftp = await connection.sftp()
  const { size } = await stat(from)
  if ((await remoteSize(connection, to)) === size && (await remoteHash(connection, to)) === sha256) return 0
  const part = `${to}.part`
  const before = Math.min((await remoteSize(connection, part)) ?? 0, size)
  let done = before
  if (done < size)
    await written(
      connection,
      pipeline(
        createReadStream(from, { start: done }),
        async function* (source: AsyncIterable<Buffer>) {
          for await (const bytes of source) {
            yield bytes
            done += bytes.length
            onProgress?.(done, size)
          }
        },
        sftp.createWriteStream(part, { flags: before > 0 ? 'r+' : 'w', start: before, mode: privately }),
        { signal }
      )
    )
  if ((await remoteHash(connection, part)) !== sha256) {
    await promisify(sftp.unlink.bind(sftp))(part)
    if (before > 0) return put(connection, from, to, sha256, { signal, onProgress })
    throw new StudioError('not-readable', `${basename(from)} arrived at ${connection.target.host} with other bytes.`)
  }
  await replace(sftp, part, to)
  return size - before
}

async function written(connection: Connection, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw cause
    const full = /no space|quota|failure/i.test(String((cause as Error).message))
    throw new StudioError(
      full ? 'disk-full' : 'not-readable',
      full
        ? `${connection.target.host} has no room left for it. Make room there, or choose another folder.`
        : `The connection to ${connection.target.host} was lost. What has arrived is kept.`,
      { cause }
    )
  }
}

/** OpenSSH's own way to replace a file at once; others remove it first. */
async function replace(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  try {
    await promisify(sftp.ext_openssh_rename.bind(sftp))(from, to)
  } catch {
    await promisify(sftp.unlink.bind(sftp))(to).catch(() => undefined)
    await promisify(sftp.rename.bind(sftp) as (a: string, b: string, done: (error?: Error) => void) => void)(from, to)
  }
}

/** null where it cannot be had. */
async function remoteHash(connection: Connection, path: string): Promise<string | null> {
  const { stdout } = await connection.exec(
    `(sha256sum ${shellCommand(['--', path])} || shasum -a 256 ${shellCommand(['--', path])}) 2>/dev/null`
  )
  return /^\\?([0-9a-f]{64})\s/.exec(stdout)?.[1] ?? null
}

/**
 * Brings a file here, and moves it into its place once it is whole.
 * @param sha256 that it must have; null: not known
 * @returns bytes that went over the wire
 * @throws StudioError not-readable
 */
export async function get(
  connection: Connection,
  from: string,
  to: string,
  sha256: string | null,
  { signal, onProgress }: TransferOptions = {}
): Promise<number> {
  const sftp = await connection.sftp()
  const total = await remoteSize(connection, from)
  if (total === null) throw new StudioError('not-found', `${connection.target.host} has no ${from}.`)
  const part = `${to}.part`
  const before = await stat(part).then(
    ({ size }) => Math.min(size, total),
    () => 0
  )
  let done = before
  if (done < total)
    await pipeline(
      async function* () {
        for await (const bytes of piecesOf(sftp, from, before, total)) {
          yield bytes
          done += bytes.length
          onProgress?.(done, total)
        }
      },
      createWriteStream(part, { flags: before > 0 ? 'r+' : 'w', start: before, mode: privately }),
      { signal }
    ).catch((cause: unknown) => {
      if ((cause as Error).name === 'AbortError') throw cause
      throw new StudioError('not-readable', `The connection to ${connection.target.host} was lost.`, { cause })
    })
  if (sha256 !== null && (await hashOf(part)) !== sha256) {
    await rm(part, { force: true })
    if (before > 0) return get(connection, from, to, sha256, { signal, onProgress })
    throw new StudioError('not-readable', `${basename(from)} arrived with other bytes than it was sent with.`)
  }
  await rename(part, to)
  return total - before
}

/**
 * What a file there has from a byte on; empty where it has no more, or is not there.
 * @param most bytes at once
 */
export async function tail(connection: Connection, path: string, from: number, most = 1 << 20): Promise<Buffer> {
  const size = (await remoteSize(connection, path)) ?? 0
  if (size <= from) return Buffer.alloc(0)
  const pieces: Buffer[] = []
  const sftp = await connection.sftp()
  for await (const bytes of piecesOf(sftp, path, from, Math.min(size, from + most))) pieces.push(bytes)
  return Buffer.concat(pieces)
}

/** Bytes of a piece, and how many are asked for before the first has come: a megabyte is under way on a slow line. */
const [pieceSize, ahead] = [32_768, 32]

/** A file's bytes from one place to before another, in order; the next are asked for while the first are waited for. */
async function* piecesOf(sftp: SFTPWrapper, path: string, from: number, to: number): AsyncGenerator<Buffer> {
  const handle = await new Promise<Buffer>((resolve, reject) =>
    sftp.open(path, 'r', (error, opened) => (error ? reject(error) : resolve(opened)))
  )
  const read = (at: number): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.alloc(Math.min(pieceSize, to - at))
      sftp.read(handle, bytes, 0, bytes.length, at, (error, count) => {
        if (error) reject(error)
        else if (count < bytes.length) reject(new Error(`${path} became shorter while it was read.`))
        else resolve(bytes)
      })
    })
  const asked: Promise<Buffer>[] = []
  try {
    for (let at = from; at < to || asked.length > 0;) {
      for (; at < to && asked.length < ahead; at += pieceSize) {
        const piece = read(at)
        // Whoever waits for it hears; a later one that fails as well has nobody who waits.
        piece.catch(() => undefined)
        asked.push(piece)
      }
      const next = await asked.shift()
      if (next) yield next
    }
  } finally {
    sftp.close(handle, () => undefined)
  }
}

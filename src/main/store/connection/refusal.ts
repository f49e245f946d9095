/**
 * Whether a folder takes what is written to it, asked of the system itself: SQLite says only "disk I/O error" or
 * "unable to open".
 */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { unfinished } from '../../lib/whole-file'
import { privateFile } from '../../lib/private'

/** What a commit takes, and a little more. */
const some = 64 * 1024

/** The system's error when something is written to a folder; null where it takes it. Nothing stays behind. */
export function refusal(folder: string): unknown {
  const file = join(folder, `.probe.${randomUUID().slice(0, 8)}${unfinished}`)
  try {
    const handle = openSync(file, 'wx', privateFile)
    try {
      // A full disk, or a limit on files, may take a part of it.
      const bytes = new Uint8Array(some).fill(1)
      for (let written = 0; written < some;) written += writeSync(handle, bytes, written)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    return null
  } catch (error) {
    return error
  } finally {
    rmSync(file, { force: true })
  }
}

/** Bytes that may still be written to a folder's disk; 0 where nobody can tell. */
export function freeSpace(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}

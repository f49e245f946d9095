/**
 * Words on stdout and stderr. Losing them ends no work; but of stdout it is remembered, since somebody may count on it.
 */
import { fstatSync, writeSync } from 'node:fs'
import { whyOf } from './failures'

let lost: unknown = null
/**
 * There never was an output (`>&-`): Node opens a place for nothing in its stead, so that only the shell that started
 * us can know (bin/atelier).
 */
const closed = process.env['ATELIER_STDOUT'] === 'closed'
let wrote = false
let watched = false

/** From now on a full disk, a closed pipe or a terminal that is gone does not end this process. */
export function outliveStreams(): void {
  if (watched) return
  watched = true
  process.stdout.on('error', error => {
    lost ??= error
  })
  process.stderr.on('error', () => undefined)
}

/** Node writes to a file in one go, and takes no notice where the disk holds only a part of it. */
const isFile = (): boolean => {
  try {
    return fstatSync(1).isFile()
  } catch {
    return false
  }
}

export function toStdout(text: string | Uint8Array): void {
  wrote = true
  if (!isFile()) return void process.stdout.write(text)
  try {
    for (let left = Buffer.from(text); left.length > 0;) left = left.subarray(writeSync(1, left))
  } catch (error) {
    lost ??= error
  }
}

/** For who writes much, piece by piece: once whoever reads has taken what was written. */
export const stdoutHasRoom = async (): Promise<void> => {
  // A failed write tells its callback, too.
  if (process.stdout.writableNeedDrain) await new Promise<void>(done => process.stdout.write('', () => done()))
}

/** Once all words have left this process: in a sentence that some were lost, and why; null where none were. */
export async function lostWords(): Promise<string | null> {
  await new Promise<void>(done => {
    process.stdout.write('', () => done())
  })
  // A failed write tells its callback first, and everybody else a moment later.
  await new Promise(setImmediate)
  if (closed && wrote) return 'The output was lost: it is closed.'
  return lost === null ? null : `A part of the output was lost: ${whyOf(lost, 'written')}.`
}

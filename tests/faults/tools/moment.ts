/** When to strike: at any time, or in the middle of a write. */
import { watch } from 'node:fs'
import type { Random } from './random'
import { pause } from './wait'

/** What half-written files are called, and SQLite's log. */
const writing = /\.part(ial)?$|\.tmp$|-wal$|-journal$/

/**
 * Waits for a moment within `span` milliseconds. Half of them are just after a half-written file has appeared below the folder.
 * @param over resolves when there is nothing to strike at any more
 * @returns how the moment was chosen
 */
export async function moment(random: Random, folder: string, span: number, over: Promise<unknown> = new Promise(() => {})): Promise<'at any time' | 'in a write'> {
  const at = random.between(0, span)
  if (random.chance(0.5)) {
    await Promise.race([pause(at), over])
    return 'at any time'
  }
  // Not the first write but one of many: those before a share of the span are let go.
  const after = at * 0.8
  const began = performance.now()
  const late = random.between(0, 6)
  const seen = Promise.withResolvers<void>()
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (name && writing.test(name) && performance.now() - began >= after) seen.resolve()
  })
  watcher.on('error', () => {})
  try {
    const found = await Promise.race([seen.promise.then(() => true), pause(span).then(() => false), over.then(() => false)])
    if (found && late >= 1) await pause(late)
    return found ? 'in a write' : 'at any time'
  } finally {
    watcher.close()
  }
}

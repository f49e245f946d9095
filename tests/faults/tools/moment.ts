/** When to strike: at any time, or in the middle of a write. */
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Round } from '../round'
import { pause } from './wait'

/** What half-written files are called, and SQLite's log. */
const writing = /\.part(ial)?$|\.tmp$|-wal$|-journal$/

/**
 * Waits for a moment within `span` milliseconds of a quiet machine. Half of them are just after a half-written file has
 * appeared below the folder.
 * @param over resolves when there is nothing to strike at any more
 */
export async function moment(
  { random, slowness, tally }: Round,
  folder: string,
  span: number,
  over: Promise<unknown> = new Promise(() => {})
): Promise<void> {
  const limit = span * slowness
  const at = random.between(0, limit)
  if (random.chance(0.5)) {
    await Promise.race([pause(at), over])
    return tally.see('struck at any time')
  }
  // The first write, or one of many: those before a share of the span are let go.
  const after = random.chance(0.5) ? 0 : at * 0.8
  const began = performance.now()
  const late = random.between(0, 6) * slowness
  const seen = Promise.withResolvers<void>()
  const close = watchBelow(folder, name => {
    if (writing.test(name) && performance.now() - began >= after) seen.resolve()
  })
  try {
    const found = await Promise.race([
      seen.promise.then(() => true),
      pause(limit).then(() => false),
      over.then(() => false)
    ])
    if (found && late >= 1) await pause(late)
    tally.see(found ? 'struck in a write' : 'struck late, no write having been seen')
  } finally {
    close()
  }
}

/**
 * Tells the name of whatever changes below a folder. Watches every folder by itself: the recursion that Node offers
 * asks files how they are now and then, and is late.
 * @returns what ends it
 */
function watchBelow(folder: string, tell: (name: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>()
  const add = (path: string): void => {
    if (watchers.has(path)) return
    try {
      if (!statSync(path).isDirectory()) return
      const watcher = watch(path, (_, name) => {
        if (!name) return
        tell(name)
        add(join(path, name))
      })
      watcher.on('error', () => watcher.close())
      watchers.set(path, watcher)
      for (const entry of readdirSync(path, { withFileTypes: true }))
        if (entry.isDirectory()) add(join(path, entry.name))
    } catch {
      // Gone already.
    }
  }
  add(folder)
  return () => {
    for (const watcher of watchers.values()) watcher.close()
  }
}

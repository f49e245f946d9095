/** Notices that the process which started this one has died, however it died, and whatever stands between them. */
import { Worker } from 'node:worker_threads'

/** How soon a death is noticed, ms. */
const often = 500

/** Whether a process that was this one's parent is gone: on Windows orphans keep their parent's id. Needs nothing but Node's globals. */
export function isParentGone(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid !== parent
  try {
    process.kill(parent, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/** Calls back once, soon after the parent has died. Keeps no process alive. @returns what ends the watch */
export function onParentGone(parent: number, act: () => void): () => void {
  const timer = setInterval(() => {
    if (!isParentGone(parent)) return
    clearInterval(timer)
    act()
  }, often).unref()
  return () => clearInterval(timer)
}

/**
 * Kills this process once its parent is gone, from a thread of its own: an engine in the midst of a native call of
 * minutes looks at no message and at no timer.
 */
export function dieWithParent(): void {
  const watch = `const isGone = ${isParentGone.toString()}, parent = process.ppid
    setInterval(() => { if (isGone(parent)) process.kill(process.pid, 'SIGKILL') }, ${often})`
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } }).unref()
}

/** Notices that a process which this one belongs to has died, however it died. */
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

/** How soon a death is noticed, ms. */
const often = 500

/**
 * Whether the process that was this one's parent is gone: on Windows orphans keep their parent's id. Needs nothing but
 * Node's globals.
 */
function isParentGone(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid !== parent
  try {
    process.kill(parent, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/** Whether any process is gone; one that is dead and not buried is. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
  if (process.platform !== 'linux') return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return /^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1))
  } catch {
    return false
  }
}

/** Calls back once, soon after one of these processes has died. Keeps no process alive. */
export function onGone(pids: readonly number[], act: () => void): void {
  const { ppid } = process
  const timer = setInterval(() => {
    if (!pids.some(pid => (pid === ppid ? isParentGone(pid) : isGone(pid)))) return
    clearInterval(timer)
    act()
  }, often).unref()
}

/**
 * Kills this process once its parent is gone, from a thread of its own: an engine in the midst of a native call of
 * minutes looks at no message and at no timer.
 * @param also what that thread does besides, a program
 */
export function dieWithParent(also = ''): void {
  const watch = `const isGone = ${isParentGone.toString()}, parent = process.ppid
    setInterval(() => { if (isGone(parent)) process.kill(process.pid, 'SIGKILL') }, ${often})
    ${also}`
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } }).unref()
}

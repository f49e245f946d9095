/** What asks this process to end: signals, and the death of whoever started it. */
import { onGone } from './parent'

export const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type Ending = (typeof endings)[number]

/** The exit status of who is ended by it, as shells have it. */
export const statusOf: Record<Ending, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

/**
 * Ends this process as the signal would have, had nobody listened to it. `process.exit` waits for what this process's
 * threads
 * have asked of the system: of a disk that does not answer, for ever.
 */
export function endAtOnce(signal: Ending): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/** What is asked of a disk is given so long to be answered, ms. */
const patience = 300

/** Ends this process with the signal's status; where a disk does not answer, as the signal itself does. */
export function endBy(signal: Ending): void {
  const asks = (): boolean => process.getActiveResourcesInfo().some(kind => kind.startsWith('FSReq'))
  if (!asks()) process.exit(statusOf[signal])
  setTimeout(() => {
    if (asks()) endAtOnce(signal)
    process.exit(statusOf[signal])
  }, patience)
}

/**
 * Calls back each time this process is asked to end. Under nohup a hang-up is no such thing: Node has forgotten by now
 * that it was ignored, so that bin/atelier says it, or the shell that names the program it starts in `_`. Where those
 * that started this process die (scripts/lib/processes.mjs names them), it is as if the terminal had closed.
 */
export function onEnding(listener: (signal: Ending) => void, env = process.env): void {
  const outlives = env.ATELIER_HANGUP === 'ignored' || /(^|\/)nohup$/.test(env._ ?? '')
  for (const signal of endings)
    process.on(signal, signal === 'SIGHUP' && outlives ? () => undefined : () => listener(signal))
  const starters = (env.ATELIER_STARTERS ?? '')
    .split(',')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && pid > 0)
  // What this process starts belongs to it, and to nobody before it.
  delete env.ATELIER_STARTERS
  if (starters.length > 0) onGone(starters, () => listener('SIGHUP'))
}

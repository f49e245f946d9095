/** What asks this process to end: signals, and the death of whoever started it. */
import { onGone } from './parent'

export const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type Ending = (typeof endings)[number]

/** The exit status of who is ended by it, as shells have it. */
export const statusOf: Record<Ending, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

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

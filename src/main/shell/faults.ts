/** What goes wrong in the shell itself, and Chromium's processes that nobody else looks after. */
import { app } from 'electron'
import type { Log } from '../lib/log'

export interface FaultsOptions {
  log: Log
  /** For the window. */
  say: (message: string) => void
}

/** Handled by whoever started them. */
const ours = /^Atelier /

/** An error that nobody caught ends nothing here: what trains is in other processes, what is kept in another thread. */
export function watchFaults({ log, say }: FaultsOptions): void {
  const told = new Set<string>()
  const fault =
    (what: string) =>
    (cause: unknown): void => {
      const message = cause instanceof Error ? cause.message : String(cause)
      log.error(what, cause instanceof Error ? cause : new Error(message))
      // The same one again and again is one message.
      if (told.has(message)) return
      told.add(message)
      say(
        `Something in the window's shell went wrong and was not finished: ${message.replace(/\.$/, '')}. ` +
          'Training goes on.'
      )
    }
  process.on('uncaughtException', fault('An exception that nobody caught.'))
  process.on('unhandledRejection', fault('A rejection that nobody caught.'))
  app.on('child-process-gone', (_event, { type, name = '', reason, exitCode }) => {
    // Chromium starts its services again by itself.
    if (type !== 'GPU' && !ours.test(name) && reason !== 'clean-exit')
      log.warn(`A process of Chromium's is gone: ${type} ${name}, ${reason}, ${exitCode}.`)
  })
}

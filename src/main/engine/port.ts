/**
 * An engine process's way to the studio: orders come in, reports go out. The process ends once the studio has said that
 * the last report has arrived: what Electron's parentPort still holds when a process exits is lost.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { type Channel, openChannel } from '../lib/channel'
import type { Order, Report, ToEngine, ToStudio } from './protocol'

export interface Port {
  send: (report: Report) => void
  /** @param gone the studio has died: nobody hears what is reported any more */
  listen: (receive: (order: Order) => void, gone: () => void) => void
  /**
   * Ends this process once the studio has heard everything. A dead studio, or one that is silent for long, is not
   * waited for.
   */
  end: (status: number) => Promise<void>
}

/**
 * A studio may be busy for so long before it hears us, ms: it has a farewell of its own for engines that do not end.
 */
const patience = 60_000

/** @param exit where a test must live on */
export function openPort(
  channel: Channel<ToEngine, ToStudio> = openChannel(),
  exit: (status: number) => void = process.exit
): Port {
  const released = Promise.withResolvers<void>()
  return {
    send: report => {
      channel.post(report)
    },
    listen: (receive, gone) => {
      channel.listen(
        message => {
          if (message.type === 'farewell') released.resolve()
          else receive(message)
        },
        () => {
          released.resolve()
          gone()
        }
      )
    },
    end: async status => {
      channel.post({ type: 'leaving', status })
      await Promise.race([released.promise, wait(patience)])
      exit(status)
    }
  }
}

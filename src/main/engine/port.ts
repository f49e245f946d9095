/**
 * An engine process's way to the studio: orders come in, reports go out. The process ends once the studio has said that
 * the last report has arrived: what Electron's parentPort still holds when a process exits is lost.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { type Channel, openChannel } from '../lib/channel'
import { protocolVersion, type Order, type Report, type ToEngine, type ToStudio } from './protocol'

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
  const end = async (status: number): Promise<void> => {
    channel.post({ type: 'leaving', status })
    await Promise.race([released.promise, wait(patience)])
    exit(status)
  }
  /** Whether the studio speaks as we do; where not, it is told so, and this process ends. */
  const understood = ({ protocol, ...order }: { protocol: number; call?: number }): boolean => {
    if (protocol === protocolVersion) return true
    const message =
      `The studio and its engine are of different versions (${protocol} and ${protocolVersion}). Build Atelier ` +
      'again with `npm run build`, and start it anew.'
    channel.post({ type: 'error', code: 'engine', message, ...(order.call === undefined ? {} : { call: order.call }) })
    void end(1)
    return false
  }
  return {
    send: report => {
      channel.post(report)
    },
    listen: (receive, gone) => {
      channel.listen(
        message => {
          if (message.type === 'farewell') released.resolve()
          else if (understood(message)) receive(message)
        },
        () => {
          released.resolve()
          gone()
        }
      )
    },
    end
  }
}

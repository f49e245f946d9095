/**
 * An engine process's way to the studio: orders come in, reports go out. The process ends once the studio has said that
 * the last report has arrived: what Electron's parentPort still holds when a process exits is lost.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Order, Report, ToEngine, ToStudio } from './protocol'

export interface Port {
  send: (report: Report) => void
  /** @param gone the studio has died: nobody hears what is reported any more */
  listen: (receive: (order: Order) => void, gone: () => void) => void
  /** Ends this process once the studio has heard everything. A dead studio, or one that is silent for long, is not waited for. */
  end: (status: number) => Promise<void>
}

/** A studio may be busy for so long before it hears us, ms: it has a farewell of its own for engines that do not end. */
const patience = 60_000

/** @param exit where a test must live on */
export function openPort(channel: Channel = parentPort() ?? fork(), exit: (status: number) => void = process.exit): Port {
  const released = Promise.withResolvers<void>()
  return {
    send: report => { channel.post(report) },
    listen: (receive, gone) => {
      channel.listen(message => {
        if (message.type === 'farewell') released.resolve()
        else receive(message)
      }, () => {
        released.resolve()
        gone()
      })
    },
    end: async status => {
      channel.post({ type: 'leaving', status })
      await Promise.race([released.promise, wait(patience)])
      exit(status)
    }
  }
}

/** What both ways have in common: messages in their order, both ways. */
export interface Channel {
  post: (message: ToStudio) => void
  listen: (receive: (message: ToEngine) => void, gone: () => void) => void
}

/** What Electron's utilityProcess gives. */
interface ParentPort {
  postMessage: (message: ToStudio) => void
  on: (event: 'message' | 'close', receive: (message: { data: ToEngine }) => void) => void
}

function parentPort(): Channel | null {
  const { parentPort: parent } = process as unknown as { parentPort?: ParentPort }
  if (!parent) return null
  return {
    post: message => { parent.postMessage(message) },
    listen: (receive, gone) => {
      parent.on('message', ({ data }) => { receive(data) })
      parent.on('close', gone)
    }
  }
}

function fork(): Channel {
  if (!process.send) throw new Error('The engine process is started by the studio, not by hand.')
  return {
    // Once the studio is gone there is nobody to tell.
    post: message => { if (process.connected) process.send?.(message, undefined, undefined, () => undefined) },
    listen: (receive, gone) => {
      process.on('message', receive)
      process.on('disconnect', gone)
    }
  }
}

/** An engine process's way to the studio: orders come in, reports go out. */
import type { Order, Report } from './protocol'

export interface Port {
  send: (report: Report) => void
  /** Resolves once everything that was sent has left this process, or nobody is there to take it. */
  sent: () => Promise<void>
  listen: (receive: (order: Order) => void, gone: () => void) => void
}

/** What Electron's utilityProcess gives. */
interface ParentPort { postMessage: (report: Report) => void; on: (event: 'message', receive: (message: { data: Order }) => void) => void }

/** Electron's utilityProcess gives a parentPort; Node's fork gives process.send. */
export function openPort(): Port {
  const parent = (process as unknown as { parentPort?: ParentPort }).parentPort
  if (parent) return { send: report => { parent.postMessage(report) }, sent: () => Promise.resolve(), listen: receive => { parent.on('message', ({ data }) => { receive(data) }) } }
  if (!process.send) throw new Error('The engine process is started by the studio, not by hand.')
  // Reports leave in their order: with the last one all have.
  let last = Promise.resolve()
  const gone = new Promise<void>(done => { process.once('disconnect', done) })
  return {
    send: report => {
      // Once the studio is gone there is nobody to tell.
      if (process.connected) last = new Promise(done => { process.send?.(report, undefined, undefined, () => { done() }) })
    },
    sent: () => Promise.race([last, gone]),
    listen: (receive, left) => { process.on('message', receive); process.on('disconnect', left) }
  }
}

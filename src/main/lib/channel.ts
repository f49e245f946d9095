/**
 * A child process's way to the process that started it: Electron's parentPort, or what Node's fork gives. Messages keep
 * their order.
 */
export interface Channel<Received, Sent> {
  post: (message: Sent) => void
  /** @param gone who started this process has died: nobody hears anything any more */
  listen: (receive: (message: Received) => void, gone: () => void) => void
}

/** What Electron's utilityProcess gives. */
interface ParentPort {
  postMessage: (message: unknown) => void
  on: (event: 'message' | 'close', receive: (message: { data: unknown }) => void) => void
}

/** Both ends are of one build: what comes is what was sent. @throws where nobody started this process */
export function openChannel<Received, Sent>(): Channel<Received, Sent> {
  const { parentPort } = process as unknown as { parentPort?: ParentPort }
  if (parentPort) {
    return {
      post: message => {
        parentPort.postMessage(message)
      },
      listen: (receive, gone) => {
        parentPort.on('message', ({ data }) => {
          receive(data as Received)
        })
        parentPort.on('close', gone)
      }
    }
  }
  if (!process.send) throw new Error('This process is started by the studio, not by hand.')
  return {
    // Once the studio is gone there is nobody to tell.
    post: message => {
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
    },
    listen: (receive, gone) => {
      process.on('message', message => {
        receive(message as Received)
      })
      process.on('disconnect', gone)
    }
  }
}

/** Processes that the studio's thread wants and its host starts: both ends of the port between them. */
import { MessageChannel, type MessagePort, type Transferable } from 'node:worker_threads'
import type { Child, ProcessExit, ProgramStart, StartProcess } from '../processes/child'
import type { FromProcess, FromStudio, ToProcess } from './messages'

/** In the studio's thread: what looks like a process, and is started by the host. */
export function relayedStart(send: (message: FromStudio, transfer: Transferable[]) => void): StartProcess {
  return start => {
    const { port1: near, port2: far } = new MessageChannel()
    const tell = (message: ToProcess): void => near.postMessage(message)
    let receive: (message: unknown) => void = () => {}
    let exit: (exit: ProcessExit) => void = () => {}
    near.on('message', (message: FromProcess) => {
      if ('message' in message) return receive(message.message)
      near.close()
      exit(message.exit)
    })
    send({ type: 'start', start, port: far }, [far])
    return {
      send: message => tell({ message }),
      onMessage: listener => {
        receive = listener
      },
      onExit: listener => {
        exit = listener
      },
      kill: () => tell({ kill: true })
    }
  }
}

/**
 * In the host: starts the process and stands between it and the port. A studio that is gone takes its processes with
 * it.
 */
export function serveProcess(startProcess: StartProcess, start: ProgramStart, port: MessagePort): void {
  const tell = (message: FromProcess, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  let child: Child
  try {
    child = startProcess(start)
  } catch (error) {
    return tell({ exit: { code: null, signal: null, stderr: error instanceof Error ? error.message : String(error) } })
  }
  child.onMessage(message => tell({ message }, bytesIn(message)))
  child.onExit(exit => tell({ exit }))
  port.on('message', (message: ToProcess) => {
    if ('kill' in message) child.kill()
    else child.send(message.message)
  })
  port.on('close', () => child.kill())
}

/** Buffers that are handed over instead of copied: a message belongs to nobody else once it has been read. */
function bytesIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) found.add(value.buffer)
  } else if (Array.isArray(value)) {
    for (const entry of value) if (typeof entry === 'object') bytesIn(entry, found)
  } else if (value !== null && typeof value === 'object') {
    for (const entry of Object.values(value)) bytesIn(entry, found)
  }
  return [...found]
}

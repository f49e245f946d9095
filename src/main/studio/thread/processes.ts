/** Processes that the studio's thread wants and its host starts: both ends of the port between them. */
import { MessageChannel, type MessagePort, type Transferable } from 'node:worker_threads'
import type { Report } from '../../engine/protocol'
import type { EngineExit, StartEngine } from '../engines/engine-process'
import type { FromProcess, FromStudio, ToProcess } from './messages'

/** In the studio's thread: what looks like a process, and is started by the host. */
export function relayedStart(send: (message: FromStudio, transfer: Transferable[]) => void): StartEngine {
  return (program, environment) => {
    const { port1: near, port2: far } = new MessageChannel()
    const tell = (message: ToProcess): void => near.postMessage(message)
    let report: (report: Report) => void = () => {}
    let exit: (exit: EngineExit) => void = () => {}
    near.on('message', (message: FromProcess) => {
      // The engine's own words, as it sent them.
      if ('report' in message) return report(message.report as Report)
      near.close()
      exit(message.exit)
    })
    send({ type: 'start', program, environment, port: far }, [far])
    return {
      send: order => tell({ order }),
      onReport: listener => {
        report = listener
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
export function serveProcess(
  start: StartEngine,
  program: string,
  environment: NodeJS.ProcessEnv,
  port: MessagePort
): void {
  const tell = (message: FromProcess, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  let child
  try {
    child = start(program, environment)
  } catch (error) {
    return tell({ exit: { code: null, signal: null, stderr: error instanceof Error ? error.message : String(error) } })
  }
  const { send, kill, onReport, onExit } = child
  onReport(report => tell({ report }, bytesIn(report)))
  onExit(exit => tell({ exit }))
  port.on('message', (message: ToProcess) => {
    if ('kill' in message) kill()
    // Written by the studio for this very engine.
    else send(message.order as Parameters<typeof send>[0])
  })
  port.on('close', kill)
}

/** Buffers that are handed over instead of copied: a report belongs to nobody else once it has been read. */
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

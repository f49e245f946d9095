/** The browser host's sockets: who is let in, and events to all of them. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Emit } from '../../shared/ipc'
import type { CrowdedCode, RefusedCode, Subprotocol } from '../../shared/wire'
import { writeFrame } from './frames'
import type { Keys } from './keys'
import type { Answer } from './replies'
import { InHand, Session, type Flow } from './session'

const subprotocol: Subprotocol = 'atelier.1'
const refused: RefusedCode = 4401
const crowded: CrowdedCode = 4429

/** How long somebody who was turned away may take to hear why, milliseconds. */
const farewell = 1000

export interface SocketOptions extends Partial<Flow> {
  keys: Keys
  answer: Answer
  /** Called with the stream of a window that was let in. */
  admitted?: (stream: Duplex) => void
  /** Bytes of one message from a window. */
  maxMessage?: number
  maxSockets?: number
  /** Bytes of all requests that are being answered. */
  mostInHand?: number
  /** Unsent bytes of all windows together above which the one that is furthest behind is let go. */
  mostUnsent?: number
}

export interface Sockets {
  /** Takes over an upgrade whose Host and Origin were found right. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void
  emit: Emit
  close(): void
}

export function openSockets({
  keys,
  answer,
  admitted = () => {},
  maxMessage = 64 << 20,
  maxSockets = 16,
  mostInHand = 256 << 20,
  mostUnsent = 512 << 20,
  slow = 1 << 20,
  stuck = 256 << 20
}: SocketOptions): Sockets {
  const common = {
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered: Set<string>) => offered.has(subprotocol) && subprotocol
  }
  const server = new WebSocketServer({ ...common, maxPayload: maxMessage })
  // Only a socket that is open can be told why it is closed; nothing that it sends is kept, and it is not waited for.
  const doorstep = new WebSocketServer({ ...common, maxPayload: 1 })
  const open = new Set<Session>()
  const inHand = new InHand(mostInHand)

  function admit(socket: WebSocket, stream: Duplex, token: string | undefined): void {
    // Protocol errors (too large, not UTF-8, …) close the socket by themselves; unheard, they would end the process.
    socket.on('error', () => {})
    admitted(stream)
    const session = new Session(socket, stream, answer, { slow, stuck }, inHand)
    open.add(session)
    socket.on('close', () => open.delete(session))
    socket.send(writeFrame({ ready: true, ...(token === undefined ? {} : { token }) }))
  }

  function turnAway(request: IncomingMessage, stream: Duplex, head: Buffer, code: number, why: string): void {
    doorstep.handleUpgrade(request, stream, head, socket => {
      socket.on('error', () => socket.terminate())
      socket.close(code, why)
      setTimeout(() => socket.terminate(), farewell).unref()
    })
  }

  function relieve(): void {
    const unsent = [...open].reduce((sum, { socket }) => sum + socket.bufferedAmount, 0)
    if (unsent > mostUnsent)
      [...open]
        .reduce((most, each) => (each.socket.bufferedAmount > most.socket.bufferedAmount ? each : most))
        .socket.terminate()
  }

  // A machine that went to sleep or a dropped tunnel never says goodbye.
  const heartbeat = setInterval(() => {
    for (const session of open) if (!session.isAlive()) session.socket.terminate()
  }, 30_000)
  heartbeat.unref()

  return {
    accept(request, stream, head) {
      const opened = keys.open(request)
      if (!opened) return turnAway(request, stream, head, refused, 'wrong token')
      if (open.size >= maxSockets) return turnAway(request, stream, head, crowded, 'too many windows')
      server.handleUpgrade(request, stream, head, socket => admit(socket, stream, opened.told))
    },
    emit(event, payload) {
      if (open.size === 0) return
      relieve()
      const bytes = writeFrame({ event, payload })
      for (const session of open) session.tell(bytes, event === 'steps')
    },
    close() {
      clearInterval(heartbeat)
      const clients = [...server.clients, ...doorstep.clients]
      for (const socket of clients) socket.close(1001, 'the studio is closing')
      // Whoever does not answer the goodbye is not waited for.
      setTimeout(() => {
        for (const socket of clients) socket.terminate()
      }, 500).unref()
      server.close()
      doorstep.close()
    }
  }
}

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

export const openSockets = (options: SocketOptions): Sockets => new OpenSockets(options)

const common = {
  noServer: true,
  perMessageDeflate: false,
  handleProtocols: (offered: Set<string>) => offered.has(subprotocol) && subprotocol
}

class OpenSockets implements Sockets {
  private readonly server: WebSocketServer
  // Only a socket that is open can be told why it is closed; nothing that it sends is kept, and it is not waited for.
  private readonly doorstep = new WebSocketServer({ ...common, maxPayload: 1 })
  private readonly sessions = new Set<Session>()
  private readonly inHand: InHand
  private readonly heartbeat: ReturnType<typeof setInterval>

  constructor(private readonly options: SocketOptions) {
    const { maxMessage = 64 << 20, mostInHand = 256 << 20 } = options
    this.server = new WebSocketServer({ ...common, maxPayload: maxMessage })
    this.inHand = new InHand(mostInHand)
    // A machine that went to sleep or a dropped tunnel never says goodbye.
    this.heartbeat = setInterval(() => {
      for (const session of this.sessions) if (!session.isAlive()) session.socket.terminate()
    }, 30_000)
    this.heartbeat.unref()
  }

  accept: Sockets['accept'] = (request, stream, head) => {
    const opened = this.options.keys.open(request)
    if (!opened) return this.turnAway(request, stream, head, refused, 'wrong token')
    if (this.sessions.size >= (this.options.maxSockets ?? 16))
      return this.turnAway(request, stream, head, crowded, 'too many windows')
    this.server.handleUpgrade(request, stream, head, socket => this.admit(socket, stream, opened.told))
  }

  emit: Emit = (event, payload) => {
    if (this.sessions.size === 0) return
    this.relieve()
    const bytes = writeFrame({ event, payload })
    for (const session of this.sessions) session.tell(bytes, event === 'steps' || event === 'output')
  }

  close(): void {
    clearInterval(this.heartbeat)
    const clients = [...this.server.clients, ...this.doorstep.clients]
    for (const socket of clients) socket.close(1001, 'the studio is closing')
    // Whoever does not answer the goodbye is not waited for.
    setTimeout(() => {
      for (const socket of clients) socket.terminate()
    }, 500).unref()
    this.server.close()
    this.doorstep.close()
  }

  private admit(socket: WebSocket, stream: Duplex, token: string | undefined): void {
    const { answer, admitted, slow = 1 << 20, stuck = 256 << 20 } = this.options
    // Protocol errors (too large, not UTF-8, …) close the socket by themselves; unheard, they would end the process.
    socket.on('error', () => {})
    admitted?.(stream)
    const session = new Session(socket, stream, answer, { slow, stuck }, this.inHand)
    this.sessions.add(session)
    socket.on('close', () => this.sessions.delete(session))
    socket.send(writeFrame({ ready: true, ...(token === undefined ? {} : { token }) }))
  }

  private turnAway(request: IncomingMessage, stream: Duplex, head: Buffer, code: number, why: string): void {
    this.doorstep.handleUpgrade(request, stream, head, socket => {
      socket.on('error', () => socket.terminate())
      socket.close(code, why)
      setTimeout(() => socket.terminate(), farewell).unref()
    })
  }

  /** Lets the window go that has most unsent, where all together have too much. */
  private relieve(): void {
    const { mostUnsent = 512 << 20 } = this.options
    const unsent = [...this.sessions].reduce((sum, { socket }) => sum + socket.bufferedAmount, 0)
    if (unsent > mostUnsent)
      [...this.sessions]
        .reduce((most, each) => (each.socket.bufferedAmount > most.socket.bufferedAmount ? each : most))
        .socket.terminate()
  }
}

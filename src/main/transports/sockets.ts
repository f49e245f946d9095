/** The browser host's sockets: who is let in, requests in, replies and events out. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Emit, Envelope } from '../../shared/ipc'
import type { CrowdedCode, RefusedCode, Subprotocol } from '../../shared/wire'
import { readFrame, writeFrame } from './frames'
import { sameToken } from './guard'

const subprotocol: Subprotocol = 'atelier.1'
const refused: RefusedCode = 4401
const crowded: CrowdedCode = 4429

export type Dispatch = (name: string, input: unknown) => Promise<Envelope<unknown>>

export interface SocketOptions {
  token: string
  dispatch: Dispatch
  /** Bytes of one message from a window. */
  maxMessage?: number
  maxSockets?: number
  /** Unsent bytes above which a window misses `steps` events (the next ones and the metrics tell the same). */
  slow?: number
  /** Unsent bytes above which a window is let go; it reconnects and asks anew. */
  stuck?: number
}

export interface Sockets {
  /** Takes over an upgrade whose Host and Origin were found right. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void
  emit: Emit
  close(): void
}

export function openSockets({ token, dispatch, maxMessage = 64 << 20, maxSockets = 16, slow = 1 << 20, stuck = 256 << 20 }: SocketOptions): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessage,
    perMessageDeflate: false,
    handleProtocols: offered => offered.has(subprotocol) && subprotocol
  })
  const open = new Set<WebSocket>()
  const answered = new WeakSet<WebSocket>()

  function admit(socket: WebSocket, offered: string): void {
    // Protocol errors (too large, not UTF-8, …) close the socket by themselves; unheard, they would end the process.
    socket.on('error', () => {})
    if (!sameToken(offered, token)) return socket.close(refused, 'wrong token')
    if (open.size >= maxSockets) return socket.close(crowded, 'too many windows')
    open.add(socket)
    answered.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('pong', () => answered.add(socket))
    socket.on('message', (data, binary) => void receive(socket, data as Buffer, binary))
    socket.send(writeFrame({ ready: true }))
  }

  async function receive(socket: WebSocket, data: Buffer, binary: boolean): Promise<void> {
    let frame
    try {
      if (!binary) throw new TypeError('text')
      frame = readFrame(data)
    } catch {
      return socket.close(1007, 'not a request')
    }
    const { id } = frame
    try {
      socket.send(writeFrame({ id, ...await dispatch(frame.request, frame.input) }))
    } catch (error) {
      console.error(error)
      socket.send(writeFrame({ id, ok: false, code: 'internal', message: 'The studio could not answer. See its terminal for the reason, then try again.' }))
    }
  }

  // A machine that went to sleep or a dropped tunnel never says goodbye.
  const heartbeat = setInterval(() => {
    for (const socket of open) {
      if (!answered.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, 30_000)
  heartbeat.unref()

  return {
    accept(request, stream, head) {
      const offered = request.headers['sec-websocket-protocol']?.split(',').map(name => name.trim()).find(name => name.startsWith('token.'))
      server.handleUpgrade(request, stream, head, socket => admit(socket, offered?.slice('token.'.length) ?? ''))
    },
    emit(event, payload) {
      if (open.size === 0) return
      const bytes = writeFrame({ event, payload })
      for (const socket of open) {
        if (socket.bufferedAmount > stuck) socket.terminate()
        else if (event !== 'steps' || socket.bufferedAmount <= slow) socket.send(bytes)
      }
    },
    close() {
      clearInterval(heartbeat)
      for (const socket of server.clients) socket.close(1001, 'the studio is closing')
      // Whoever does not answer the goodbye is not waited for.
      setTimeout(() => { for (const socket of server.clients) socket.terminate() }, 500).unref()
      server.close()
    }
  }
}

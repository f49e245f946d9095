/** The browser host: the built window over HTTP and the studio over a WebSocket, on loopback only. */
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { StudioError } from '../../shared/errors'
import type { Emit } from '../../shared/ipc'
import { hostAllowed, loopbackHosts, originAllowed } from './guard'
import { Keys } from './keys'
import { Newcomers } from './newcomers'
import { findPage, pageHeaders } from './pages'
import { openSockets, type SocketOptions } from './sockets'

export interface HostOptions extends Omit<SocketOptions, 'keys' | 'admitted'> {
  /** 0: any free port. */
  port: number
  host?: '127.0.0.1' | '::1' | 'localhost'
  /** Folder of the built window. */
  pages: string
  token?: string
  /** How many connections that have not shown the token are kept; see newcomers.ts. */
  mostNewcomers?: number
}

export interface Host {
  port: number
  token: string
  /** Where a browser goes, token in the fragment: it never reaches a server's log or a Referer. */
  url: string
  /** The same with a code that opens once, within a minute, in the token's place: for a browser's arguments. */
  invite(): string
  emit: Emit
  /** Resolves when the port is free again. */
  close(): Promise<void>
}

/**
 * How long a connection may take, milliseconds: for the head of a request, for all of it, and between two of them; and
 * how long it may be silent in between. Windows that were let in are watched by their heartbeat instead.
 */
const patience = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000
}
const longestSilence = 15_000
/** Where nothing else helps; far above what the newcomers and the windows come to. */
const mostConnections = 1024

/** Listens, or fails with a StudioError (`conflict`) when the port is taken. */
export async function openHost({
  port: wanted,
  host = '127.0.0.1',
  pages,
  token,
  mostNewcomers,
  ...rest
}: HostOptions): Promise<Host> {
  const keys = new Keys(token)
  const newcomers = new Newcomers(mostNewcomers)
  const sockets = openSockets({ keys, admitted: stream => newcomers.admit(stream), ...rest })
  const server = createServer(patience, inTurn(answer))
  server.maxConnections = mostConnections
  server.setTimeout(longestSilence)
  server.on('connection', stream => newcomers.add(stream))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hostAllowed(request, port)) return refuse(response, 403, notOurs(port))
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET.')
    const path = request.url?.split(/[?#]/)[0] ?? '/'
    if (path === '/challenge') return say(response, 200, keys.challenge())
    const page = await findPage(pages, path)
    if (!page) return refuse(response, 404, 'There is no such page.')
    // Gone in the meantime.
    if (response.destroyed) return
    response.writeHead(200, { ...headers, 'Content-Type': page.type, 'Cache-Control': page.cache })
    if (request.method === 'HEAD') return void response.end()
    // Also where the other side goes away in the middle: the file is closed.
    pipeline(createReadStream(page.file), response, () => {})
  }

  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy())
    const refuseUpgrade = (status: 403 | 404, message: string): void => {
      // Whoever keeps their half open is not waited for.
      stream.end(refusal(status, message), () => stream.destroy())
    }
    if (!hostAllowed(request, port)) return refuseUpgrade(403, notOurs(port))
    if (!originAllowed(request)) return refuseUpgrade(403, 'Only the studio’s own page may connect.')
    if (request.url !== '/studio') return refuseUpgrade(404, 'There is no such socket.')
    sockets.accept(request, stream, head)
  })

  await listening(server, { port: wanted, host }, () => sockets.close())
  const { port } = server.address() as AddressInfo
  const headers = pageHeaders(
    loopbackHosts(port)
      .filter(name => !name.startsWith('['))
      .map(name => `ws://${name}`)
  )
  const name = host === '::1' ? '[::1]' : host

  return {
    port,
    token: keys.token,
    url: `http://${name}:${port}/#token=${keys.token}`,
    invite: () => `http://${name}:${port}/#code=${keys.makeCode()}`,
    emit: sockets.emit,
    close: () =>
      new Promise(resolve => {
        sockets.close()
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 500).unref()
      })
  }
}

/**
 * One after another: browsers do not send a second request before the first is answered, and thousands could come at
 * once.
 */
function inTurn(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const answering = new WeakSet<Socket>()
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (answering.has(request.socket)) return void request.socket.destroy()
    answering.add(request.socket)
    response.on('close', () => answering.delete(request.socket))
    answer(request, response).catch(() => response.destroy())
  }
}

const listening = (server: Server, { port, host }: { port: number; host: string }, failed: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      failed()
      reject(listenError(error, port))
    })
    server.listen(port, host, resolve)
  })

function notOurs(port: number): string {
  return (
    `This studio answers only at http://127.0.0.1:${port} and http://localhost:${port}. Through a tunnel, ` +
    'use the same port number on both sides.'
  )
}

function refuse(response: ServerResponse, status: number, message: string): void {
  say(response, status, `${message}\n`)
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...pageHeaders(),
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close'
  })
  response.end(text)
}

function refusal(status: 403 | 404, message: string): string {
  const body = `${message}\n`
  return (
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Not Found'}\r\nConnection: close\r\nContent-Type: ` +
    `text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new StudioError(
      'conflict',
      `Port ${port} is in use by another program. Choose another with --port, or --port 0 for any free one.`,
      { cause: error }
    )
  if (error.code === 'EACCES')
    return new StudioError(
      'conflict',
      `Port ${port} may not be used by this account. Choose one above 1023 with --port, or --port 0 for any free one.`,
      { cause: error }
    )
  return error
}

/**
 * A browser host with a small dispatcher of its own, real sockets and real files; only the studio behind it is missing.
 */
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from '@msgpack/msgpack'
import { expect, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { type Host, type HostOptions, openHost } from '../../src/main/transports/host'
import { type Answer as AnswerRequest, writeReply } from '../../src/main/transports/replies'
import { socketTransport } from '../../src/renderer/state/transport/socket'

/** Answers any request with its own input; `slow` waits for input.ms first, `broken` throws. */
export const echo: AnswerRequest = async (name, input) => {
  if (name === 'broken') throw new Error('on purpose')
  if (name === 'deleteRun') return writeReply({ ok: false, code: 'not-found', message: 'No such run.' })
  if (name === 'slow') await new Promise(resolve => setTimeout(resolve, (input as { ms: number }).ms))
  return writeReply({ ok: true, value: { name, input } })
}

/** out/renderer with a page, a script, and a secret beside it. */
export async function pagesFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-pages-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const pages = join(folder, 'renderer')
  await mkdir(join(pages, 'assets'), { recursive: true })
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Atelier</title>')
  await writeFile(join(pages, 'assets', 'index-1a2b.js'), 'void 0')
  await writeFile(join(pages, '.hidden.js'), 'hidden')
  await writeFile(join(folder, 'secret.js'), 'secret')
  return pages
}

export async function testHost(options: Partial<HostOptions> = {}): Promise<Host> {
  const host = await openHost({ port: 0, pages: await pagesFolder(), answer: echo, ...options })
  onTestFinished(() => host.close())
  return host
}

export function tokenOf(host: Host): string {
  return host.url.split('token=')[1] ?? ''
}

export interface Answer {
  status: number
  headers: NodeJS.Dict<string | string[]>
  body: string
}

/** A raw request: unlike fetch it sends the path and the Host as they are given. */
export function get(port: number, path: string, { host = `127.0.0.1:${port}`, method = 'GET' } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: '127.0.0.1', path, method, headers: { host }, agent: false }, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() })
      )
    })
    sent.on('error', reject).end()
  })
}

interface RawOptions {
  token?: string
  origin?: string | null
  host?: string
  path?: string
}

/** A socket as a browser's page would open it, with anything about it wrong that a test wants. */
export function rawSocket(
  host: Host,
  { token = tokenOf(host), origin = `http://127.0.0.1:${host.port}`, host: name, path = '/studio' }: RawOptions = {}
): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, ['atelier.1', `token.${token}`], {
    ...(origin === null ? {} : { origin }),
    ...(name === undefined ? {} : { headers: { host: name } })
  })
  socket.on('error', () => {})
  onTestFinished(() => socket.terminate())
  return socket
}

/** Once the studio has let it in. */
export async function ready(socket: WebSocket): Promise<void> {
  const [data] = await once(socket, 'message')
  expect(decode(data as Buffer)).toEqual({ ready: true })
}

export function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise(resolve => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })))
}

/** HTTP status of a handshake that was turned down. */
export function turnedDown(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
    socket.on('open', () => reject(new Error('was let in')))
  })
}

/** The renderer's own client, over a WebSocket that sends an Origin as a browser does. */
export function client(
  port: number,
  token: string,
  options: Partial<Parameters<typeof socketTransport>[0]> = {}
): ReturnType<typeof socketTransport> {
  const original = globalThis.WebSocket
  Object.assign(globalThis, {
    WebSocket: class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { origin: `http://127.0.0.1:${port}` })
        this.on('error', () => {})
      }
    }
  })
  const transport = socketTransport({
    url: `ws://127.0.0.1:${port}/studio`,
    key: { kind: 'token', word: token },
    firstRetry: 20,
    longestRetry: 50,
    ...options
  })
  onTestFinished(() => {
    transport.close()
    globalThis.WebSocket = original
  })
  return transport
}

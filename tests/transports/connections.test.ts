/**
 * Whoever may knock without a token: however many, however slowly, the studio stays open to its windows and to new
 * ones.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { encode } from '@msgpack/msgpack'
import { expect, onTestFinished, test } from 'vitest'
import type { Host } from '../../src/main/transports/host'
import { type Answer, writeReply } from '../../src/main/transports/replies'
import { client, echo, get, rawSocket, ready, testHost, tokenOf } from './fixture'

/** A connection that ends its own half only when it is told to, as a half-open one does. */
function knock({ port }: Host, text = ''): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  socket.on('data', () => {})
  if (text !== '') socket.write(text)
  onTestFinished(() => {
    socket.destroy()
  })
  return socket
}

const many = (count: number, make: () => Socket): Promise<Socket[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const socket = make()
      await once(socket, 'connect')
      return socket
    })
  )

/** Milliseconds until the other side is gone; a write finds out. */
async function goneAfter(socket: Socket, limit = 25_000): Promise<number> {
  const began = performance.now()
  for (; performance.now() - began < limit && !socket.destroyed && !socket.readableEnded; await wait(50)) {
    /* looks again */
  }
  return performance.now() - began
}

const upgrade = (
  { port }: Host,
  { origin = `http://127.0.0.1:${port}`, protocol = 'atelier.1, token.wrong' } = {}
): string =>
  `GET /studio HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: ` +
  `websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ` +
  `dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`

test.each<[string, (host: Host) => string]>([
  ['refused upgrades', host => upgrade(host, { origin: 'http://evil.example' })],
  ['upgrades with a wrong token', host => upgrade(host)],
  ['connections that say nothing', () => ''],
  ['requests of another host', ({ port }) => `GET / HTTP/1.1\r\nHost: evil.example:${port}\r\n\r\n`],
  ['heads that never end', ({ port }) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `],
  [
    'bodies that never come',
    ({ port }) => `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1000000\r\n\r\n`
  ]
])('400 half-open %s shut nobody out', async (_, text) => {
  const host = await testHost()
  const before = client(host.port, tokenOf(host))
  expect(await before.request('listRuns', {})).toMatchObject({ name: 'listRuns' })
  await many(400, () => knock(host, text(host)))
  expect((await get(host.port, '/')).body).toContain('<title>Atelier</title>')
  expect(await before.request('listRuns', {})).toMatchObject({ name: 'listRuns' })
  const after = client(host.port, tokenOf(host))
  expect(await after.request('listRuns', {})).toMatchObject({ name: 'listRuns' })
  expect(before.connection).toBe('open')
})

test(
  'every connection without a token ends: refused ones within seconds, silent and slow ones within half a ' + 'minute',
  async () => {
    const host = await testHost()
    const window = rawSocket(host)
    await ready(window)
    const limits: [what: string, socket: Socket, seconds: number][] = [
      ['a refused upgrade', knock(host, upgrade(host, { origin: 'http://evil.example' })), 2],
      ['a wrong token, and no answer to the goodbye', knock(host, upgrade(host)), 3],
      ['another host', knock(host, `GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n`), 2],
      ['nothing said', knock(host), 8],
      ['a page fetched, then nothing', knock(host, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`), 8],
      [
        'a body that never comes',
        knock(host, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nContent-Length: 1000\r\n\r\n`),
        13
      ]
    ]
    const slow = knock(host, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n`)
    const dripping = setInterval(() => {
      if (slow.writable) slow.write('X-A: b\r\n')
    }, 200)
    onTestFinished(() => clearInterval(dripping))
    limits.push(['a head that drips', slow, 8])
    const took = await Promise.all(
      limits.map(async ([what, socket, seconds]) => ({ what, seconds, after: (await goneAfter(socket)) / 1000 }))
    )
    for (const { what, seconds, after } of took) expect(after, what).toBeLessThan(seconds)
    expect(window.readyState).toBe(window.OPEN)
  }
)

test('requests that do not wait for one another end their connection', async () => {
  const host = await testHost()
  const socket = knock(host, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`.repeat(1000))
  expect(await goneAfter(socket)).toBeLessThan(2000)
})

test('where there are too many the oldest goes, and never a window', async () => {
  const host = await testHost({ mostNewcomers: 3 })
  const window = rawSocket(host)
  await ready(window)
  const [first, ...others] = [
    ...(await many(1, () => knock(host))),
    ...(await many(1, () => knock(host))),
    ...(await many(1, () => knock(host))),
    ...(await many(1, () => knock(host)))
  ]
  if (!first) throw new Error('There is no first.')
  expect(await goneAfter(first)).toBeLessThan(1000)
  expect(others.every(socket => !socket.destroyed && !socket.readableEnded)).toBe(true)
  expect(window.readyState).toBe(window.OPEN)
})

test('somebody without a token who sends a message is not listened to: nothing of it is kept', async () => {
  const host = await testHost()
  const sockets = await many(20, () => knock(host, upgrade(host)))
  // A frame that announces 60 MB, and the beginning of it.
  const frame = Buffer.alloc(2 ** 20)
  frame.set([0x82, 0xff, 0, 0, 0, 0, 0x03, 0x93, 0x87, 0x00])
  for (const socket of sockets) socket.write(frame)
  for (const after of await Promise.all(sockets.map(socket => goneAfter(socket)))) expect(after).toBeLessThan(800)
})

test('a window that does not read its answers is asked for no more questions, and goes on when it reads', async () => {
  let asked = 0
  const large: Answer = async () => {
    asked++
    return writeReply({ ok: true, value: new Uint8Array(2 ** 20) })
  }
  const host = await testHost({ answer: large, slow: 4 << 20 })
  const socket = rawSocket(host)
  await ready(socket)
  let heard = 0
  socket.on('message', () => {
    heard++
  })
  socket.pause()
  for (let id = 0; id < 200; id++) {
    socket.send(encode({ id, request: 'listRuns', input: {} }))
    if (id % 10 === 9) await wait(5)
  }
  await wait(200)
  expect(asked).toBeLessThan(60)
  socket.resume()
  await expect.poll(() => heard, { timeout: 20_000 }).toBe(200)
})

test('pictures in hand have an end, for all windows together', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const host = await testHost({
    mostInHand: 10 << 20,
    answer: async (name, input, caller) => {
      await promise
      return echo(name, input, caller)
    }
  })
  const windows = [client(host.port, tokenOf(host)), client(host.port, tokenOf(host))]
  const send = (window: ReturnType<typeof client> | undefined): Promise<unknown> | undefined =>
    window?.request('uploadFiles', {
      upload: crypto.randomUUID(),
      files: [{ path: 'a', bytes: new Uint8Array(4 << 20) }]
    })
  const held = [send(windows[0]), send(windows[1])]
  await wait(300)
  await expect(send(windows[0])).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('as many pictures in hand')
  })
  resolve()
  await Promise.all(held)
  await expect(send(windows[0])).resolves.toBeDefined()
})

test('whoever answers a request knows whose it is, and when that window is gone', async () => {
  const signals: AbortSignal[] = []
  const host = await testHost({
    answer: async (name, input, caller) => {
      if (caller) signals.push(caller.gone)
      return echo(name, input, caller)
    }
  })
  const [one, other] = [client(host.port, tokenOf(host)), client(host.port, tokenOf(host))]
  await one.request('hello', {})
  await one.request('hello', {})
  await other.request('hello', {})
  expect(signals[0]).toBe(signals[1])
  expect(signals[2]).not.toBe(signals[0])
  one.close()
  await expect.poll(() => signals[0]?.aborted).toBe(true)
  expect(signals[2]?.aborted).toBe(false)
})

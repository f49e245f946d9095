import { decode, encode } from '@msgpack/msgpack'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { Run } from '../../src/shared/domain'
import { openHost } from '../../src/main/transports/host'
import { client, closed, echo, get, pagesFolder, rawSocket, testHost, tokenOf, turnedDown, ready } from './fixture'

const removed = { run: '7a0f3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11' }

/** Steps of an imaginary run, about 8 bytes times `count` on the wire. */
function steps(count: number) {
  return {
    ...removed,
    steps: { step: Array.from({ length: count }, (_, i) => i + 0.5), losses: [] },
    progress: { step: 1, epoch: 1, epochs: 2, stepsPerEpoch: 3, stepsPerSecond: 4, secondsLeft: null }
  }
}

test.each(['', 'wrong', 'A'.repeat(43)])('a wrong token (%s) is told so and hears nothing else', async token => {
  const host = await testHost()
  const socket = rawSocket(host, { token })
  let heard = 0
  socket.on('message', () => heard++)
  const close = closed(socket)
  await once(socket, 'open')
  host.emit('runRemoved', removed)
  socket.send(encode({ id: 1, request: 'listRuns', input: {} }))
  expect(await close).toEqual({ code: 4401, reason: 'wrong token' })
  expect(heard).toBe(0)
})

test('the token has 256 bits and is a new one each time', async () => {
  const [one, two] = [tokenOf(await testHost()), tokenOf(await testHost())]
  expect(Buffer.from(one, 'base64url')).toHaveLength(32)
  expect(one).not.toBe(two)
})

test.each([
  'http://evil.example',
  'http://127.0.0.1:1',
  'https://127.0.0.1:PORT',
  'http://localhost:PORT',
  'null',
  null
])('a page from elsewhere may not connect, not even with the token (Origin: %s)', async origin => {
  const host = await testHost()
  expect(await turnedDown(rawSocket(host, { origin: origin?.replace('PORT', String(host.port)) ?? null }))).toBe(403)
})

test('a wrong Host or path may not connect', async () => {
  const host = await testHost()
  const evil = `evil.example:${host.port}`
  expect(await turnedDown(rawSocket(host, { host: evil, origin: `http://${evil}` }))).toBe(403)
  expect(await turnedDown(rawSocket(host, { path: '/other' }))).toBe(404)
  expect(await turnedDown(rawSocket(host, { path: `/studio?token=${tokenOf(host)}` }))).toBe(404)
})

test.each<[string, string | Uint8Array]>([
  ['text', '{"id":1}'],
  ['not MessagePack', new Uint8Array([0xc1])],
  ['cut short', encode({ id: 1, request: 'listRuns', input: 'abc' }).subarray(0, 20)],
  ['no id', encode({ request: 'listRuns', input: {} })],
  ['request of another type', encode({ id: 1, request: 7 })],
  ['a prototype', Buffer.concat([Buffer.from([0x81, 0xa9]), Buffer.from('__proto__'), Buffer.from([1])])],
  ['an array that announces 2^32 entries', new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff])],
  ['empty', new Uint8Array()]
])('a malformed frame (%s) closes its socket and no other', async (_, bytes) => {
  const host = await testHost()
  const [bad, good] = [rawSocket(host), client(host.port, tokenOf(host))]
  await ready(bad)
  const close = closed(bad)
  bad.send(bytes)
  expect(await close).toEqual({ code: 1007, reason: 'not a request' })
  expect(await good.request('listRuns', {})).toEqual({ name: 'listRuns', input: {} })
})

test('a message above the limit closes its socket and no other', async () => {
  const host = await testHost({ maxMessage: 100_000 })
  const [bad, good] = [rawSocket(host), client(host.port, tokenOf(host))]
  await ready(bad)
  const close = closed(bad)
  bad.send(new Uint8Array(100_001))
  expect((await close).code).toBe(1009)
  expect(await good.request('listRuns', {})).toEqual({ name: 'listRuns', input: {} })
})

test('a window too many is told so', async () => {
  const host = await testHost({ maxSockets: 2 })
  const first = rawSocket(host)
  await ready(first)
  await ready(rawSocket(host))
  expect((await closed(rawSocket(host))).code).toBe(4429)
  first.close()
  await closed(first)
  await ready(rawSocket(host))
})

test('a handler that throws is an answer, not the end', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const host = await testHost()
  const socket = rawSocket(host)
  await ready(socket)
  socket.send(encode({ id: 5, request: 'broken', input: {} }))
  const [data] = await once(socket, 'message')
  const { id, reply } = decode(data) as { id: number; reply: Uint8Array }
  expect([id, decode(reply)]).toMatchObject([5, { ok: false, code: 'internal' }])
  expect(log).toHaveBeenCalledOnce()
  log.mockRestore()
})

test('events reach every window', async () => {
  const host = await testHost()
  const windows = [client(host.port, tokenOf(host)), client(host.port, tokenOf(host))]
  await Promise.all(windows.map(window => window.request('hello', {})))
  const heard = windows.map(window => new Promise(resolve => window.on('runRemoved', resolve)))
  host.emit('runRemoved', removed)
  expect(await Promise.all(heard)).toEqual([removed, removed])
})

test('a slow window misses steps and nothing else', async () => {
  const host = await testHost({ slow: 1 << 20 })
  const socket = rawSocket(host)
  await ready(socket)
  const heard: string[] = []
  socket.on('message', data => heard.push((decode(data as Buffer) as { event: string }).event))
  socket.pause()
  // The system's own buffers take a few megabytes before anything waits here.
  for (let i = 0; i < 400; i++) {
    host.emit('steps', steps(10_000))
    if (i % 100 === 0) host.emit('runRemoved', removed)
    if (i % 20 === 0) await new Promise(resolve => setTimeout(resolve, 1))
  }
  host.emit('runChanged', { name: 'last' } as Run)
  socket.resume()
  while (heard.at(-1) !== 'runChanged') await once(socket, 'message')
  expect(heard.filter(event => event === 'runRemoved')).toHaveLength(4)
  const arrived = heard.filter(event => event === 'steps').length
  expect(arrived).toBeGreaterThan(0)
  expect(arrived).toBeLessThan(400)
})

test('a window that has stopped reading is let go', async () => {
  const host = await testHost({ slow: Infinity, stuck: 1 << 20 })
  const socket = rawSocket(host)
  await ready(socket)
  const close = closed(socket)
  socket.pause()
  for (let i = 0; i < 400; i++) {
    host.emit('steps', steps(10_000))
    if (i % 20 === 0) await new Promise(resolve => setTimeout(resolve, 1))
  }
  socket.resume()
  expect((await close).code).toBe(1006)
})

test('a taken port is one clear sentence', async () => {
  const { port } = await testHost()
  const second = openHost({ port, pages: await pagesFolder(), answer: echo })
  await expect(second).rejects.toMatchObject({
    code: 'conflict',
    message: `Port ${port} is in use by another program. Choose another with --port, or --port 0 for any free one.`
  })
})

test('closing says goodbye and frees the port', async () => {
  const host = await openHost({ port: 0, pages: await pagesFolder(), answer: echo })
  const socket = rawSocket(host)
  await ready(socket)
  const close = closed(socket)
  await host.close()
  expect((await close).code).toBe(1001)
  await expect(get(host.port, '/')).rejects.toThrow('ECONNREFUSED')
})

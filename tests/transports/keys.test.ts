/** What opens the studio: the token always; a code once, soon, and for this account alone. */
import type { IncomingMessage } from 'node:http'
import { createServer, connect } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Keys, proofOf } from '../../src/main/transports/keys'
import { isOurs } from '../../src/main/transports/peer'

const showing = (...words: string[]): IncomingMessage =>
  ({ headers: { 'sec-websocket-protocol': ['atelier.1', ...words].join(', ') } }) as unknown as IncomingMessage

test('the token opens as often as it is shown, nothing else does', () => {
  const keys = new Keys('secret', () => true)
  for (let i = 0; i < 3; i++) expect(keys.open(showing('token.secret'))).toEqual({})
  for (const words of [
    [],
    ['token.'],
    ['token.Secret'],
    ['token.secretsecret'],
    ['code.secret'],
    ['secret'],
    ['code.']
  ])
    expect(keys.open(showing(...words)), words.join()).toBeNull()
})

test('a code opens once and tells the token', () => {
  const keys = new Keys('secret', () => true)
  const [one, other] = [keys.makeCode(), keys.makeCode()]
  expect(one).not.toBe(other)
  expect(keys.open(showing(`token.${one}`))).toBeNull()
  expect(keys.open(showing(`code.${one}`))).toEqual({ told: 'secret' })
  expect(keys.open(showing(`code.${one}`))).toBeNull()
  expect(keys.open(showing(`code.${other}`))).toEqual({ told: 'secret' })
})

test('a proof opens in place of the token: of this start, at this address, for half a minute', () => {
  const keys = new Keys('secret', () => true)
  const at = (host: string, word: string): IncomingMessage => {
    const request = showing(word)
    request.headers.host = host
    return request
  }
  const challenge = keys.challenge()
  const proof = `proof.${challenge}.${proofOf('secret', challenge, '127.0.0.1:8000')}`
  expect(keys.open(at('127.0.0.1:8000', proof))).toEqual({})
  expect(keys.open(at('127.0.0.1:8001', proof))).toBeNull()
  expect(keys.open(at('127.0.0.1:8000', `${proof.slice(0, -1)}_`))).toBeNull()
  expect(
    keys.open(at('127.0.0.1:8000', `proof.${challenge}.${proofOf('other', challenge, '127.0.0.1:8000')}`))
  ).toBeNull()
  expect(new Keys('secret').open(at('127.0.0.1:8000', proof))).toBeNull()
  for (const now of [Date.now() - 31_000, Date.now() + 31_000]) {
    const stale = keys.challenge(now)
    const word = `proof.${stale}.${proofOf('secret', stale, '127.0.0.1:8000')}`
    expect(keys.open(at('127.0.0.1:8000', word))).toBeNull()
  }
  const made = `${(Date.now() + 20_000).toString(36)}-made`
  expect(keys.open(at('127.0.0.1:8000', `proof.${made}.${proofOf('secret', made, '127.0.0.1:8000')}`))).toBeNull()
})

test('a code that nobody has shown in time opens nothing', () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const keys = new Keys('secret', () => true)
  const code = keys.makeCode()
  vi.advanceTimersByTime(59_000)
  const late = keys.makeCode()
  vi.advanceTimersByTime(2000)
  expect(keys.open(showing(`code.${code}`))).toBeNull()
  expect(keys.open(showing(`code.${late}`))).toEqual({ told: 'secret' })
})

test('a code that another account has shown opens nothing, and is spent', () => {
  const mine = vi.fn(() => false)
  const keys = new Keys('secret', mine)
  const code = keys.makeCode()
  expect(keys.open(showing(`code.${code}`))).toBeNull()
  mine.mockReturnValue(true)
  expect(keys.open(showing(`code.${code}`))).toBeNull()
})

/** A line of /proc/net/tcp for each connection: from port, to port, account. */
const table = (...rows: [from: number, to: number, account: number][]): string =>
  [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    ...rows.map(
      ([from, to, account], i) =>
        `   ${i}: 0100007F:${port(from)} 0100007F:${port(to)} 01 00000000:00000000 00:00000000 ` +
        `00000000  ${account}        0 4711 1 0000000000000000 20 4 30 10 -1`
    )
  ].join('\n')
const port = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0')

test("who is at the other end is read from the system's table", () => {
  const connection = { remotePort: 50_001, localPort: 8123 }
  const ours = (...rows: Parameters<typeof table>): boolean => isOurs(connection, table(...rows), 1000)
  expect(ours([8123, 50_001, 0], [50_001, 8123, 1000])).toBe(true)
  expect(ours([50_001, 8123, 0])).toBe(true)
  expect(ours([8123, 50_001, 1000], [50_001, 8123, 1001])).toBe(false)
  expect(ours([50_002, 8123, 1000])).toBe(false)
  expect(ours()).toBe(false)
  expect(isOurs(connection, null, 1000)).toBe(true)
})

test('a connection of this very process is ours', async () => {
  const server = createServer()
  onTestFinished(() => {
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port: listening } = server.address() as { port: number }
  const accepted = once(server, 'connection')
  const client = connect(listening, '127.0.0.1')
  onTestFinished(() => {
    client.destroy()
  })
  const [socket] = await accepted
  expect(isOurs(socket)).toBe(true)
  if (process.platform === 'linux')
    expect(isOurs(socket, undefined, 65_000 + (process.getuid?.() ?? 0))).toBe(process.getuid?.() === 0)
})

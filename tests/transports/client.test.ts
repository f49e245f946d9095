/** The renderer's client against the real host. */
import { expect, test, vi } from 'vitest'
import type { ConnectionState } from '../../src/renderer/state/transport'
import { keepToken, takeKey, type Page } from '../../src/renderer/state/transport/key'
import { openHost } from '../../src/main/transports/host'
import { client, echo, pagesFolder, testHost, tokenOf } from './fixture'

const run = '7a0f3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11'

test('bytes go there and back as bytes, what is undefined stays away', async () => {
  const host = await testHost()
  const studio = client(host.port, tokenOf(host))
  const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i * 31)
  const reply: unknown = await studio.request('uploadFiles', { upload: run, files: [{ path: 'a/ä.png', bytes }] })
  const { input } = reply as { input: { files: [{ path: string; bytes: Uint8Array }] } }
  expect(input.files[0].path).toBe('a/ä.png')
  expect(input.files[0].bytes).toBeInstanceOf(Uint8Array)
  expect(Buffer.compare(input.files[0].bytes, bytes)).toBe(0)
  expect(await studio.request('generate', { run, epoch: undefined, inputs: { latents: [[0.1]] } })).toEqual({
    name: 'generate',
    input: { run, inputs: { latents: [[0.1]] } }
  })
})

test('many requests at once each get their own answer, in whatever order', async () => {
  const host = await testHost()
  const studio = client(host.port, tokenOf(host))
  const order: number[] = []
  const ask = async (i: number): Promise<unknown> => {
    const reply = await studio.request('slow' as 'hello', { ms: 60 - i, i } as never)
    order.push(i)
    return reply
  }
  const replies = await Promise.all(Array.from({ length: 60 }, (_, i) => ask(i)))
  replies.forEach((reply, i) => expect(reply).toMatchObject({ input: { i } }))
  expect(order[0]).toBeGreaterThan(order.at(-1) ?? 0)
})

test('an error arrives with its code and its sentence', async () => {
  const host = await testHost()
  await expect(client(host.port, tokenOf(host)).request('deleteRun', { run })).rejects.toMatchObject({
    name: 'RequestError',
    code: 'not-found',
    message: 'No such run.'
  })
})

test('a listener that was taken off hears no more', async () => {
  const host = await testHost()
  const studio = client(host.port, tokenOf(host))
  const [kept, left] = [vi.fn(), vi.fn()]
  studio.on('runRemoved', kept)
  studio.on('runRemoved', left)()
  await studio.request('hello', {})
  host.emit('runRemoved', { run })
  await studio.request('hello', {})
  expect(kept.mock.calls).toEqual([[{ run }]])
  expect(left).not.toHaveBeenCalled()
})

test('finds the studio again after it went away, and tells', async () => {
  const token = 'one-token'
  const pages = await pagesFolder()
  const first = await openHost({ port: 0, pages, answer: echo, token })
  const studio = client(first.port, token)
  const states: ConnectionState[] = []
  studio.onConnection(state => states.push(state))
  await studio.request('hello', {})
  const hanging = expect(studio.request('slow' as 'hello', { ms: 5000 } as never)).rejects.toMatchObject({
    code: 'disconnected'
  })
  await new Promise(resolve => setTimeout(resolve, 20))
  await first.close()
  await hanging
  expect(studio.connection).toBe('lost')
  const waiting = studio.request('listRuns', {})
  const second = await testHost({ port: first.port, token, pages })
  expect(await waiting).toEqual({ name: 'listRuns', input: {} })
  const heard = new Promise(resolve => studio.on('runRemoved', resolve))
  second.emit('runRemoved', { run })
  expect(await heard).toEqual({ run })
  expect(states).toEqual(['connecting', 'open', 'lost', 'open'])
})

test('a stale token is not tried again', async () => {
  const host = await testHost()
  const studio = client(host.port, 'of-an-earlier-start')
  await expect(studio.request('hello', {})).rejects.toMatchObject({ code: 'disconnected' })
  expect(studio.connection).toBe('refused')
})

test('a request gives up waiting for a studio that does not come', async () => {
  const host = await openHost({ port: 0, pages: await pagesFolder(), answer: echo })
  await host.close()
  const studio = client(host.port, tokenOf(host), { patience: 100 })
  await expect(studio.request('hello', {})).rejects.toMatchObject({ code: 'disconnected' })
  expect(studio.connection).toBe('lost')
})

/** A page whose address ends like this, in a tab that remembers. */
function pages(): { page: (hash: string) => Page; kept: Map<string, string>; replaceState: ReturnType<typeof vi.fn> } {
  const kept = new Map<string, string>()
  const replaceState = vi.fn()
  const page = (hash: string): Page => ({
    location: { hash, pathname: '/', search: '' } as Location,
    history: { replaceState } as unknown as History,
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value)
    } as Storage
  })
  return { page, kept, replaceState }
}

test('the token leaves the address bar and survives a reload', () => {
  const { page, replaceState } = pages()
  expect(takeKey(page(''))).toEqual({ kind: 'token', word: '' })
  expect(takeKey(page('#token=abc-_1'))).toEqual({ kind: 'token', word: 'abc-_1' })
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/')
  expect(takeKey(page(''))).toEqual({ kind: 'token', word: 'abc-_1' })
})

test('a code leaves the address bar and is not kept; the token that is told for it is', () => {
  const { page, kept, replaceState } = pages()
  expect(takeKey(page('#code=once'))).toEqual({ kind: 'code', word: 'once' })
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/')
  expect(kept.size).toBe(0)
  keepToken(page(''), 'abc-_1')
  expect(takeKey(page(''))).toEqual({ kind: 'token', word: 'abc-_1' })
})

test('a code opens the studio, which tells the token: connections after it need no code', async () => {
  const host = await testHost()
  const code = host.invite().split('#code=')[1] ?? ''
  const onToken = vi.fn()
  const studio = client(host.port, '', { key: { kind: 'code', word: code }, onToken })
  expect(await studio.request('listRuns', {})).toEqual({ name: 'listRuns', input: {} })
  expect(onToken).toHaveBeenCalledExactlyOnceWith(tokenOf(host))
  const again = client(host.port, '', { key: { kind: 'code', word: code } })
  await expect(again.request('listRuns', {})).rejects.toMatchObject({ code: 'disconnected' })
  expect(again.connection).toBe('refused')
})

import { randomUUID } from 'node:crypto'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { StudioError } from '../../src/shared/errors'
import { requests, type Caller, type Envelope, type Handlers } from '../../src/shared/ipc'
import { createDispatcher } from '../../src/main/studio/dispatch'
import { importPebbles, openBench, small } from './fixtures'

afterEach(() => vi.restoreAllMocks())

/** Handlers where only those under test are there. */
const some = (handlers: Partial<Handlers>) => createDispatcher(handlers as Handlers)

test('every request of the contract has a handler', () => {
  const { studio } = openBench()
  expect(Object.keys(studio.handlers).sort()).toEqual(Object.keys(requests).sort())
})

test('an unknown request is refused, whatever it is called', async () => {
  const dispatch = some({})
  for (const name of ['fly', 'constructor', '__proto__', 'toString', '']) {
    expect(await dispatch(name, {})).toEqual({
      ok: false,
      code: 'bad-input',
      message: `There is no request "${name}".`
    })
  }
})

test('input that does not fit becomes one sentence naming the field', async () => {
  const dispatch = some({})
  const cases: [string, unknown, RegExp][] = [
    ['getRun', { run: 'seven' }, /^getRun: "run": Invalid UUID\.$/],
    ['startRun', { model: 'x', dataset: randomUUID(), settings: { width: null } }, /^startRun: "settings\.width": /],
    ['generate', { run: randomUUID(), inputs: { latents: [] } }, /^generate: "inputs\.latents": /],
    ['renameRun', { run: randomUUID(), name: '   ' }, /^renameRun: "name": /],
    [
      'uploadFiles',
      { upload: randomUUID(), files: [{ path: 'a', bytes: 'text' }] },
      /^uploadFiles: "files\.0\.bytes": /
    ],
    ['listRuns', undefined, /^listRuns: expected object, received undefined\.$/]
  ]
  for (const [name, input, message] of cases) {
    expect(await dispatch(name, input)).toEqual({
      ok: false,
      code: 'bad-input',
      message: expect.stringMatching(message)
    })
  }
})

test(
  'a studio error keeps its code and sentence; a full disk is said in words; anything else is internal and ' + 'logged',
  async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const dispatch = some({
      listRuns: () => Promise.reject(new StudioError('conflict', 'Somebody else is at it.')),
      emptyBin: () =>
        Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
      listDatasets: () => Promise.reject(new TypeError('x is undefined')),
      listModels: () => {
        throw new TypeError('thrown, not rejected')
      }
    })
    expect(await dispatch('listRuns', {})).toEqual({ ok: false, code: 'conflict', message: 'Somebody else is at it.' })
    expect(await dispatch('emptyBin', {})).toMatchObject({
      ok: false,
      code: 'disk-full',
      message: expect.stringContaining('the disk is full')
    })
    expect(log).not.toHaveBeenCalled()
    expect(await dispatch('listDatasets', {})).toEqual({
      ok: false,
      code: 'internal',
      message: expect.stringMatching(/^This is a fault in Atelier, .*\(x is undefined\).* Please report it/)
    })
    expect(await dispatch('listModels', {})).toEqual({
      ok: false,
      code: 'internal',
      message: expect.stringContaining('(thrown, not rejected)')
    })
    expect(log).toHaveBeenCalledTimes(2)
  }
)

test('handlers get defaults filled in, and an answer that breaks the contract does not leave the house', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exportRun = vi
    .fn<Handlers['exportRun']>()
    .mockResolvedValue({ bytes: Uint8Array.of(1), mark: '', words: 'a picture', facts: { count: 1 } })
  const dispatch = some({
    exportRun,
    hello: () => Promise.resolve({ version: 1, host: 'browser', workspace: '' } as never)
  })
  const run = randomUUID()
  const job = randomUUID()
  expect(await dispatch('exportRun', { run, job, format: 'png' })).toMatchObject({
    ok: true,
    value: { facts: { count: 1 } }
  })
  expect(exportRun.mock.calls[0]?.[0]).toEqual({ run, job, format: 'png', options: {}, keep: false })
  expect(await dispatch('hello', {})).toMatchObject({
    ok: false,
    code: 'internal',
    message: expect.stringContaining('"version"')
  })
})

test('requests travel over a transport and come back as envelopes', async () => {
  const { studio } = openBench()
  const dispatch = createDispatcher(studio.handlers)
  const { port1: here, port2: there } = new MessageChannel()
  there.on('message', ({ id, name, input }: { id: number; name: string; input: unknown }) => {
    void dispatch(name, input).then(envelope => there.postMessage({ id, ...envelope }))
  })
  const ask = (id: number, name: string, input: unknown) =>
    new Promise<Envelope<unknown> & { id: number }>(resolve => {
      const hear = (reply: Envelope<unknown> & { id: number }) => {
        if (reply.id === id) {
          here.off('message', hear)
          resolve(reply)
        }
      }
      here.on('message', hear)
      here.postMessage({ id, name, input })
    })
  const replies = await Promise.all([
    ask(1, 'setPreference', { key: 'theme', value: 'dark' }),
    ask(2, 'getRun', { run: randomUUID() }),
    ask(3, 'listModels', {})
  ])
  expect(replies[0]).toEqual({ id: 1, ok: true, value: null })
  expect(replies[1]).toMatchObject({ id: 2, ok: false, code: 'not-found' })
  expect(replies[2]).toMatchObject({
    id: 3,
    ok: true,
    value: expect.arrayContaining([expect.objectContaining({ id: 'dcgan-28' })])
  })
  expect(await ask(4, 'preferences', {})).toEqual({ id: 4, ok: true, value: { theme: 'dark' } })
  here.close()
})

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

test.each<[string, string, unknown]>([
  ['the key __proto__', '__proto__', 1],
  ['the key constructor', 'constructor', 1],
  ['a key with a line break', 'a\nb', 1],
  ['a value nested 99 deep', 'deep', nested(99)],
  ['an entry __proto__', 'theme', JSON.parse('{"__proto__": {"a": 1}}')],
  ['100,000 numbers', 'many', new Array(100_000).fill(1)],
  ['a million characters', 'long', 'a'.repeat(1e6)],
  ['no JSON', 'time', new Date(0)]
])('a preference that no window could read is not stored: %s', async (_, key, value) => {
  const { studio } = openBench()
  const dispatch = createDispatcher(studio.handlers)
  expect(await dispatch('setPreference', { key, value })).toMatchObject({
    ok: false,
    code: 'bad-input',
    message: expect.stringMatching(/^setPreference: "(key|value)": /)
  })
  expect(await dispatch('preferences', {})).toEqual({ ok: true, value: {} })
})

test('preferences that cannot be read are named and can be forgotten; the chosen engine stays', async () => {
  const { studio } = openBench()
  const dispatch = createDispatcher(studio.handlers)
  studio.store.preferences.set('__proto__', 1)
  studio.store.preferences.set('engine', 'wasm')
  await dispatch('setPreference', { key: 'theme', value: 'dark' })
  expect(await dispatch('preferences', {})).toEqual({ ok: true, value: { engine: 'wasm', theme: 'dark' } })
  expect(await dispatch('unreadablePreferences', {})).toEqual({ ok: true, value: ['__proto__'] })
  await dispatch('forgetPreferences', { which: 'unreadable' })
  expect(await dispatch('unreadablePreferences', {})).toEqual({ ok: true, value: [] })
  await dispatch('forgetPreferences', { which: 'all' })
  expect(await dispatch('preferences', {})).toEqual({ ok: true, value: { engine: 'wasm' } })
})

test('what windows remember of a run and a dataset goes with them', async () => {
  const { studio, until } = openBench()
  const { handlers } = studio
  const dataset = await importPebbles(studio)
  const run = await handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: { ...small, epochs: 1 } })
  await until(run.id, 'finished')
  for (const key of [`run/${run.id}/tab`, `run/${run.id}/explore`, `draft:${dataset.id}`, 'theme'])
    await handlers.setPreference({ key, value: 1 })
  await handlers.deleteRun({ run: run.id })
  expect(Object.keys(await handlers.preferences({}))).toHaveLength(4)
  await handlers.emptyBin({})
  expect(Object.keys(await handlers.preferences({})).sort()).toEqual([`draft:${dataset.id}`, 'theme'])
  await handlers.deleteDataset({ dataset: dataset.id })
  expect(await handlers.preferences({})).toEqual({ theme: 1 })
})

const caller = (): Caller => ({ gone: new AbortController().signal })

test('a window has 64 requests under way at most; another one is answered all the same', async () => {
  const { promise, resolve } = Promise.withResolvers<null>()
  const dispatch = some({
    listRuns: async () => {
      await promise
      return []
    },
    listBin: async () => []
  })
  const [greedy, modest] = [caller(), caller()]
  const asked = Array.from({ length: 64 }, () => dispatch('listRuns', {}, greedy))
  expect(await dispatch('listBin', {}, greedy)).toMatchObject({
    ok: false,
    code: 'conflict',
    message: expect.stringContaining('This window has 64 requests under way')
  })
  expect(await dispatch('listBin', {}, modest)).toMatchObject({ ok: true })
  resolve(null)
  for (const reply of await Promise.all(asked)) expect(reply).toMatchObject({ ok: true })
  expect(await dispatch('listBin', {}, greedy)).toMatchObject({ ok: true })
})

test(
  'what may take hundreds of megabytes is answered a few at once, and nobody waits behind all of a greedy ' +
    "window's",
  async () => {
    const { promise, resolve } = Promise.withResolvers<null>()
    let [atOnce, most] = [0, 0]
    const order: Caller[] = []
    const sheet = { png: Uint8Array.of(1), tileWidth: 1, tileHeight: 1, columns: 1, rows: 1, count: 1 }
    const previewDataset: Handlers['previewDataset'] = async (_, who) => {
      most = Math.max(most, ++atOnce)
      if (who) order.push(who)
      await promise
      atOnce--
      return sheet
    }
    const dispatch = some({ previewDataset })
    const [greedy, modest] = [caller(), caller()]
    const input = { dataset: randomUUID(), offset: 0, count: 1 }
    const asked = Array.from({ length: 50 }, () => dispatch('previewDataset', input, greedy))
    asked.push(dispatch('previewDataset', input, modest))
    resolve(null)
    for (const reply of await Promise.all(asked)) expect(reply).toMatchObject({ ok: true })
    expect(most).toBe(4)
    // One place was left to somebody else.
    expect(order.indexOf(modest)).toBe(3)
  }
)

/** Engine calls: one definition each, parsed on both sides, with progress, cancelling, and one version. */
import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { engineCalls } from '../../src/main/engine/calls'
import { between, defineCall } from '../../src/main/engine/calls/call'
import info from '../../src/main/engine/calls/info'
import { openPort } from '../../src/main/engine/port'
import { protocolVersion, type Order, type ToEngine, type ToStudio } from '../../src/main/engine/protocol'
import { startEngine } from '../../src/main/studio/engines/engine-process'
import { Sampler } from '../../src/main/studio/engines/sampler'

const samplers: Sampler[] = []
afterEach(() => samplers.splice(0).forEach(sampler => sampler.close()))

/** A process whose far end is this test. */
function started() {
  const sent: unknown[] = []
  const kill = vi.fn<() => void>()
  let hear: (message: unknown) => void = () => undefined
  const engine = startEngine(
    () => ({
      send: message => sent.push(message),
      onMessage: listener => {
        hear = listener
      },
      onExit: () => undefined,
      kill
    }),
    'trainer.js',
    {}
  )
  return { engine, sent, kill, say: (report: unknown) => hear(report) }
}

/** A studio's asking side on it. */
function opened() {
  const { engine, sent, kill, say } = started()
  const sampler = new Sampler(() => engine)
  samplers.push(sampler)
  return { sampler, sent, kill, say }
}

const double = defineCall({
  id: 'double',
  input: z.object({ value: z.number() }),
  output: z.number(),
  async run({ value }, tools) {
    for (let i = 1; i <= 4; i++) {
      await between(tools)
      tools.progress(i / 4)
    }
    return 2 * value
  }
})

test('every call declares its name, its input and its output, in a file of that name', () => {
  expect(engineCalls.ids.toSorted()).toEqual([
    ...[
      'arrange',
      'directions',
      'encode',
      'features',
      'generate',
      'info',
      'project',
      'scores',
      'seen',
      'space',
      'trace'
    ]
  ])
  for (const { input, output } of engineCalls.all) {
    expect(input.safeParse('nothing like it').success).toBe(false)
    expect(output.safeParse('nothing like it').success).toBe(false)
  }
})

test('a question goes out with its number and the version, progress comes back, then the answer', async () => {
  const { sampler, sent, say } = opened()
  const shares: number[] = []
  const asked = sampler.ask(double, { value: 3 }, { share: share => shares.push(share) })
  expect(sent).toEqual([{ type: 'call', call: 1, name: 'double', input: { value: 3 }, protocol: protocolVersion }])
  say({ type: 'progress', call: 1, share: 0.5 })
  say({ type: 'answer', call: 1, value: 6 })
  expect(await asked).toBe(6)
  expect(shares).toEqual([0.5])
})

test('an answer that is not what was agreed on is an error that says where', async () => {
  const { sampler, say } = opened()
  const asked = sampler.ask(info, {})
  say({ type: 'answer', call: 1, value: { engine: 'tensorflow' } })
  await expect(asked).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('"info"') })
})

test('a report that is not what was agreed on fails what waits, and names it', async () => {
  const { sampler, say } = opened()
  const asked = sampler.ask(double, { value: 3 })
  say({ type: 'paused', step: 'third' })
  await expect(asked).rejects.toThrow('than was agreed on (paused) ("step"')
})

test('cancelling tells the engine, which ends between two pieces of work', async () => {
  const { sampler, sent, say } = opened()
  const ending = new AbortController()
  const asked = sampler.ask(double, { value: 3 }, { signal: ending.signal })
  ending.abort()
  expect(sent.at(-1)).toEqual({ type: 'cancel', call: 1, protocol: protocolVersion })
  say({ type: 'error', call: 1, code: 'cancelled', message: 'Cancelled.' })
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' })

  const shares: number[] = []
  const work = new AbortController()
  const progress = (share: number): void => {
    shares.push(share)
    if (share === 0.5) work.abort(new Error('Enough.'))
  }
  await expect(double.run({ value: 3 }, { progress, signal: work.signal })).rejects.toThrow('Enough.')
  expect(shares).toEqual([0.25, 0.5])
})

test(
  'one long piece of work that is called off is not waited for: ' + 'its engine ends, unless others wait for it',
  async () => {
    vi.useFakeTimers()
    try {
      const { sampler, kill, say } = opened()
      const [first, second] = [new AbortController(), new AbortController()]
      const one = expect(sampler.ask(double, { value: 1 }, { signal: first.signal })).rejects.toMatchObject({
        code: 'cancelled'
      })
      const other = expect(sampler.ask(double, { value: 2 }, { signal: second.signal })).rejects.toMatchObject({
        code: 'cancelled'
      })
      first.abort()
      vi.advanceTimersByTime(2_000)
      await one
      expect(kill).not.toHaveBeenCalled()
      // Its answer comes late and is nobody's.
      say({ type: 'answer', call: 1, value: 2 })
      second.abort()
      vi.advanceTimersByTime(1_999)
      expect(kill).not.toHaveBeenCalled()
      vi.advanceTimersByTime(1)
      await other
      expect(kill).toHaveBeenCalledOnce()
    } finally {
      vi.useRealTimers()
    }
  }
)

test('an engine of another version says so, and ends once it was heard', async () => {
  const posted: ToStudio[] = []
  const statuses: number[] = []
  let tell: (message: ToEngine) => void = () => undefined
  const port = openPort(
    {
      post: message => posted.push(message),
      listen: receive => {
        tell = receive
      }
    },
    status => statuses.push(status)
  )
  const orders: Order[] = []
  port.listen(
    order => orders.push(order),
    () => undefined
  )
  tell({ type: 'call', call: 7, name: 'info', input: {}, protocol: protocolVersion })
  tell({ type: 'call', call: 8, name: 'info', input: {}, protocol: protocolVersion - 1 })
  expect(orders).toHaveLength(1)
  expect(posted[0]).toMatchObject({ type: 'error', call: 8, code: 'engine' })
  expect(posted[0]).toHaveProperty('message', expect.stringContaining('different versions'))
  expect(posted[1]).toEqual({ type: 'leaving', status: 1 })
  tell({ type: 'farewell' })
  await expect.poll(() => statuses).toEqual([1])
})

test('the last report is acknowledged before the engine ends', async () => {
  const { engine, sent, say } = started()
  const heard: string[] = []
  engine.onReport(({ type }) => heard.push(type))
  say({ type: 'done', epochs: 1, step: 4 })
  say({ type: 'leaving', status: 0 })
  expect(heard).toEqual(['done'])
  expect(sent).toEqual([{ type: 'farewell' }])
})

/** Jobs: so many of a window and of all, a few of a kind at once, and those that wait can be called off. */
import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { Caller, Emit } from '../../src/shared/ipc'
import { Jobs } from '../../src/main/studio/jobs'

const caller = (): Caller => ({ gone: new AbortController().signal })

test('a window has sixteen jobs at most; two GIFs are made at once, the others say that they wait', async () => {
  const emit = vi.fn<Emit>()
  const jobs = new Jobs(emit)
  const { promise, resolve } = Promise.withResolvers<void>()
  const [one, other] = [caller(), caller()]
  const work = vi.fn(async () => {
    await promise
    return 'done'
  })
  const ids = Array.from({ length: 16 }, () => randomUUID())
  const running = ids.map(job => jobs.run({ job, kind: 'export', caller: one }, work))
  await expect(jobs.run({ job: randomUUID(), kind: 'import', caller: one }, work)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('This window has 16 jobs under way')
  })
  expect(await jobs.run({ job: randomUUID(), kind: 'import', caller: other }, async () => 'at once')).toBe('at once')
  expect(work).toHaveBeenCalledTimes(2)
  expect(
    emit.mock.calls.filter(([, payload]) => 'label' in payload && payload.label === 'Waiting for its turn')
  ).toHaveLength(14)
  jobs.cancel(ids[15] ?? '')
  await expect(running.pop()).rejects.toMatchObject({ code: 'cancelled' })
  resolve()
  expect(await Promise.all(running)).toEqual(new Array(15).fill('done'))
  await setImmediate()
  expect(work).toHaveBeenCalledTimes(15)
  await expect(jobs.run({ job: randomUUID(), kind: 'export', caller: one }, async () => 'again')).resolves.toBe('again')
})

test("all windows have 48 together, and an id is one job's alone", async () => {
  const jobs = new Jobs(() => {})
  const { promise, resolve } = Promise.withResolvers<void>()
  const job = randomUUID()
  const start = (id: string, who: Caller): Promise<void> =>
    jobs.run({ job: id, kind: 'evaluation', caller: who }, () => promise)
  const windows = [caller(), caller(), caller()]
  const running = windows.flatMap((who, w) =>
    Array.from({ length: 16 }, (_, i) => start(w === 0 && i === 0 ? job : randomUUID(), who))
  )
  await expect(start(randomUUID(), caller())).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('windows have 48 jobs')
  })
  await expect(start(job, caller())).rejects.toMatchObject({
    code: 'conflict',
    message: 'A job with this id is running already.'
  })
  resolve()
  await Promise.all(running)
})

test('what is asked without a job is not counted, and says nothing', async () => {
  const emit = vi.fn<Emit>()
  const jobs = new Jobs(emit)
  const one = caller()
  const drawn = Array.from({ length: 20 }, (_, i) =>
    jobs.run({ job: undefined, kind: 'drawing', caller: one }, async (_signal, progress) => {
      progress({ label: 'Drawing pictures', done: 1, total: 2 })
      return i
    })
  )
  expect(await Promise.all(drawn)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  expect(emit).not.toHaveBeenCalled()
})

test('drawing ends with the window that asked for it; an import goes on', async () => {
  const jobs = new Jobs(() => {})
  const window = new AbortController()
  const { promise, resolve } = Promise.withResolvers<string>()
  const untilCalledOff = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  const drawing = jobs.run({ job: undefined, kind: 'drawing', caller: { gone: window.signal } }, untilCalledOff)
  const waits = jobs.run({ job: randomUUID(), kind: 'import', caller: { gone: window.signal } }, () => promise)
  window.abort()
  await expect(drawing).rejects.toMatchObject({ code: 'cancelled' })
  resolve('imported')
  expect(await waits).toBe('imported')
})

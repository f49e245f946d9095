/** Long requests of a place of the window: how far they are, when they are shown, and how they are called off. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Jobs, shortWait } from '../../src/renderer/state/jobs.svelte'
import { TranslateMany } from '../../src/renderer/state/run/translate-many.svelte'
import { RequestError } from '../../src/renderer/state/transport/types'
import type { Output } from '../../src/shared/ipc'
import { FakeWire } from './run/fake-wire'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A studio that answers when it is told to, and rejects what is cancelled. */
function studio() {
  const waiting = new Map<string, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  const asked = <T>({ job = '' }: { job?: string | undefined }): Promise<T> =>
    new Promise<T>((resolve, reject) => waiting.set(job, { resolve, reject }))
  const wire = new FakeWire({
    encode: input => asked<Output<'encode'>>(input),
    translateWhole: input => asked<Output<'translateWhole'>>(input),
    cancelJob: ({ job }) => {
      waiting.get(job)?.reject(new RequestError('cancelled', 'Cancelled.'))
      return null
    }
  })
  const last = (): string => [...waiting.keys()].at(-1) ?? ''
  return { wire, waiting, last }
}

test('a request is shown once it has taken a second, as far as it is, and is gone with its answer', async () => {
  const { wire, waiting, last } = studio()
  const jobs = new Jobs(wire, shortWait)
  const answer = jobs.ask('Encoding', 'encode', { run: 'r', pictures: [3] })
  const id = last()
  expect(wire.asked).toEqual([{ name: 'encode', input: { run: 'r', pictures: [3], job: id } }])
  wire.emit('progress', { job: id, label: 'Encoding pictures', done: 1, total: 4, secondsLeft: 6 })
  vi.advanceTimersByTime(shortWait - 1)
  expect(jobs.list).toEqual([])
  vi.advanceTimersByTime(1)
  expect(jobs.list).toMatchObject([{ id, label: 'Encoding pictures', done: 1, total: 4, secondsLeft: 6 }])
  wire.emit('progress', { job: 'another', label: 'Other', done: 3, total: 4, secondsLeft: 1 })
  expect(jobs.list).toMatchObject([{ done: 1 }])
  waiting.get(id)?.resolve([[1]] as never)
  expect(await answer).toEqual([[1]])
  expect([jobs.list, wire.listening]).toEqual([[], 0])
})

test('one that is answered within a second is never shown', async () => {
  const { wire, waiting, last } = studio()
  const jobs = new Jobs(wire, shortWait)
  const answer = jobs.ask('Encoding', 'encode', { run: 'r', pictures: [3] })
  waiting.get(last())?.resolve([[1]] as never)
  await answer
  vi.advanceTimersByTime(2 * shortWait)
  expect(jobs.list).toEqual([])
})

test('its button calls it off in the studio', async () => {
  const { wire, last } = studio()
  const jobs = new Jobs(wire)
  const answer = jobs.ask('Encoding', 'encode', { run: 'r', pictures: [3] })
  const id = last()
  jobs.list[0]?.cancel()
  expect(jobs.list).toMatchObject([{ id, cancelling: true }])
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' })
  expect(wire.asked.at(-1)).toEqual({ name: 'cancelJob', input: { job: id } })
  expect(jobs.list).toEqual([])
})

test('of many pictures, cancelling calls off the one under way; those after it are not begun', async () => {
  const { wire, waiting, last } = studio()
  const many = new TranslateMany({ id: 'r' }, wire)
  const files = ['a.png', 'b.png', 'c.png'].map(path => ({ path, file: new File(['x'], path) }))
  const done = many.translate(files, { epoch: undefined, direction: 0 })
  await vi.waitFor(() => expect(waiting.size).toBe(1))
  expect(many.job).toMatchObject({ label: 'Translating', done: 0, total: 3 })
  const made: Output<'translateWhole'> = { epoch: 1, png: Uint8Array.of(1), width: 4, height: 4, shrunkFrom: null }
  waiting.get(last())?.resolve(made as never)
  await vi.waitFor(() => expect(waiting.size).toBe(2))
  expect(many.job).toMatchObject({ done: 1, total: 3 })
  many.job?.cancel()
  await done
  expect(many.items.map(({ state }) => state)).toEqual(['done', 'waiting', 'waiting'])
  expect([wire.count('translateWhole'), many.running, many.job]).toEqual([2, false, undefined])
})

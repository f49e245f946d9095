import { expect, test } from 'vitest'
import { RunEvents } from '../../../src/renderer/state/run/run-events.svelte'
import type { RunEvent } from '../../../src/shared/domain'
import { FakeWire, settle } from './fake-wire'

const event = (id: number): RunEvent => ({
  id,
  epoch: 1,
  step: id,
  kind: 'k',
  level: 'warning',
  message: 'm',
  advice: '',
  remedy: null,
  at: 0,
  resolvedAt: null,
  dismissedAt: null
})

test('newest first, anew with every change of this run and when the connection came back', async () => {
  let stored = [event(1)]
  const wire = new FakeWire({ runEvents: () => stored })
  const events = new RunEvents('r', wire)
  const detach = events.attach()
  expect(events.loaded).toBe(false)
  await settle()
  expect([events.loaded, events.list]).toEqual([true, [event(1)]])
  stored = [event(1), event(2)]
  wire.emit('health', { run: 'other', findings: [], news: null })
  await settle()
  expect(events.list.map(({ id }) => id)).toEqual([1])
  wire.emit('health', { run: 'r', findings: [], news: null })
  await settle()
  expect(events.list.map(({ id }) => id)).toEqual([2, 1])
  stored = []
  wire.connection('lost')
  wire.connection('open')
  await settle()
  expect(events.list).toEqual([])
  detach()
  expect(wire.listening).toBe(0)
})

test('an answer that comes late is not shown over a newer one; a failure is said', async () => {
  const answers: ((list: RunEvent[]) => void)[] = []
  const events = new RunEvents('r', new FakeWire({ runEvents: () => new Promise(resolve => answers.push(resolve)) }))
  void events.load()
  void events.load()
  await settle()
  answers[1]?.([event(1), event(2)])
  await settle()
  answers[0]?.([event(1)])
  await settle()
  expect(events.list.map(({ id }) => id)).toEqual([2, 1])
  const failing = new RunEvents('r', new FakeWire({}))
  await failing.load()
  expect(failing.problem).toMatch(/Nobody answers runEvents/)
})

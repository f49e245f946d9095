import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Caller } from '../../../src/shared/ipc'
import { Tally } from '../../../src/main/studio/load/tally'
import { Turns } from '../../../src/main/studio/load/turns'

const caller = (): Caller => ({ gone: new AbortController().signal })

/** Work that is done when it is told so. */
function held(
  turns: Turns,
  who: Caller,
  name: string,
  log: string[],
  signal?: AbortSignal
): { done: () => void; outcome: Promise<unknown> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const outcome = turns
    .take(
      who,
      async () => {
        log.push(name)
        await promise
        return name
      },
      signal
    )
    .catch((error: unknown) => error)
  return { done: resolve, outcome }
}

test('so many at once; one place is left to somebody else, and who has least under way comes next', async () => {
  const turns = new Turns(3)
  const [greedy, modest, third] = [caller(), caller(), caller()]
  const log: string[] = []
  const works = ['a', 'b', 'c', 'd'].map(name => held(turns, greedy, name, log))
  await setImmediate()
  expect(log).toEqual(['a', 'b'])
  expect([turns.mustWait(greedy), turns.mustWait(modest)]).toEqual([true, false])
  const others = [held(turns, modest, 'e', log), held(turns, modest, 'f', log), held(turns, third, 'g', log)]
  await setImmediate()
  expect(log).toEqual(['a', 'b', 'e'])
  works[0]?.done()
  expect(await works[0]?.outcome).toBe('a')
  await setImmediate()
  expect(log).toEqual(['a', 'b', 'e', 'g'])
  for (const work of [...works, ...others]) work.done()
  expect(await Promise.all([...works, ...others].map(({ outcome }) => outcome))).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g'
  ])
  expect(turns.mustWait(greedy)).toBe(false)
})

test('waiting is called off, and work that fails makes room', async () => {
  const turns = new Turns(2)
  const me = caller()
  const log: string[] = []
  const first = held(turns, me, 'first', log)
  const stop = new AbortController()
  const second = held(turns, me, 'second', log, stop.signal)
  stop.abort(new Error('called off'))
  expect(await second.outcome).toMatchObject({ message: 'called off' })
  first.done()
  await first.outcome
  await expect(turns.take(undefined, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await turns.take(undefined, async () => 'room')).toBe('room')
  expect(await held(turns, me, 'third', log, AbortSignal.abort(new Error('too late'))).outcome).toMatchObject({
    message: 'too late'
  })
  expect(log).toEqual(['first'])
})

test('a tally refuses what is too many of one window, and of all', () => {
  const tally = new Tally('jobs', { each: 2, all: 3 })
  const [one, other] = [caller(), caller()]
  const leave = tally.enter(one)
  tally.enter(one)
  expect(() => tally.enter(one)).toThrow('This window has 2 jobs under way, and may have no more at once.')
  tally.enter(other)
  expect(() => tally.enter(other)).toThrow('The studio’s windows have 3 jobs under way')
  leave()
  leave()
  tally.enter(one)
  expect(() => tally.enter(one)).toThrow('This window has 2 jobs')
})

import { expect, test } from 'vitest'
import { SheetCache } from '../../../src/renderer/state/run/sheet-cache'

function byHand(capacity = 10, parallel = 1) {
  const asked: string[] = []
  const answers: ((value: string) => void)[] = []
  const cache = new SheetCache<string>(
    (run, epoch) => {
      asked.push(`${run}/${epoch}`)
      return new Promise(resolve => answers.push(resolve))
    },
    () => 1,
    capacity,
    parallel
  )
  return { asked, answers, cache }
}
const settle = () => new Promise(resolve => setTimeout(resolve))

test('the newest wish is loaded first, each but once', async () => {
  const { asked, answers, cache } = byHand()
  const first = cache.get('a', 1)
  for (const epoch of [2, 3, 4]) void cache.get('a', epoch)
  void cache.get('a', 2)
  expect(cache.get('a', 1)).toBe(first)
  for (let i = 0; i < 4; i++) {
    answers[i]?.('sheet')
    await settle()
  }
  expect(asked).toEqual(['a/1', 'a/2', 'a/4', 'a/3'])
})

test('forgets the least recently used', async () => {
  const cache = new SheetCache<string>(
    async (run, epoch) => `${run}${epoch}`,
    () => 1,
    2
  )
  await cache.get('a', 1)
  await cache.get('a', 2)
  expect(cache.peek('a', 1)).toBe('a1')
  await cache.get('a', 3)
  expect(cache.peek('a', 2)).toBeUndefined()
  expect(cache.peek('a', 1)).toBe('a1')
})

test('a failure is not kept', async () => {
  let tries = 0
  const cache = new SheetCache<string>(
    async () => {
      if (tries++ === 0) throw new Error('not yet')
      return 'sheet'
    },
    () => 1,
    10
  )
  await expect(cache.get('a', 1)).rejects.toThrow('not yet')
  await expect(cache.get('a', 1)).resolves.toBe('sheet')
})

test('large sheets make room of several small ones, but the newest always stays', async () => {
  const cache = new SheetCache<number>(
    async (_, epoch) => epoch,
    value => value,
    10
  )
  for (const epoch of [3, 4, 2]) await cache.get('a', epoch)
  await cache.get('a', 6)
  expect([3, 4, 2, 6].map(epoch => cache.peek('a', epoch))).toEqual([undefined, undefined, 2, 6])
  await cache.get('a', 50)
  expect([2, 6, 50].map(epoch => cache.peek('a', epoch))).toEqual([undefined, undefined, 50])
})

test('what went with a step back is asked for anew, also where it was just being loaded', async () => {
  const { asked, answers, cache } = byHand(10, 3)
  for (const epoch of [1, 2, 3]) void cache.get('a', epoch)
  void cache.get('b', 3)
  for (const answer of answers.splice(0, 2)) answer('before')
  await settle()
  // 'a/3' is still on its way.
  expect(asked).toEqual(['a/1', 'a/2', 'a/3', 'b/3'])
  cache.forget('a', 1)
  expect([cache.peek('a', 1), cache.peek('a', 2)]).toEqual(['before', undefined])
  for (const answer of answers.splice(0)) answer('before')
  await settle()
  expect([cache.peek('a', 3), cache.peek('b', 3)]).toEqual([undefined, 'before'])
  const again = cache.get('a', 3)
  answers[0]?.('after')
  expect(await again).toBe('after')
})

import { expect, test } from 'vitest'
import { SteadyTime } from '../../src/renderer/state/steady-time'
import { duration } from '../../src/renderer/state/words'

/** What is said of times measured a second apart. */
function said(...measured: (number | null)[]): (string | null)[] {
  const time = new SteadyTime()
  return measured.map((left, i) => {
    const seconds = time.next(left, 1000 * i)
    return seconds === null ? null : duration(seconds)
  })
}
const turns = (words: (string | null)[]): (string | null)[] => words.filter((word, i) => word !== words[i - 1])

test('a time that is measured back and forth is said once, and counts down', () => {
  expect(turns(said(80, 70, 80, 70, 80, 70, 80))).toEqual(['80 s', '75 s'])
  const noisy = Array.from({ length: 60 }, (_, i) => 85 - i + 8 * Math.sin(i * 2.3))
  const seconds = turns(said(...noisy)).map(word => Number.parseInt(word ?? '', 10))
  expect(seconds).toEqual(seconds.toSorted((a, b) => b - a))
})

test('where training has become slower or faster for good, that is said', () => {
  expect(said(60, 59, 300, 299)).toEqual(['60 s', '60 s', '5 min', '5 min'])
  expect(said(600, 60)).toEqual(['10 min', '60 s'])
})

test('what nobody knows is not made up', () => {
  expect(said(null, 50, null, 90)).toEqual(
    [null, '50 s', null, '90 s'].map(word => word && word.replace('90 s', '2 min'))
  )
})

import { expect, test } from 'vitest'
import { duration } from '../../scripts/lib/duration.mjs'

test.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min 0 s'],
  [3_725_000, '62 min 5 s']
])('%d ms are %s', (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words)
})

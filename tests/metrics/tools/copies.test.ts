import { expect, test } from 'vitest'
import { byHeart, copiesWords } from '../../../src/main/metrics/tools/copies'

test('copies in words; from a tenth on it is no accident', () => {
  expect(copiesWords(0, 64)).toBe('None of 64 samples looks copied: each is about as near to several pictures.')
  expect(copiesWords(1, 64)).toBe(
    '1 of 64 samples looks copied: it is less than half as far from one picture as from any other.'
  )
  expect(copiesWords(7, 64)).toBe(
    '7 of 64 samples look copied: each is less than half as far from one picture as from any other.'
  )
  expect(
    [
      [0, 5],
      [6, 64],
      [7, 64],
      [1, 5]
    ].map(([copies = 0, searched = 0]) => byHeart(copies, searched))
  ).toEqual([false, false, true, true])
})

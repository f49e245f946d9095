import { expect, test } from 'vitest'
import { smooth } from '../../../src/renderer/state/run/smoothing'

test('amount 0 changes nothing', () => {
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2])
})

test('a constant stays itself from the first point on', () => {
  for (const value of smooth([5, 5, 5, 5], 0.95)) expect(value).toBeCloseTo(5, 12)
})

test('matches the weighted mean by hand', () => {
  // After two points with amount 0.5: (0.5·0.5·4 + 0.5·8) / (0.25 + 0.5)
  expect(smooth([4, 8], 0.5)[1]).toBeCloseTo(5 / 0.75, 12)
})

test('a value that is not finite leaves a gap and no trace', () => {
  const smoothed = smooth([2, NaN, 2, Infinity, 2], 0.9)
  expect(smoothed.map(Number.isNaN)).toEqual([false, true, false, true, false])
  expect(smoothed[4]).toBeCloseTo(2, 12)
})

import { expect, test } from 'vitest'
import { robustRange } from '../../../src/renderer/state/run/robust-range'

const usual = Array.from({ length: 200 }, (_, i) => 0.7 + 0.3 * Math.sin(i))

test('one value far off does not take the chart from all others', () => {
  const range = robustRange([usual, [...usual.slice(1), 65_000]])
  expect(range).toMatchObject({ above: 65_000, below: null })
  expect(range?.max).toBeLessThan(1.3)
  expect(range?.min).toBeCloseTo(0.4)
  expect(robustRange([[...usual, -65_000]])).toMatchObject({ above: null, below: -65_000, max: expect.closeTo(1, 1) })
})

test('what belongs to the course of a training is shown whole', () => {
  expect(robustRange([usual])).toBeNull()
  // A loss that falls from a high beginning: many values are high, and the fall is the news.
  expect(robustRange([usual.map((value, i) => value + 8 * Math.exp(-i / 20))])).toBeNull()
  expect(robustRange([Array(200).fill(0.5)])).toBeNull()
  expect(robustRange([[0.5, 65_000]])).toBeNull()
  expect(robustRange([[NaN, Infinity]])).toBeNull()
})

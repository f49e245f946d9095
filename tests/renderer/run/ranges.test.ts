import { expect, test } from 'vitest'
import { scrollToShow, visibleRange, wholeScale } from '../../../src/renderer/state/run/ranges'

test('draws what is seen and a little more', () => {
  expect(visibleRange(0, 300, 50, 500)).toEqual({ from: 0, to: 8 })
  expect(visibleRange(1000, 300, 50, 500)).toEqual({ from: 18, to: 28 })
  expect(visibleRange(24_900, 300, 50, 500)).toEqual({ from: 496, to: 500 })
  expect(visibleRange(0, 300, 50, 0)).toEqual({ from: 0, to: 0 })
})

test('scrolls no further than needed', () => {
  expect(scrollToShow(100, 200, 150, 50)).toBe(100)
  expect(scrollToShow(100, 200, 40, 50)).toBe(40)
  expect(scrollToShow(100, 200, 290, 50)).toBe(140)
})

test('whole multiples of a picture’s pixels, of device pixels', () => {
  expect(wholeScale(28, 5, 2, 500, 1)).toBe(3)
  expect(wholeScale(28, 5, 2, 500, 2)).toBe(7)
  expect(wholeScale(64, 5, 0, 160, 1)).toBe(0.5)
})

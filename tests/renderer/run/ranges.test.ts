import { expect, test } from 'vitest'
import { handySide, scrollToShow, visibleRange, wholeScale } from '../../../src/renderer/state/run/ranges'

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

test('beside other things pictures are about 64 pixels wide, in whole multiples or whole parts of theirs', () => {
  expect([28, 32, 40, 64, 96, 128, 256].map(handySide)).toEqual([56, 64, 40, 64, 48, 64, 64])
})

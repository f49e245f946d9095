import { expect, test } from 'vitest'
import { columnGap, defaultZoom, rowMargins, wholeRowZoom, zooms } from '../../../src/renderer/screens/run/gallery/zoom'

test('a picture comes near 84 pixels', () => {
  const sizes = (pixels: number) => {
    const levels = zooms(pixels)
    return (levels[defaultZoom(levels, pixels)] ?? 0) * pixels
  }
  expect([sizes(28), sizes(64), sizes(256), sizes(1024)]).toEqual([84, 64, 64, 128])
})

test('rows are whole where that leaves pictures to be seen', () => {
  const at = (pixels: number, count: number, width: number) => {
    const levels = zooms(pixels)
    const index = wholeRowZoom(levels, pixels, count, width)
    return index === null ? null : levels[index]
  }
  expect(at(28, 25, 1008)).toBe(1)
  expect(at(28, 25, 1648)).toBe(2)
  expect(at(28, 4, 1008)).toBe(3)
  expect(at(28, 64, 1008)).toBeNull()
})

test.each([
  [28, 25, 1008],
  [84, 25, 1008],
  [84, 25, 1648],
  [56, 16, 700],
  [300, 25, 400],
  [84, 1, 1008]
])('%d-pixel pictures, %d of them, in %d: whole columns to the edge', (size, count, width) => {
  const gap = columnGap(size, count, width)
  expect(gap).toBeGreaterThanOrEqual(2)
  expect(gap).toBeLessThanOrEqual(12)
  const room = width - rowMargins.left
  const seen = Math.min(count, Math.floor((room + gap) / (size + gap)))
  const rest = room - (seen * (size + gap) - gap)
  // What comes after the last whole one would begin beyond the edge, but for a few pixels no gap of 12 can hide.
  if (seen < count && gap < 12 && seen > 1) expect(rest).toBeLessThan(gap + seen)
})

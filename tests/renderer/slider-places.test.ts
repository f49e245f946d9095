/** Where a slider can stand: at its steps, its ends, and where it is. */
import { expect, test } from 'vitest'
import { placesOf } from '../../src/renderer/ui/slider-places'

test('steps that pass a value by leave it as it is', () => {
  // From 0.04 to 2 in hundredths: 1 lies between two steps.
  const step = (2 - 0.04) / 100
  expect(placesOf(0.04, 2, step, 1)).toContain(1)
  expect(placesOf(0.04, 2, step, 2)).toHaveLength(101)
  expect(placesOf(0.04, 2, step, 1)).toHaveLength(102)
})

test('both ends are there, and steps are tidy', () => {
  expect(placesOf(0, 1, 0.1, 0)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  expect(placesOf(0, 1, 0.3, 0)).toEqual([0, 0.3, 0.6, 0.9, 1])
  expect(placesOf(3, 3, 1, 3)).toEqual([3])
})

test('a value beyond the ends is none of them', () => {
  expect(placesOf(0, 2, 1, 7)).toEqual([0, 1, 2])
})

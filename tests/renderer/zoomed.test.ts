import { expect, test } from 'vitest'
import { panned, zoomed } from '../../src/renderer/state/run/zoomed'

const whole = { from: 0, to: 100 }

test('what is under the pointer stays there, closer and further away', () => {
  const near = zoomed(null, whole, 25, 0.5)
  expect(near).toEqual({ from: 12.5, to: 62.5 })
  expect(zoomed(near, whole, 25, 0.5)).toEqual({ from: 18.75, to: 43.75 })
  expect(zoomed(near, whole, 25, 2)).toBe(null)
  // Never past the ends, nor so close that nothing is left.
  expect(zoomed({ from: 0, to: 10 }, whole, 10, 5)).toEqual({ from: 0, to: 50 })
  expect((zoomed(null, whole, 50, 1e-9)?.to ?? 0) - 50).toBeGreaterThan(0.02)
})

test('it is moved along, and stays within what there is', () => {
  expect(panned({ from: 10, to: 20 }, whole, 5)).toEqual({ from: 15, to: 25 })
  expect(panned({ from: 10, to: 20 }, whole, -50)).toEqual({ from: 0, to: 10 })
  expect(panned({ from: 10, to: 20 }, whole, 500)).toEqual({ from: 90, to: 100 })
})

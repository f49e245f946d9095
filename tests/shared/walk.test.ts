import { expect, test } from 'vitest'
import { legs, onPad, sum, walkAt, type Key } from '../../src/shared/explore/walk'

const keys: Key[] = [
  { latent: [1, 0], knobs: { psi: 0, class: 0 } },
  { latent: [0, 1], knobs: { psi: 1, class: 2 } },
  { latent: [-1, 0], knobs: { psi: 1, class: 2 } }
]
const isNumber = (key: string): boolean => key === 'psi'
const how = { easing: 'even', way: 'linear', loop: false, isNumber } as const

test('a walk is at its pictures at whole places, between them in between, and ends at the last', () => {
  expect(legs(3, how)).toBe(2)
  for (const [place, key] of [0, 1, 2].map(i => [i, keys[i]] as const)) expect(walkAt(keys, place, how)).toEqual(key)
  expect(walkAt(keys, 0.25, how)).toEqual({ latent: [0.75, 0.25], knobs: { psi: 0.25, class: 0 } })
  expect(walkAt(keys, 0.75, how).knobs).toEqual({ psi: 0.75, class: 2 })
  expect(walkAt(keys, 9, how)).toEqual(keys[2])
  expect(walkAt(keys, -1, how)).toEqual(keys[0])
})

test('a loop comes back to the first, and goes on from there', () => {
  const loop = { ...how, loop: true }
  expect(legs(3, loop)).toBe(3)
  expect(walkAt(keys, 2.5, loop).latent).toEqual([0, 0])
  expect(walkAt(keys, 3, loop)).toEqual(keys[0])
  expect(walkAt(keys, -0.5, loop)).toEqual(walkAt(keys, 2.5, loop))
})

test('great circles keep their length, straight lines do not; rests are slow at both ends', () => {
  expect(Math.hypot(...walkAt(keys, 0.5, { ...how, way: 'spherical' }).latent)).toBeCloseTo(1)
  expect(Math.hypot(...walkAt(keys, 0.5, how).latent)).toBeCloseTo(Math.SQRT1_2)
  const resting = (place: number) => walkAt(keys, place, { ...how, easing: 'resting' }).knobs.psi ?? NaN
  expect(resting(0.1)).toBeLessThan(0.05)
  expect(resting(0.5)).toBeCloseTo(0.5)
  expect(resting(0.9)).toBeGreaterThan(0.95)
})

test('the pad has its four pictures in its corners; A − B + C is number by number', () => {
  const [a, b, c] = keys as [Key, Key, Key]
  const four = [a, b, c, b] as const
  expect([onPad(four, 0, 0, how), onPad(four, 1, 0, how), onPad(four, 0, 1, how)]).toEqual([a, b, c])
  expect(onPad(four, 0.5, 0.5, how).latent).toEqual([0, 0.5])
  expect(sum(a.latent, b.latent, c.latent)).toEqual([0, -1])
  expect(() => walkAt([a], 0, { ...how, loop: true })).not.toThrow()
  expect(() => walkAt([], 0, how)).toThrow(/two pictures/)
})

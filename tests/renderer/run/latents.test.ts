import { expect, test } from 'vitest'
import { findDimensions, withDimension, zeros } from '../../../src/renderer/state/run/latents'
import { mix } from '../../../src/shared/explore/mix'
import { drawLatents } from '../../../src/shared/random'

const norm = (latent: readonly number[]) => Math.hypot(...latent)

test('both ends are the two latents', () => {
  const a = [...drawLatents(1, 1, 100)]
  const b = [...drawLatents(2, 1, 100)]
  mix(a, b, 0).forEach((value, i) => expect(value).toBeCloseTo(a[i] ?? NaN, 10))
  mix(a, b, 1).forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? NaN, 10))
})

test('halfway keeps the length that a straight line would lose', () => {
  const a = [...drawLatents(3, 1, 100)]
  const b = [...drawLatents(4, 1, 100)]
  const straight = a.map((value, i) => (value + (b[i] ?? 0)) / 2)
  const expected = (norm(a) + norm(b)) / 2
  expect(Math.abs(norm(mix(a, b, 0.5)) - expected) / expected).toBeLessThan(0.05)
  expect(norm(straight) / expected).toBeLessThan(0.85)
})

test('a quarter turn by hand', () => {
  const [x, y] = mix([1, 0], [0, 1], 1 / 3)
  expect(x).toBeCloseTo(Math.cos(Math.PI / 6), 12)
  expect(y).toBeCloseTo(Math.sin(Math.PI / 6), 12)
})

test('zero, equal and opposite latents mix on a straight line', () => {
  expect(mix([0, 0], [2, 4], 0.5)).toEqual([1, 2])
  expect(mix([1, 2], [1, 2], 0.3).map(value => Number(value.toFixed(12)))).toEqual([1, 2])
  expect(mix([1, 0], [-1, 0], 0.25)).toEqual([0.5, 0])
})

test('changes one dimension in a copy', () => {
  const latent = zeros(3)
  expect(withDimension(latent, 1, 2)).toEqual([0, 2, 0])
  expect(latent).toEqual([0, 0, 0])
})

test('finds dimensions by number', () => {
  expect(findDimensions('', 3)).toEqual([0, 1, 2])
  expect(findDimensions('17', 100)).toEqual([16])
  expect(findDimensions('10-12', 100)).toEqual([9, 10, 11])
  expect(findDimensions('40, 3 3', 100)).toEqual([2, 39])
  expect(findDimensions('98 – 200', 100)).toEqual([97, 98, 99])
  expect(findDimensions('0', 100)).toEqual([])
  expect(findDimensions('101', 100)).toEqual([])
})

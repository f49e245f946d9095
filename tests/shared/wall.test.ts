/** Latents of seeds in another spread, and which of them stand on a wall. */
import { expect, test } from 'vitest'
import { spreadOut } from '../../src/shared/explore/spread'
import { inOrder, latentAt } from '../../src/shared/explore/wall'
import { wall } from '../../src/shared/ipc/wall'
import { drawLatents } from '../../src/shared/random'

const many = 20_000
const normal = drawLatents(3, 1, many)
const uniform = drawLatents(3, 1, many, 'uniform')
const mean = (list: Float32Array): number => list.reduce((sum, value) => sum + value, 0) / list.length
const deviation = (list: Float32Array): number => Math.sqrt(mean(list.map(value => value ** 2)) - mean(list) ** 2)

test('as in training nothing changes; a threshold that nothing lies beyond changes no bit', () => {
  expect(spreadOut(normal, many, 'normal', { shape: 'own', within: null })).toBe(normal)
  expect(spreadOut(normal, many, 'normal', { shape: 'own', within: 10 })).toEqual(normal)
})

test('beyond the threshold nothing is left, and what is within stays as it was', () => {
  const near = spreadOut(normal, many, 'normal', { shape: 'own', within: 0.7 })
  expect(Math.max(...near.map(Math.abs))).toBeLessThanOrEqual(0.7)
  expect(near.filter((value, i) => value === normal[i]).length / many).toBeCloseTo(0.516, 1)
  // A normal number within 0.7 has a deviation of 0.392.
  expect(deviation(near)).toBeCloseTo(0.392, 2)
  const flat = spreadOut(uniform, many, 'uniform', { shape: 'own', within: 1 })
  expect(Math.max(...flat.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(3) + 1e-6)
  expect(deviation(flat)).toBeCloseTo(1 / 3, 2)
})

test('uniform, normal and spherical latents have the deviation of those of training', () => {
  const flat = spreadOut(normal, many, 'normal', { shape: 'uniform', within: null })
  expect(Math.max(...flat)).toBeLessThanOrEqual(Math.sqrt(3))
  expect([mean(flat), deviation(flat)].map(value => Math.round(value * 20) / 20)).toEqual([0, 1])
  const bell = spreadOut(uniform, many, 'uniform', { shape: 'normal', within: null })
  expect(Math.max(...bell)).toBeGreaterThan(1.5)
  expect(deviation(bell)).toBeCloseTo(1 / Math.sqrt(3), 2)
  const sphere = spreadOut(normal, 100, 'normal', { shape: 'sphere', within: null })
  for (const at of [0, 7]) expect(Math.hypot(...sphere.subarray(at * 100, at * 100 + 100))).toBeCloseTo(10, 4)
})

const input = { size: 16, distribution: 'normal' as const }
const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / (Math.hypot(...a) * Math.hypot(...b))
const places = Array.from({ length: 200 }, (_, i) => i)

test('a place of the wall is a seed', () => {
  const plain = wall.parse({ seed: 40 })
  expect(latentAt(plain, input, 2)).toEqual([...drawLatents(42, 1, 16)])
  expect(latentAt(wall.parse({ seed: 2 ** 31 - 1 }), input, 1)).toEqual([...drawLatents(0, 1, 16)])
})

test('more like one comes nearer to it, fewer like one keeps away, and no two are the same', () => {
  const one = [...drawLatents(9, 1, 16)]
  const near = (wanted: object): number =>
    places.reduce((sum, place) => sum + cosine(latentAt(wall.parse(wanted), input, place), one), 0) / places.length
  expect(near({ more: [one] })).toBeGreaterThan(near({}) + 0.4)
  expect(near({ fewer: [one] })).toBeLessThan(near({}) - 0.2)
  expect(new Set(places.map(place => latentAt(wall.parse({ more: [one] }), input, place).join())).size).toBe(200)
})

test('sorted, the most real, the most novel and the nearest come first; what is not known sorts nothing', () => {
  const known = { scores: [1, 3, 2], novelty: [0.5, 0.1, 0.9], nearness: null }
  expect(inOrder('drawn', 3, known)).toEqual([0, 1, 2])
  expect(inOrder('score', 3, known)).toEqual([1, 2, 0])
  expect(inOrder('novelty', 3, known)).toEqual([2, 0, 1])
  expect(inOrder('nearness', 3, known)).toBeNull()
  expect(inOrder('nearness', 3, { ...known, nearness: [3, 1, 2] })).toEqual([1, 2, 0])
})

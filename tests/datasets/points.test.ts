import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { drawSet, findPoints, importPoints, listBuiltins, previewBuiltin } from '../../src/main/datasets'
import { pointSets } from '../../src/main/datasets/points'
import { momentsOf } from '../../src/main/metrics/gaussian-distance'
import { packPoints, planeCells, planePlaces, squareAround, unpackPoints } from '../../src/shared/points'
import { decoder } from './decoder'

const folder = mkdtempSync(join(tmpdir(), 'atelier-points-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const set = findPoints('gaussian-2d')

test('gaussian-2d is the same on every machine, and another for another seed', () => {
  const points = drawSet(set)
  expect(points).toHaveLength(2000)
  const shown = [...points.subarray(0, 6), ...points.subarray(1994)].map(value => Number(value.toFixed(5)))
  expect(shown).toEqual([
    1.17582, 1.9511, 0.97729, 2.4623, 0.45826, 0.31621, 1.50278, 1.99806, 1.8096, 3.55939, 0.44413, 2.19625
  ])
  expect(drawSet(set)).toEqual(points)
  expect(set.draw(1)).not.toEqual(points)
})

test.each([0, 1, 2, 3])('seed %i has mean b and covariance AᵀA, as near as 1,000 points come', seed => {
  const { mean, covariance } = momentsOf(set.draw(seed))
  // Three standard errors: of a mean σ/√n, of a variance σ²√(2/n).
  ;[
    [mean[0], 1, 0.096],
    [mean[1], 2, 0.196],
    [covariance[0], 1.01, 0.136],
    [covariance[1], 1.95, 0.28],
    [covariance[2], 4.25, 0.571]
  ].forEach(([found = 0, wanted = 0, tolerance = 0]) => {
    expect(Math.abs(found - wanted)).toBeLessThan(tolerance)
  })
})

test('is packed as float32, little endian, and read back bit for bit', async () => {
  const cache = join(folder, 'points.f32')
  const report = await importPoints(set, cache)
  expect(report.images).toHaveLength(1000)
  const bytes = readFileSync(cache)
  expect(bytes.readFloatLE(4)).toBe(drawSet(set)[1])
  expect(unpackPoints(bytes)).toEqual(drawSet(set))
  expect(unpackPoints(packPoints(Float32Array.of(1.5, -2)))).toEqual(Float32Array.of(1.5, -2))
})

test('is listed by name as points and previewed as a growing cloud; an unknown name lists it', async () => {
  expect(await listBuiltins()).toContainEqual(
    expect.objectContaining({ name: 'gaussian-2d', imageCount: 1000, exampleKind: 'points' })
  )
  expect(await previewBuiltin(decoder, 'gaussian-2d', 5)).toMatchObject({ count: 5, tileWidth: 64, tileHeight: 64 })
  expect(() => findPoints('gaussian-3d')).toThrow('gaussian-2d')
})

test('the square around points holds them all with room to spare', () => {
  expect(squareAround(Float32Array.of(0, 0, 6, 3))).toEqual({ x: -0.5, y: -2, side: 7 })
  expect(squareAround(Float32Array.of(4, 5))).toEqual({ x: 3, y: 4, side: 2 })
})

test('every set is told, is the same for the same seed, and lies in one small part of the plane', () => {
  expect(pointSets.ids).toEqual(expect.arrayContaining(['gaussian-2d', 'ring', 'spiral', 'two-moons']))
  for (const each of pointSets.all) {
    const points = each.draw(0)
    expect(points).toHaveLength(2 * each.count)
    expect(each.draw(0)).toEqual(points)
    expect(each.draw(1)).not.toEqual(points)
    expect(Math.max(...points.map(Math.abs))).toBeLessThan(12)
  }
})

test('the ring has eight clouds of about as many points', () => {
  const points = findPoints('ring').draw(0)
  const counts = new Map<number, number>()
  for (let i = 0; i < points.length; i += 2) {
    const [x = 0, y = 0] = points.subarray(i, i + 2)
    expect(Math.abs(Math.hypot(x, y) - 2)).toBeLessThan(0.5)
    const cloud = Math.round((Math.atan2(y, x) / (2 * Math.PI)) * 8 + 8) % 8
    counts.set(cloud, (counts.get(cloud) ?? 0) + 1)
  }
  expect(counts.size).toBe(8)
  for (const count of counts.values()) expect(Math.abs(count - 125)).toBeLessThan(45)
})

test('the places that a discriminator is asked about are the cells of the whole picture', () => {
  const places = planePlaces({ x: 0, y: 0, side: 4 }, [64, 96, 3])
  expect(planeCells([64, 96, 3])).toEqual({ down: 8, across: 12 })
  expect(places).toHaveLength(2 * 8 * 12)
  expect([...places.subarray(0, 4)]).toEqual([-0.75, 3.75, -0.25, 3.75])
  expect([...places.subarray(-2)]).toEqual([4.75, 0.25])
})

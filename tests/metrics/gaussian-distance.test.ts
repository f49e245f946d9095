import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Moments } from '../../src/main/metrics/gaussian-distance'
import type { Run } from '../../src/shared/domain'
import type { Json } from '../../src/shared/json'
import metric, { gaussianDistance, momentsOf } from '../../src/main/metrics/gaussian-distance'
import { slicedWassersteinOfPoints } from '../../src/main/metrics/sliced-wasserstein'

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/gaussian-distance.json'), 'utf8')) as {
  a: number[]
  b: number[]
  distance: number
  moments: Moments[]
}
const [a, b] = [Float32Array.from(golden.a), Float32Array.from(golden.b)]

test('moments and distance are numpy’s', () => {
  for (const [i, points] of [a, b].entries()) {
    const { mean, covariance } = momentsOf(points)
    const wanted = golden.moments[i]
    ;[...mean, ...covariance].forEach((value, at) => {
      expect(Math.abs(value - ([...(wanted?.mean ?? []), ...(wanted?.covariance ?? [])][at] ?? NaN))).toBeLessThan(1e-9)
    })
  }
  expect(Math.abs(gaussianDistance(momentsOf(a), momentsOf(b)) - golden.distance)).toBeLessThan(1e-9)
})

test('a shift is its length, whatever the shape; a cloud is no distance from itself', () => {
  const shifted = a.map((value, i) => value + (i % 2 === 0 ? 3 : 4))
  expect(gaussianDistance(momentsOf(a), momentsOf(shifted))).toBeCloseTo(5, 4)
  expect(gaussianDistance(momentsOf(a), momentsOf(a))).toBeLessThan(1e-6)
  // The mean over directions of a shift's shadow: 2/π of its length.
  expect(Math.abs(slicedWassersteinOfPoints(a, shifted, { projections: 4096 }) - (5 * 2) / Math.PI)).toBeLessThan(0.1)
  expect(slicedWassersteinOfPoints(a, a)).toBe(0)
})

test('a cloud without points is refused', () => {
  expect(() => momentsOf(new Float32Array())).toThrow(RangeError)
  expect(() => slicedWassersteinOfPoints(new Float32Array(), a)).toThrow(RangeError)
})

test('what is kept is reported, whichever tree has kept it', () => {
  const moments: Moments = { mean: [1, 2], covariance: [3, 4, 5] }
  const real: Moments = { mean: [0, 0], covariance: [1, 0, 1] }
  const run = {} as Run
  const report = (detail: Json) =>
    metric.report?.({ run, epoch: 2, value: 0, reference: null, settings: { samples: 9 }, detail })
  const found = report({ generated: moments, real })
  expect(found?.table?.rows[1]).toEqual({ label: 'Mean of y', values: [2, 0, 2] })
  expect(report({ made: moments, real })).toEqual(found)
  expect(() => report({ real })).toThrow('The moments of the generated points are missing.')
})

import { expect, test } from 'vitest'
import { featureMoments, frechetDistance, kernelDistance } from '../../bench/yardstick/frechet'
import golden from '../golden/frechet.json' with { type: 'json' }

const [a, b] = [Float32Array.from(golden.a), Float32Array.from(golden.b)]
const distance = (x: Float32Array, y: Float32Array): number =>
  frechetDistance(featureMoments(x, golden.size), featureMoments(y, golden.size))

test('the Fréchet distance is NumPy’s, the same both ways, and 0 from a set to itself', () => {
  expect(distance(a, b)).toBeCloseTo(golden.frechet, 9)
  expect(distance(b, a)).toBeCloseTo(golden.frechet, 9)
  expect(distance(a, a)).toBeCloseTo(0, 9)
})

test('a shift of the mean alone counts by its square', () => {
  expect(
    distance(
      a,
      a.map(value => value + 2)
    )
  ).toBeCloseTo(4 * golden.size, 5)
})

test('fewer features than pictures leave a singular covariance, which has a root all the same', () => {
  const few = a.subarray(0, 3 * golden.size)
  expect(distance(few, few)).toBeCloseTo(0, 6)
  expect(Number.isFinite(distance(few, b))).toBe(true)
})

test('the kernel distance is NumPy’s', () => {
  expect(kernelDistance(a, b, golden.size)).toBeCloseTo(golden.kernel, 9)
})

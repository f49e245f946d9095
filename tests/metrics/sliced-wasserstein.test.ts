import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { projected, slicedWasserstein, wasserstein } from '../../src/main/metrics/sliced-wasserstein'
import { normalStream, uniformStream } from '../../src/shared/random'

const golden = JSON.parse(readFileSync(new URL('../golden/sliced-wasserstein.json', import.meta.url), 'utf8')) as {
  size: number
  sets: Record<string, number[]>
  directions: number[][]
  distances: Record<string, number[]>
}
const set = (name: string | undefined): Uint8Array => Uint8Array.from(golden.sets[name ?? ''] ?? [])

test.each(Object.keys(golden.distances))(
  "sets %s: every projection's distance is SciPy's (tests/golden/make_sliced_wasserstein.py)",
  pair => {
    golden.directions.forEach((direction, i) => {
      const [a, b] = [...pair].map(name => projected(set(name), Float64Array.from(direction)))
      expect(wasserstein(a ?? new Float64Array(), b ?? new Float64Array())).toBeCloseTo(
        golden.distances[pair]?.[i] ?? Number.NaN,
        10
      )
    })
  }
)

const noise = (count: number, mean: number, seed: number) => {
  const normal = normalStream('pictures', seed)
  return Uint8Array.from({ length: count * 64 }, () => Math.max(0, Math.min(255, Math.round(mean + 30 * normal()))))
}

test('is 0 for the same pictures in any order, and the same both ways round', () => {
  const a = noise(50, 120, 1)
  const turned = Uint8Array.from([...Array(50).keys()].reverse().flatMap(i => [...a.subarray(i * 64, (i + 1) * 64)]))
  expect(slicedWasserstein(a, turned, 64)).toBeCloseTo(0, 10)
  const b = noise(40, 140, 2)
  expect(slicedWasserstein(a, b, 64)).toBeCloseTo(slicedWasserstein(b, a, 64), 10)
})

test('grows with the difference, and with it only', () => {
  const a = noise(200, 120, 1)
  const [same, near, far] = [120, 130, 160].map((mean, i) => slicedWasserstein(a, noise(200, mean, 5 + i), 64))
  expect(near).toBeGreaterThan(1.1 * (same ?? Infinity))
  expect(far).toBeGreaterThan(2 * (near ?? Infinity))
})

test('a set of copies of one picture is far from the pictures it is of', () => {
  const random = uniformStream('collapse')
  const varied = Uint8Array.from({ length: 100 * 64 }, () => Math.floor(random() * 256))
  const collapsed = Uint8Array.from({ length: 100 * 64 }, (_, i) => varied[i % 64] ?? 0)
  const other = Uint8Array.from({ length: 100 * 64 }, () => Math.floor(random() * 256))
  expect(slicedWasserstein(varied, collapsed, 64)).toBeGreaterThan(4 * slicedWasserstein(varied, other, 64))
})

test('the same seed gives the same number, another another', () => {
  const [a, b] = [noise(30, 120, 1), noise(30, 140, 2)]
  expect(slicedWasserstein(a, b, 64, { seed: 3, projections: 8 })).toBe(
    slicedWasserstein(a, b, 64, { seed: 3, projections: 8 })
  )
  expect(slicedWasserstein(a, b, 64, { seed: 4, projections: 8 })).not.toBe(
    slicedWasserstein(a, b, 64, { seed: 3, projections: 8 })
  )
})

test('says what is wrong with a set', () => {
  expect(() => slicedWasserstein(new Uint8Array(65), noise(1, 0, 0), 64)).toThrow(
    'a multiple of 64 numbers; it holds 65'
  )
  expect(() => slicedWasserstein(noise(1, 0, 0), new Uint8Array(), 64)).toThrow('it holds 0')
})

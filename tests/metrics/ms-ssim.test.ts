/** Against scipy's convolutions and pytorch-msssim (tests/golden/make_ms_ssim.py). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { meanMsSsim, msSsim, pyramid, scaleWeights } from '../../src/main/metrics/ms-ssim'
import type { ImageShape } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'

const golden = JSON.parse(readFileSync(new URL('../golden/ms-ssim.json', import.meta.url), 'utf8')) as {
  cases: { shape: ImageShape; kinds: [string, string]; value: number }[]
}

/** The formulas of the script. */
const formulas: Record<string, (y: number, x: number, c: number) => number> = {
  waves: (y, x, c) => Math.trunc(128 + 100 * Math.sin(x / 5 + c) * Math.cos(y / 7)),
  blocks: (y, x, c) => ((Math.floor(x / 6) + Math.floor(y / 4) + c) % 3) * 90 + ((x * 7 + y * 13) % 20),
  noise: (y, x, c) => (x * 7919 + y * 104729 + c * 1299709 + x * y * 31 + x * x * 17) % 256,
  faint: (y, x, c) => 40 + ((x * 3 + y * 5 + c) % 23),
  'noisy waves': (y, x, c) =>
    Math.max(0, Math.min(255, value('waves', y, x, c) + Math.floor((value('noise', y, x, c) - 128) / 8)))
}
const value = (kind: string, y: number, x: number, c: number): number => formulas[kind]?.(y, x, c) ?? NaN
const picture = (kind: string, [height, width, channels]: ImageShape): Uint8Array =>
  Uint8Array.from({ length: height * width * channels }, (_, i) =>
    value(kind, Math.floor(i / (width * channels)), Math.floor(i / channels) % width, i % channels)
  )

const similarity = (a: Uint8Array, b: Uint8Array, shape: ImageShape): number =>
  msSsim(pyramid(a, shape), pyramid(b, shape), shape)

test.each(golden.cases)('$kinds at $shape', ({ shape, kinds: [a, b], value: wanted }) => {
  expect(similarity(picture(a, shape), picture(b, shape), shape)).toBeCloseTo(wanted, 8)
})

test('a picture is wholly like itself, whichever comes first does not matter, and more noise is less alike', () => {
  const shape: ImageShape = [64, 64, 3]
  const a = picture('waves', shape),
    b = picture('noisy waves', shape),
    c = picture('noise', shape)
  expect(similarity(a, a, shape)).toBeCloseTo(1, 12)
  expect(similarity(a, b, shape)).toBe(similarity(b, a, shape))
  expect(similarity(a, b, shape)).toBeLessThan(0.99)
  expect(similarity(a, b, shape)).toBeGreaterThan(similarity(a, c, shape) + 0.3)
})

test("scales that leave the window room, their weights summing to what the paper's sum to", () => {
  const sizes = [10, 11, 21, 22, 28, 43, 44, 64, 128, 175, 176, 1024]
  expect(sizes.map(size => scaleWeights([size, size + 1, 1]).length)).toEqual([0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5])
  for (const size of sizes.slice(1))
    expect(scaleWeights([size, size, 3]).reduce((a, b) => a + b)).toBeCloseTo(1.0001, 12)
  expect(scaleWeights([300, 176, 3])).toEqual([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])
})

test('diversity: each with the next and the last with the first; copies are 1, noise is near 0', () => {
  const shape: ImageShape = [28, 28, 1],
    each = 28 * 28
  const kinds = ['waves', 'blocks', 'noise'],
    pictures = kinds.map(kind => picture(kind, shape))
  const all = Uint8Array.from(pictures.flatMap(pixels => [...pixels]))
  const pairs = pictures.map((pixels, i) => similarity(pixels, pictures[(i + 1) % 3] ?? pixels, shape))
  expect(meanMsSsim(all, shape)).toBeCloseTo(pairs.reduce((a, b) => a + b) / 3, 12)
  expect(meanMsSsim(all.subarray(0, 2 * each), shape)).toBeCloseTo(pairs[0] ?? NaN, 12)
  expect(meanMsSsim(new Uint8Array(4 * each).fill(9), shape)).toBeCloseTo(1, 12)
  const next = uniformStream('noise', 1)
  const noise = meanMsSsim(
    Uint8Array.from({ length: 8 * each }, () => Math.floor(256 * next())),
    shape
  )
  expect(noise).toBeLessThan(0.1)
  expect(noise).toBeGreaterThanOrEqual(0)
  expect(meanMsSsim(all.subarray(0, each), shape)).toBeNull()
  expect(meanMsSsim(new Uint8Array(4 * 100), [10, 10, 1])).toBeNull()
})

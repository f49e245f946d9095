import { expect, test } from 'vitest'
import { drawScatter, plotOf } from '../../src/main/drawing/scatter'
import { drawNumber, numberWidth } from '../../src/main/drawing/numerals'
import { planePlaces } from '../../src/shared/points'

const plot = plotOf(Float32Array.of(0, 0, 6, 6))
const size = 70
/** The square is (−0.5, −0.5) to (6.5, 6.5): ten pixels a unit. */
const at = (pixels: Uint8Array, x: number, y: number): number[] => {
  const place = 3 * (Math.floor(size - (y + 0.5) * 10) * size + Math.floor((x + 0.5) * 10))
  return [...pixels.subarray(place, place + 3)]
}

test('dots lie where their points are: quiet for real ones, the generator’s colour for made ones', () => {
  const pixels = drawScatter(plot, { generated: Float32Array.of(2.5, 4.5) }, [size, size, 3])
  expect(pixels).toHaveLength(size * size * 3)
  const [red = 0, green = 0, blue = 0] = at(pixels, 2.5, 4.5)
  expect(red).toBeGreaterThan(green)
  expect(green).toBeGreaterThan(blue + 40)
  const real = at(pixels, 6, 6)
  expect(new Set(real).size).toBe(1)
  expect(real[0]).toBeGreaterThan(60)
  expect(at(pixels, 1, 4.6)).toEqual([27, 27, 27])
})

test('one point can be marked, with a white edge', () => {
  const pixels = drawScatter(plot, { marked: [3, 3] }, [256, 256, 3])
  const whites = pixels.reduce(
    (count, _, i) => count + (i % 3 === 0 && pixels[i] === 255 && pixels[i + 2] === 255 ? 1 : 0),
    0
  )
  expect(whites).toBeGreaterThan(4)
})

test('points beyond the square, or not numbers, are left out', () => {
  const bare = drawScatter(plot, {}, [size, size, 3])
  expect(drawScatter(plot, { generated: Float32Array.of(90, 3, NaN, 2, Infinity, Infinity) }, [size, size, 3])).toEqual(
    bare
  )
})

const wide = [64, 96, 3] as [number, number, number]
const middle = (pixels: Uint8Array, x: number, y: number): number[] => [
  ...pixels.subarray(3 * (y * wide[1] + x), 3 * (y * wide[1] + x) + 3)
]

test('a wide scatter has the square in its middle, and more of the plane on both sides', () => {
  const pixels = drawScatter(plot, { generated: Float32Array.of(3, 3, -2, 3) }, wide)
  expect(pixels).toHaveLength(64 * 96 * 3)
  const warm = (x: number, y: number): boolean => {
    const [red = 0, , blue = 0] = middle(pixels, x, y)
    return red > blue + 60
  }
  // (3, 3) is the middle; a unit is 64/7 pixels.
  expect(warm(48, 32)).toBe(true)
  expect(warm(Math.round(48 - (5 * 64) / 7), 32)).toBe(true)
  expect(warm(20, 32)).toBe(false)
})

test('behind the points lies what the discriminator makes of the plane: cool where real, warm where generated', () => {
  const places = planePlaces(plot.square, wide)
  const surface = Float32Array.from({ length: places.length / 2 }, (_, i) => ((places[2 * i] ?? 0) > 3 ? 0.9 : 0.1))
  const pixels = drawScatter(plot, { surface }, wide)
  const [right, left] = [middle(pixels, 84, 10), middle(pixels, 12, 10)]
  expect(right[2]).toBeGreaterThan((right[0] ?? 0) + 20)
  expect(left[0]).toBeGreaterThan((left[2] ?? 0) + 20)
  // What it cannot tell is left dark.
  const dark = drawScatter(plot, { surface: surface.fill(0.5) }, wide)
  expect(dark).toEqual(drawScatter(plot, {}, wide))
})

test('an arrow goes the way that a point is pulled, longer for more, and none where there is no pull', () => {
  const drawn = (...pull: number[]): Uint8Array =>
    drawScatter(plot, { generated: Float32Array.of(3, 3), pull: Float32Array.from(pull) }, wide)
  const bare = drawn(0, 0)
  const changed = (pixels: Uint8Array): number[] =>
    Array.from({ length: 64 * 96 }, (_, at) => at).filter(at => pixels[3 * at] !== bare[3 * at])
  const [right, more, up] = [changed(drawn(0.2, 0)), changed(drawn(0.5, 0)), changed(drawn(0, 0.5))]
  expect(Math.max(...right.map(at => at % 96))).toBeGreaterThan(48)
  expect(Math.max(...more.map(at => at % 96))).toBeGreaterThan(Math.max(...right.map(at => at % 96)))
  expect(Math.min(...up.map(at => Math.floor(at / 96)))).toBeLessThan(28)
  expect(Math.max(...up.map(at => Math.abs((at % 96) - 48)))).toBeLessThan(8)
})

test('numbers at the axes are strokes with smooth edges, no enlarged dots, and a minus is no hyphen', () => {
  const about = plotOf(Float32Array.of(-3, -3, 3, 3))
  const shape: [number, number, number] = [512, 512, 3]
  const pixels = drawScatter(about, {}, shape)
  const high = 512
  const grey = (x: number, y: number): number => pixels[3 * (y * high + x)] ?? 0
  // The numbers of the lower edge.
  const rows = Array.from({ length: 22 }, (_, i) => high - 24 + i)
  const shades = new Set(
    rows.flatMap(y => Array.from({ length: high }, (_, x) => grey(x, y))).filter(v => v > 80 && v < 148)
  )
  expect(shades.size).toBeGreaterThan(20)
  expect(numberWidth(-2) - numberWidth(2)).toBeCloseTo(0.78)
  const lines: number[] = []
  drawNumber(-2, (...line) => lines.push(...line))
  // As long as a numeral is wide; a hyphen is half of that.
  expect((lines[2] ?? 0) - (lines[0] ?? 0)).toBeGreaterThan(0.4)
})

import { expect, test } from 'vitest'
import { drawScatter, plotOf } from '../../src/main/drawing/scatter'

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

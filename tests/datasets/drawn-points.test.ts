import { expect, test } from 'vitest'
import { strokes } from '../../src/shared/datasets/strokes'
import { mostPlaces, pointsAlong } from '../../src/shared/datasets/drawn-points'

/** x, y, x, y, … */
const places = (...numbers: number[]): { x: number; y: number }[] =>
  pairs(Float64Array.from(numbers)).map(([x, y]) => ({ x, y }))
const pairs = (points: ArrayLike<number>): [number, number][] =>
  Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN])

test('points lie along the strokes, as many on each as it is long, and are the same for the same seed', () => {
  // A line three long, and one half as long elsewhere.
  const drawn = [places(-1.5, 1, 1.5, 1), places(0, -1.5, 0, 0)]
  const points = pointsAlong(drawn, 1500, 0)
  expect(points).toHaveLength(3000)
  expect(pointsAlong(drawn, 1500, 0)).toEqual(points)
  expect(pointsAlong(drawn, 1500, 1)).not.toEqual(points)
  const along = pairs(points)
  const upper = along.filter(([, y]) => y > 0.5)
  // Three standard errors of 1,000 of 1,500.
  expect(Math.abs(upper.length - 1000)).toBeLessThan(55)
  for (const [x, y] of along) {
    const fromLine = Math.max(Math.abs(y - 1), Math.abs(x) - 1.5)
    const fromOther = Math.max(Math.abs(x), Math.max(-1.5 - y, y))
    expect(Math.min(fromLine, fromOther)).toBeLessThan(0.3)
  }
  // Evenly: each third of the line has about a third.
  for (const third of [-1.5, -0.5, 0.5])
    expect(Math.abs(upper.filter(([x]) => x >= third && x < third + 1).length - 333)).toBeLessThan(60)
})

test('a dot is drawn around, beside strokes too', () => {
  const [x, y] = [0.5, -0.25]
  for (const [a, b] of pairs(pointsAlong([places(x, y)], 500, 0))) expect(Math.hypot(a - x, b - y)).toBeLessThan(0.4)
  const beside = pairs(pointsAlong([places(-1, 1.5, 1, 1.5), places(x, y)], 1000, 0)).filter(([, b]) => b < 0.8)
  expect(beside.length).toBeGreaterThan(50)
})

test('a drawing has a place at least, an x and a y for each, and an end', () => {
  expect(strokes.safeParse([]).success).toBe(false)
  expect(strokes.safeParse([[]]).success).toBe(false)
  expect(strokes.safeParse([[{ x: 1 }]]).success).toBe(false)
  expect(strokes.safeParse([places(1, 2.1)]).success).toBe(false)
  expect(strokes.safeParse([places(1, NaN)]).success).toBe(false)
  const many = Array.from({ length: mostPlaces }, () => ({ x: 0, y: 0 }))
  expect(strokes.safeParse([many]).success).toBe(true)
  expect(strokes.safeParse([many, places(0, 0)]).success).toBe(false)
})

import { expect, test } from 'vitest'
import {
  cornerOf,
  headingHeight,
  inSight,
  indexAt,
  layOutWall,
  movedBy
} from '../../src/renderer/state/datasets/wall-layout'

const layout = layOutWall({
  groups: [
    { label: 0, count: 7 },
    { label: 3, count: 2 },
    { label: 4, count: 60_000 }
  ],
  room: 330,
  width: 100,
  height: 100,
  mostGap: 16
})

test('pictures stand in rows below the heading of their class', () => {
  expect(layout).toMatchObject({ columns: 3, gap: 14, total: 60_009 })
  expect(layout.sections.map(({ first, rows, top, pictures }) => [first, rows, top, pictures])).toEqual([
    [0, 3, 1, 1 + headingHeight],
    [7, 1, 383, 383 + headingHeight],
    [9, 20_000, 537, 537 + headingHeight]
  ])
  expect(layout.length).toBe(577 + 20_000 * 114 - 14 + 1)
})

test('every picture is found again where it lies, and nothing between two', () => {
  for (const index of [0, 2, 3, 6, 7, 8, 9, 30_000, 60_008]) {
    const { x, y } = cornerOf(layout, index)
    expect(indexAt(layout, x + 1, y + 1)).toBe(index)
    expect(indexAt(layout, x + 99, y + 99)).toBe(index)
  }
  expect(indexAt(layout, 108, 60)).toBe(null)
  // The last row of the first class has one picture; a heading is none.
  expect(indexAt(layout, 150, 41 + 2 * 114 + 5)).toBe(null)
  expect(indexAt(layout, 50, 390)).toBe(null)
})

test('only what is in sight is drawn, whatever there is', () => {
  expect(inSight(layout, 0, 300)).toEqual({ first: 0, last: 6 })
  expect(inSight(layout, 300, 500)).toEqual({ first: 6, last: 8 })
  const { y } = cornerOf(layout, 30_000)
  const seen = inSight(layout, y, y + 500)
  expect(seen).toEqual({ first: 30_000, last: 30_014 })
  expect(inSight(layOutWall({ groups: [], room: 330, width: 100, height: 100, mostGap: 16 }), 0, 300)).toBe(null)
})

test('keys lead from picture to picture, over headings too', () => {
  const from = (index: number) =>
    ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map(key => movedBy(layout, index, key))
  expect(from(0)).toEqual([null, 1, null, 3])
  expect(from(5)).toEqual([4, 6, 2, 6])
  expect(from(6)).toEqual([5, 7, 3, 7])
  expect(from(8)).toEqual([7, 9, 6, 10])
  expect(movedBy(layout, 8, 'End')).toBe(60_008)
  expect(movedBy(layout, 60_008, 'ArrowDown')).toBe(null)
  expect(movedBy(layout, 60_008, 'Home')).toBe(0)
  expect(movedBy(layout, 1, 'q')).toBe(null)
})

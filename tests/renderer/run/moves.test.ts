import { expect, test } from 'vitest'
import { movedBy, type GridShape } from '../../../src/renderer/screens/run/gallery/moves'

const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey })
const rows: GridShape = { rows: true, columns: 5, pictures: 5, epochs: 4, page: 2 }
/** Sheets of 2 × 3, the last place of the second row empty. */
const sheets: GridShape = { rows: false, columns: 3, pictures: 5, epochs: 4, page: 2 }

test.each([
  ['ArrowRight', { row: 1, picture: 4 }, { row: 1, picture: 4 }],
  ['ArrowRight', { row: 1, picture: 3 }, { row: 1, picture: 4 }],
  ['ArrowLeft', { row: 1, picture: 0 }, { row: 1, picture: 0 }],
  ['ArrowDown', { row: 1, picture: 2 }, { row: 2, picture: 2 }],
  ['ArrowDown', { row: 3, picture: 2 }, { row: 3, picture: 2 }],
  ['ArrowUp', { row: 0, picture: 2 }, { row: 0, picture: 2 }],
  ['PageDown', { row: 1, picture: 2 }, { row: 3, picture: 2 }],
  ['PageUp', { row: 1, picture: 2 }, { row: 0, picture: 2 }]
])('in rows %s goes from %j to %j', (name, from, to) => {
  expect(movedBy(key(name), from, rows)).toEqual(to)
})

test.each([
  ['ArrowDown', { row: 1, picture: 1 }, { row: 1, picture: 4 }],
  ['ArrowDown', { row: 1, picture: 2 }, { row: 2, picture: 2 }],
  ['ArrowDown', { row: 1, picture: 4 }, { row: 2, picture: 1 }],
  ['ArrowUp', { row: 1, picture: 4 }, { row: 1, picture: 1 }],
  ['ArrowUp', { row: 1, picture: 1 }, { row: 0, picture: 1 }]
])('in sheets %s goes from %j to %j', (name, from, to) => {
  expect(movedBy(key(name), from, sheets)).toEqual(to)
})

test('Home and End stay in the epoch, with Ctrl they go to the first and the last; other keys move nothing', () => {
  const from = { row: 1, picture: 2 }
  expect(movedBy(key('Home'), from, rows)).toEqual({ row: 1, picture: 0 })
  expect(movedBy(key('End'), from, rows)).toEqual({ row: 1, picture: 4 })
  expect(movedBy(key('Home', true), from, rows)).toEqual({ row: 0, picture: 0 })
  expect(movedBy(key('End', true), from, rows)).toEqual({ row: 3, picture: 4 })
  expect(movedBy(key('a'), from, rows)).toBeUndefined()
})

import { expect, test } from 'vitest'
import { mostPlaces } from '../../src/shared/datasets/drawn-points'
import { Drawing } from '../../src/renderer/state/datasets/drawing.svelte'

test('a hand that hardly moves leaves no more places, and nothing leaves the paper', () => {
  const drawing = new Drawing()
  drawing.begin(0, 0)
  drawing.go(0.01, 0.01)
  drawing.go(0.5, 0.123456)
  drawing.go(9, -9)
  drawing.end()
  drawing.go(1, 1)
  expect(drawing.strokes).toEqual([
    [
      { x: 0, y: 0 },
      { x: 0.5, y: 0.123 },
      { x: 2, y: -2 }
    ]
  ])
})

test('the last stroke can be taken back, and all of them', () => {
  const drawing = new Drawing()
  drawing.begin(0, 0)
  drawing.end()
  drawing.begin(1, 1)
  drawing.undo()
  expect(drawing.strokes).toEqual([[{ x: 0, y: 0 }]])
  expect(drawing.down).toBe(false)
  drawing.clear()
  expect(drawing.strokes).toEqual([])
})

test('a drawing ends where the studio would take no more', () => {
  const drawing = new Drawing()
  drawing.begin(0, 0)
  for (let i = 0; i < 2 * mostPlaces; i++) drawing.go(i % 2, (i % 50) / 25)
  expect(drawing.full).toBe(true)
  expect(drawing.strokes.flat()).toHaveLength(mostPlaces)
  drawing.begin(1, 1)
  expect(drawing.strokes).toHaveLength(1)
})

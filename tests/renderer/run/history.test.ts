import { expect, test } from 'vitest'
import { record, redo, startHistory, undo } from '../../../src/renderer/state/run/history'

test('back and forth', () => {
  let history = record(record(startHistory('a'), 'b'), 'c')
  history = undo(history)
  expect(history.present).toBe('b')
  history = undo(history)
  expect(history.present).toBe('a')
  expect(undo(history)).toBe(history)
  history = redo(redo(history))
  expect(history.present).toBe('c')
  expect(redo(history)).toBe(history)
})

test('something new forgets what was undone', () => {
  const history = record(undo(record(startHistory('a'), 'b')), 'c')
  expect(history.future).toEqual([])
  expect(undo(history).present).toBe('a')
})

test('the past has an end', () => {
  let history = startHistory(0)
  for (let i = 1; i <= 500; i++) history = record(history, i)
  expect(history.past).toHaveLength(200)
  expect(history.past[0]).toBe(300)
})

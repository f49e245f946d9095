/** What is missing is said by name, instead of being taken for 0. */
import { expect, test } from 'vitest'
import { stackRows } from '../../src/main/models/gallery'
import { Pace } from '../../src/main/engine/training/pace'
import { axis, entry } from '../../src/main/tensors/axis'

test('axes of tensors and entries of lists are there, or missed by name', () => {
  expect([axis({ shape: [2, 3] }, 0), axis({ shape: [2, 3] }, -1)]).toEqual([2, 3])
  expect(() => axis({ shape: [2, 3] }, 2)).toThrow('A tensor of shape [2, 3] has no axis 2.')
  expect(entry([5, 0], 1, 'losses')).toBe(0)
  expect(() => entry(new Float32Array(1), 1, 'losses')).toThrow('There are 1 losses; there is no number 1.')
})

test('a step that reports fewer losses than its model has is no step with losses that are no numbers', () => {
  const pace = new Pace(1000, 2)
  expect(() => {
    pace.add(1, [0.5], {})
    pace.flush(1)
  }).toThrow('losses of a step')
  expect(() => stackRows([], 1, 4)).toThrow('There are 0 kinds of pictures')
})

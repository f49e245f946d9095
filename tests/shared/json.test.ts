import { expect, test } from 'vitest'
import { jsonProblem } from '../../src/shared/json'

const bounds = { depth: 3, values: 10, characters: 20 }
const itself: unknown[] = []
itself.push(itself)

test.each<[unknown, string | null]>([
  ['text', null],
  [null, null],
  [-0.5, null],
  [false, null],
  [[[[1]]], null],
  [{ a: [{ b: 'c' }] }, null],
  [Object.create(null), null],
  [[[[[]]]], 'is nested deeper than 3'],
  [{ a: { b: { c: {} } } }, 'is nested deeper than 3'],
  [itself, 'is nested deeper than 3'],
  [new Array(10).fill(0), 'holds more than 10 values'],
  [
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4]
    ],
    'holds more than 10 values'
  ],
  ['a'.repeat(21), 'holds more than 20 characters'],
  [{ ['a'.repeat(11)]: 'b'.repeat(10) }, 'holds more than 20 characters'],
  [NaN, 'holds a number that is not finite'],
  [[Infinity], 'holds a number that is not finite'],
  [JSON.parse('{"__proto__": 1}'), 'has an entry named "__proto__"'],
  [[{ constructor: 1 }], 'has an entry named "constructor"'],
  [undefined, 'holds something that is not JSON'],
  [[undefined], 'holds something that is not JSON'],
  [1n, 'holds something that is not JSON'],
  [() => 1, 'holds something that is not JSON'],
  [new Date(0), 'holds something that is not JSON'],
  [new Uint8Array(2), 'holds something that is not JSON'],
  [new Map(), 'holds something that is not JSON']
])('%o: %s', (value, problem) => {
  expect(jsonProblem(value, bounds)).toBe(problem)
})

test('nesting that would exhaust any stack is only a sentence', () => {
  let value: unknown = 1
  for (let i = 0; i < 1e6; i++) value = [value]
  expect(jsonProblem(value, { depth: 1e7, values: 1e7, characters: 1 })).toBeNull()
  expect(jsonProblem(value, { depth: 16, values: 1e7, characters: 1 })).toBe('is nested deeper than 16')
})

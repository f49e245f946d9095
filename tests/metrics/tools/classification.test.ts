import { expect, test } from 'vitest'
import { Classification } from '../../../src/main/metrics/tools/classification'
import { normalStream } from '../../../src/shared/random'

const [size, classes] = [12, 3]

/** Three clouds in the first two features, at the corners of a triangle; the others are noise. */
function clouds(count: number, spread: number, seed: number): { rows: Float32Array; labels: Int32Array } {
  const normal = normalStream('clouds', seed)
  const labels = Int32Array.from({ length: count }, (_, i) => (i * 7) % classes)
  const corners = [
    [0, 0],
    [4, 0],
    [0, 4]
  ]
  return {
    labels,
    rows: Float32Array.from(
      { length: count * size },
      (_, at) => (corners[labels[Math.floor(at / size)] ?? 0]?.[at % size] ?? 0) + spread * normal()
    )
  }
}

function asked(change: (value: number, feature: number) => number, spread = 1): { right: number; c: number } {
  const learnt = clouds(150, spread, 1),
    held = clouds(90, spread, 2)
  const of = (rows: Float32Array): Float32Array => rows.map((value, at) => change(value, at % size))
  const machine = new Classification({ labels: learnt.labels, classes, size, seed: 0 })
  // In two unequal pieces.
  const rows = of(learnt.rows)
  machine.add(rows.subarray(0, 40 * size))
  machine.add(rows.subarray(40 * size))
  return { c: machine.learn(), right: machine.right(of(held.rows), held.labels) }
}

test('clouds are told apart, better the further apart they are', () => {
  expect(asked(value => value, 0.5).right).toBe(90)
  const near = asked(value => value, 2).right
  expect(near).toBeGreaterThan(90 * 0.6)
  expect(near).toBeLessThan(90 * 0.9)
})

test('in what unit and from what zero a feature is measured makes no difference', () => {
  const plain = asked(value => value, 2)
  expect(asked((value, feature) => value * 2 ** (feature - 6) + 3 * feature, 2)).toEqual(plain)
})

test('a feature that is the same in all pictures says nothing, even where another picture differs', () => {
  const machine = new Classification({ labels: Int32Array.of(0, 1, 0, 1, 0, 1), classes: 2, size: 2, seed: 0 })
  machine.add([0, 5, 1, 5, 0, 5, 1, 5, 0, 5, 1, 5])
  machine.learn()
  expect(machine.right([0, 1000, 1, -1000], Int32Array.of(0, 1))).toBe(2)
})

test('labels by chance are told by chance', () => {
  const held = clouds(3000, 1, 4)
  const machine = new Classification({ labels: clouds(150, 1, 3).labels, classes, size, seed: 0 })
  machine.add(clouds(150, 1, 3).rows.map((_, at) => ((at * 7919) % 1013) / 1013))
  machine.learn()
  const right = machine.right(
    held.rows.map((_, at) => ((at * 104_729) % 1009) / 1009),
    held.labels
  )
  expect(right / 3000).toBeGreaterThan(0.2)
  expect(right / 3000).toBeLessThan(0.45)
})

test('it learns when all pictures are there, and is asked when it has learnt', () => {
  const machine = new Classification({ labels: Int32Array.of(0, 1), classes: 2, size: 3, seed: 0 })
  machine.add([1, 2, 3])
  expect(() => machine.learn()).toThrow('There are 3 numbers of 6')
  expect(() => machine.right([1, 2, 3], Int32Array.of(0))).toThrow('not learnt')
})

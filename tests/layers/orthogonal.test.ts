/** Weights that begin at right angles, small and as large as a paper's. */
import { expect, test } from 'vitest'
import { orthogonalMatrix } from '../../src/main/layers/orthogonal'
import { normalStream, uniformStream } from '../../src/shared/random'

const draws = (name: string) => ({ uniform: uniformStream(name), normal: normalStream(name) })

/** ⟨column, other⟩ of a matrix. */
function product(values: Float32Array, rows: number, columns: number, one: number, other: number): number {
  let sum = 0
  for (let i = 0; i < rows; i++) sum += (values[i * columns + one] ?? 0) * (values[i * columns + other] ?? 0)
  return sum
}

test.each([
  [12, 7],
  [64, 64],
  // Of more columns than Gram and Schmidt's way is taken for: two factors, whose numbers are of every kind.
  [2592, 288],
  [320, 320],
  [97 * 36, 97 * 4],
  // No factors: 257 is a prime.
  [300, 257]
])('%i×%i: columns are of length 1 and at right angles', (rows, columns) => {
  const values = orthogonalMatrix(rows, columns, draws('right angles'))
  expect(values).toHaveLength(rows * columns)
  const pick = uniformStream('columns')
  for (let i = 0; i < 200; i++) {
    const [one, other] = [Math.floor(pick() * columns), Math.floor(pick() * columns)]
    expect(product(values, rows, columns, one, other)).toBeCloseTo(one === other ? 1 : 0, 5)
  }
})

test(
  'the largest kernel of BigGAN at 128 pixels: its numbers are spread as those of a matrix that is drawn ' + 'evenly',
  () => {
    const [rows, columns] = [13_824, 1536]
    const values = orthogonalMatrix(rows, columns, draws('large'))
    let [second, fourth, zeros] = [0, 0, 0]
    for (const value of values) {
      second += value ** 2
      fourth += value ** 4
      if (value === 0) zeros++
    }
    const count = values.length
    expect(zeros).toBe(0)
    expect(second / columns).toBeCloseTo(1, 4)
    // 3 of a normal distribution, 9 of a product of two.
    const kurtosis = fourth / count / (second / count) ** 2
    expect(kurtosis).toBeGreaterThan(2.5)
    expect(kurtosis).toBeLessThan(4.5)
    for (const [one, other] of [
      [0, 1],
      [0, 32],
      [5, 1400]
    ] as const)
      expect(Math.abs(product(values, rows, columns, one, other))).toBeLessThan(1e-5)
  }
)

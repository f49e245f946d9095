/** The linear support vector machine against scikit-learn's LinearSVC (tests/golden/make_linear_svm.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { classify, fitLinearSvm, type Examples } from '../../../src/main/metrics/tools/linear-svm'

interface Case {
  name: string
  count: number
  dimensions: number
  classes: number
  spread: number
  c: number
  weights: number[][]
  objective: number[]
  predicted: number[]
  accuracy: number
}
const golden = JSON.parse(readFileSync(new URL('../../golden/linear-svm.json', import.meta.url), 'utf8')) as Case[]

/** As the script makes them: `count` to learn from, 60 held out. */
function examples({ count, dimensions, classes, spread }: Case): { learnt: Examples; held: Examples } {
  const all = count + 60
  const labels = Int32Array.from({ length: all }, (_, i) => (i * i * 5 + Math.floor(i / 3)) % classes)
  const rows = Float32Array.from({ length: all * dimensions }, (_, at) => {
    const i = Math.floor(at / dimensions),
      j = at % dimensions
    const noise = ((i * 7919 + j * 104_729 + i * j * 31 + i * i * 17) % 256) / 128 - 1
    return (((labels[i] ?? 0) * 37 + j * 11) % 16) / 8 - 1 + spread * noise
  })
  const part = (from: number, to: number): Examples => ({
    rows: rows.slice(from * dimensions, to * dimensions),
    labels: labels.slice(from, to)
  })
  return { learnt: part(0, count), held: part(count, all) }
}

/** ½(‖w‖² + b²) + C Σ slack², of one class. */
function objective({ rows, labels }: Examples, side: ArrayLike<number>, k: number, c: number): number {
  const dimensions = side.length - 1
  const weights = Array.from(side)
  const cost = [...labels].reduce((sum, label, i) => {
    const value = weights.reduce(
      (total, weight, j) => total + weight * (j < dimensions ? (rows[i * dimensions + j] ?? 0) : 1),
      0
    )
    return sum + Math.max(0, 1 - (label === k ? 1 : -1) * value) ** 2
  }, 0)
  return weights.reduce((sum, weight) => sum + weight * weight, 0) / 2 + c * cost
}

describe.each(golden.map(one => [one.name, one] as const))('%s', (_, one) => {
  const { learnt, held } = examples(one)
  const { classes, dimensions, c } = one

  test("solved to the end it is scikit-learn's machine", () => {
    const svm = fitLinearSvm(learnt, classes, { c, tolerance: 1e-9, maxPasses: 1_000_000 })
    const wanted = one.weights.flat()
    const worst = wanted.reduce(
      (most, weight, i) => Math.max(most, Math.abs((svm.weights[i] ?? Number.NaN) - weight)),
      0
    )
    expect(worst).toBeLessThan(1e-6)
    expect([...classify(svm, held.rows)]).toEqual(one.predicted)
    expect(
      [...classify(svm, held.rows)].filter((label, i) => label === held.labels[i]).length / held.labels.length
    ).toBeCloseTo(one.accuracy, 12)
  })

  test('as far as it goes by itself, it costs at most a fiftieth more', () => {
    const svm = fitLinearSvm(learnt, classes, { c })
    for (const [k, least] of one.objective.entries()) {
      const cost = objective(learnt, svm.weights.subarray(k * (dimensions + 1), (k + 1) * (dimensions + 1)), k, c)
      expect(cost).toBeGreaterThan(least * (1 - 1e-6))
      expect(cost).toBeLessThan(least * 1.02)
    }
  })

  test('begun from another C it ends at the same weights', () => {
    const from = fitLinearSvm(learnt, classes, { c: c / 10 })
    const svm = fitLinearSvm(learnt, classes, { c, from, tolerance: 1e-9, maxPasses: 1_000_000 })
    expect(
      Math.max(...one.weights.flat().map((weight, i) => Math.abs((svm.weights[i] ?? Number.NaN) - weight)))
    ).toBeLessThan(1e-6)
  })
})

test('the same seed visits in the same order: the same bits; another seed ends elsewhere within the tolerance', () => {
  const [, one] = golden
  if (!one) throw new Error('There are no golden numbers.')
  const { learnt } = examples(one)
  const fit = (seed: number) => fitLinearSvm(learnt, one.classes, { c: one.c, seed }).weights
  expect(fit(3)).toEqual(fit(3))
  expect(fit(4)).not.toEqual(fit(3))
})

test('rows and labels that do not fit are refused', () => {
  expect(() => fitLinearSvm({ rows: new Float32Array(7), labels: new Int32Array(2) }, 2, { c: 1 })).toThrow(
    '7 numbers are not 2 rows'
  )
  expect(() => fitLinearSvm({ rows: new Float32Array(4), labels: Int32Array.of(0, 2) }, 2, { c: 1 })).toThrow(
    'from 0 to 1'
  )
})

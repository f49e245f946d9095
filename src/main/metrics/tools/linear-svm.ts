/**
 * A linear support vector machine, L2-regularised, with the squared hinge loss, one class against the rest:
 *
 *   min over w, b of  ½(‖w‖² + b²) + C Σ max(0, 1 − yᵢ(w·xᵢ + b))²      yᵢ = 1 for the class, −1 for the others
 *
 * solved in its dual one coordinate after another, in a random order, leaving out coordinates that rest at 0 (Hsieh,
 * Chang, Lin, Keerthi and Sundararajan 2008, A dual coordinate descent method for large-scale linear SVM, algorithm 3).
 * The offset is the weight of a feature that is always 1, as in LIBLINEAR's `-s 1 -B 1` and scikit-learn's LinearSVC.
 */
import { uniformStream } from '../../../shared/random'

export interface Examples {
  /** count × dimensions. */
  rows: Float32Array
  /** Class of each row, from 0. */
  labels: Int32Array
}

export interface LinearSvm {
  classes: number
  dimensions: number
  /** classes × (dimensions + 1): w, then b. */
  weights: Float64Array
  /** classes × count: where a fit of the same examples with another C may begin. */
  duals: Float64Array
}

export interface FitOptions {
  /** Above 0: how much an example on the wrong side costs. */
  c: number
  /** Of the order in which examples are visited. */
  seed?: number
  /** Passes end when no coordinate's gradient is further from optimal than this (LIBLINEAR's −e). */
  tolerance?: number
  maxPasses?: number
  /** A machine for the same examples, from which it goes on. */
  from?: LinearSvm
  /** Called after each class with the share that is done, 0 to 1. */
  share?: (share: number) => void
}

/** @throws RangeError when rows and labels do not fit each other, or a label is not below `classes`. */
export function fitLinearSvm(
  { rows, labels }: Examples,
  classes: number,
  { c, seed = 0, tolerance = 0.01, maxPasses = 1000, from, share }: FitOptions
): LinearSvm {
  const count = labels.length
  const dimensions = rows.length / count
  if (!Number.isInteger(dimensions)) throw new RangeError(`${rows.length} numbers are not ${count} rows.`)
  if (labels.some(label => label < 0 || label >= classes))
    throw new RangeError(`Every label must be from 0 to ${classes - 1}.`)
  const squares = Float64Array.from(labels, (_, i) => squaredLength(rows, i * dimensions, dimensions))
  const svm: LinearSvm = {
    classes,
    dimensions,
    weights: new Float64Array(classes * (dimensions + 1)),
    duals: new Float64Array(classes * count)
  }
  if (from) {
    svm.weights.set(from.weights)
    svm.duals.set(from.duals)
  }
  for (let k = 0; k < classes; k++) {
    const signs = Int8Array.from(labels, label => (label === k ? 1 : -1))
    const weights = svm.weights.subarray(k * (dimensions + 1), (k + 1) * (dimensions + 1))
    descend(
      { rows, squares, signs, weights, duals: svm.duals.subarray(k * count, (k + 1) * count) },
      { c, tolerance, maxPasses, uniform: uniformStream('svm', seed, k) }
    )
    share?.((k + 1) / classes)
  }
  return svm
}

interface Side {
  rows: Float32Array
  squares: Float64Array
  signs: Int8Array
  weights: Float64Array
  duals: Float64Array
}

/** One class against the rest: changes `weights` and `duals`, which belong together, until the dual is solved. */
function descend(
  { rows, squares, signs, weights, duals }: Side,
  { c, tolerance, maxPasses, uniform }: { c: number; tolerance: number; maxPasses: number; uniform: () => number }
): void {
  const count = signs.length
  const dimensions = weights.length - 1
  const ridge = 1 / (2 * c)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  let active = count
  /** Coordinates at 0 whose gradient is above this rest: the largest violation of the last pass. */
  let limit = Infinity
  for (let pass = 0; pass < maxPasses; pass++) {
    shuffle(order, active, uniform)
    let highest = -Infinity,
      lowest = Infinity
    for (let at = 0; at < active; at++) {
      const i = order[at] ?? 0,
        sign = signs[i] ?? 0,
        dual = duals[i] ?? 0
      const gradient =
        sign * (dot(weights, rows, i * dimensions, dimensions) + (weights[dimensions] ?? 0)) - 1 + ridge * dual
      if (dual === 0 && gradient > limit) {
        order[at--] = order[--active] ?? 0
        order[active] = i
        continue
      }
      // A coordinate at 0 cannot go lower.
      const violation = dual === 0 ? Math.min(0, gradient) : gradient
      if (violation > highest) highest = violation
      if (violation < lowest) lowest = violation
      if (Math.abs(violation) < 1e-12) continue
      const next = Math.max(0, dual - gradient / ((squares[i] ?? 0) + 1 + ridge))
      duals[i] = next
      add(weights, (next - dual) * sign, rows, i * dimensions, dimensions)
    }
    if (highest - lowest > tolerance) {
      limit = highest > 0 ? highest : Infinity
    } else if (active === count) {
      return
    } else {
      // Those that rested are looked at once more.
      active = count
      limit = Infinity
    }
  }
}

/** The class whose side each row is furthest on. @param rows count × dimensions */
export function classify({ classes, dimensions, weights }: LinearSvm, rows: Float32Array): Int32Array {
  const found = new Int32Array(rows.length / dimensions)
  for (let i = 0; i < found.length; i++) {
    let best = -Infinity
    for (let k = 0; k < classes; k++) {
      const side = weights.subarray(k * (dimensions + 1), (k + 1) * (dimensions + 1))
      const value = dot(side, rows, i * dimensions, dimensions) + (side[dimensions] ?? 0)
      if (value > best) {
        best = value
        found[i] = k
      }
    }
  }
  return found
}

/** Puts the first `count` in a random order (Fisher–Yates). */
function shuffle(order: Int32Array, count: number, uniform: () => number): void {
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1))
    const swap = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = swap
  }
}

// Where all the time goes: four sums side by side, so that additions need not wait for each other.
function dot(weights: Float64Array, rows: Float32Array, from: number, length: number): number {
  let a = 0,
    b = 0,
    c = 0,
    d = 0,
    i = 0
  for (const whole = length - 3; i < whole; i += 4) {
    a += (weights[i] ?? 0) * (rows[from + i] ?? 0)
    b += (weights[i + 1] ?? 0) * (rows[from + i + 1] ?? 0)
    c += (weights[i + 2] ?? 0) * (rows[from + i + 2] ?? 0)
    d += (weights[i + 3] ?? 0) * (rows[from + i + 3] ?? 0)
  }
  for (; i < length; i++) a += (weights[i] ?? 0) * (rows[from + i] ?? 0)
  return a + b + c + d
}

/** weights += factor · (row, 1). */
function add(weights: Float64Array, factor: number, rows: Float32Array, from: number, length: number): void {
  for (let i = 0; i < length; i++) weights[i] = (weights[i] ?? 0) + factor * (rows[from + i] ?? 0)
  weights[length] = (weights[length] ?? 0) + factor
}

function squaredLength(rows: Float32Array, from: number, length: number): number {
  let sum = 0
  for (let i = from; i < from + length; i++) sum += (rows[i] ?? 0) ** 2
  return sum
}

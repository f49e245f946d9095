/**
 * Sliced Wasserstein distance between two sets of pictures or points (Rabin et al. 2011): both are projected on random
 * directions, and the distances between the projections, which sorting gives exactly, are averaged. 0 for equal sets.
 *
 * Of first order: the mean way that a projected picture has to move. Pictures are scaled to [−1, 1]; a direction is a
 * unit vector.
 */
import { normalStream } from '../../shared/random'
import type { Metric } from './metric'

const metric: Metric = {
  id: 'sliced-wasserstein',
  label: 'Sliced Wasserstein distance',
  short: 'SWD',
  help:
    'How far samples are from the training examples: the mean way that their projections on random ' +
    'directions have to move. 0 is the same.',
  better: 'lower',
  measure: {
    pictures: ({ generated, real, size }, { seed }) => ({ value: slicedWasserstein(generated, real, size, { seed }) }),
    points: ({ generated, real }, { seed }) => ({ value: slicedWassersteinOfPoints(generated, real, { seed }) })
  }
}
export default metric

export interface SlicedOptions {
  /** Directions: the error of the mean falls with their root. */
  projections?: number
  /** The same directions for the same seed: distances of one seed can be compared. */
  seed?: number
}

/**
 * @param a count × size bytes, @param b other count × size bytes: pictures row by row.
 * @param size numbers in one picture.
 * @throws RangeError where a set is empty or does not hold whole pictures.
 */
export function slicedWasserstein(a: Uint8Array, b: Uint8Array, size: number, options: SlicedOptions = {}): number {
  return slicedWassersteins([a], b, size, options)[0] ?? Number.NaN
}

/** Of each of several sets to the same `b`, which is projected once for all. @throws RangeError likewise */
export const slicedWassersteins = (
  sets: readonly Uint8Array[],
  b: Uint8Array,
  size: number,
  options: SlicedOptions = {}
): number[] => sliced(sets, b, size, projected, options)

/**
 * Of points as they are, in their own units.
 * @param a count × 2,
 * @param b other count × 2
 * @throws RangeError likewise
 */
export const slicedWassersteinOfPoints = (a: Float32Array, b: Float32Array, options: SlicedOptions = {}): number =>
  sliced([a], b, 2, projectedPoints, options)[0] ?? Number.NaN

function sliced<T extends Uint8Array | Float32Array>(
  sets: readonly T[],
  b: T,
  size: number,
  project: (set: T, direction: Float64Array) => Float64Array,
  { projections = 256, seed = 0 }: SlicedOptions
): number[] {
  for (const set of [...sets, b])
    if (set.length === 0 || set.length % size !== 0)
      throw new RangeError(`A set should hold a multiple of ${size} numbers; it holds ${set.length}.`)
  const sums = sets.map(() => 0)
  for (let i = 0; i < projections; i++) {
    const direction = unitVector(size, seed, i)
    const other = project(b, direction)
    sets.forEach((set, at) => {
      sums[at] = (sums[at] ?? 0) + wasserstein(project(set, direction), other)
    })
  }
  return sums.map(sum => sum / projections)
}

/** A direction, uniform on the sphere. */
function unitVector(size: number, seed: number, index: number): Float64Array {
  const normal = normalStream('projection', seed, index)
  const vector = Float64Array.from({ length: size }, normal)
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return vector.map(value => value / length)
}

/** Every picture's inner product with a direction, ascending. @param pictures bytes, taken as −1 to 1. */
export function projected(pictures: Uint8Array, direction: Float64Array): Float64Array {
  const size = direction.length
  const shift = direction.reduce((sum, value) => sum + value, 0)
  const out = new Float64Array(pictures.length / size)
  for (let picture = 0, at = 0; picture < out.length; picture++) {
    let sum = 0
    for (let i = 0; i < size; i++, at++) sum += (pictures[at] ?? 0) * (direction[i] ?? 0)
    out[picture] = sum / 127.5 - shift
  }
  return out.sort()
}

/** Every point's inner product with a direction, ascending. */
function projectedPoints(points: Float32Array, direction: Float64Array): Float64Array {
  const [x = 0, y = 0] = direction
  return Float64Array.from(
    { length: points.length / 2 },
    (_, i) => (points[2 * i] ?? 0) * x + (points[2 * i + 1] ?? 0) * y
  ).sort()
}

/**
 * First Wasserstein distance of two samples of numbers, each ascending: the area between their distribution functions.
 */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  let area = 0
  for (let i = 0, j = 0, before = Math.min(a[0] ?? 0, b[0] ?? 0); i < a.length || j < b.length;) {
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity)
    area += (next - before) * Math.abs(i / a.length - j / b.length)
    before = next
    while (i < a.length && (a[i] ?? Infinity) <= next) i++
    while (j < b.length && (b[j] ?? Infinity) <= next) j++
  }
  return area
}

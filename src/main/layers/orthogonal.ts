/** Matrices whose columns are at right angles, for weights that begin so. */

/** Draws of one weight: uniform in [0, 1), and N(0, 1). */
interface Draws {
  uniform: () => number
  normal: () => number
}

/** More columns than this are made of smaller matrices: Gram and Schmidt's way takes their number squared. */
const most = 256
/** How often rows are turned by one another, so that numbers are spread as drawing evenly spreads them. */
const rounds = 3

/**
 * Columns at right angles to one another and of length 1, row after row: [rows, columns], rows ≥ columns. Up to 256
 * columns drawn evenly from all such matrices (Saxe et al. 2014). Beyond that the Kronecker product of two such
 * matrices, rows then turned by one another at random: exactly at right angles, too, in seconds where the other way
 * takes minutes (13,824×1,536 of BigGAN at 128 pixels).
 */
export function orthogonalMatrix(rows: number, columns: number, draws: Draws): Float32Array {
  const factors = columns > most ? factorsOf(rows, columns) : null
  if (!factors) return drawnEvenly(rows, columns, draws)
  const [first, second] = factors
  const [a, b] = [drawnEvenly(first.rows, first.columns, draws), drawnEvenly(second.rows, second.columns, draws)]
  const values = new Float32Array(rows * columns)
  let at = 0
  for (let i = 0; i < first.rows; i++)
    for (let k = 0; k < second.rows; k++)
      for (let j = 0; j < first.columns; j++) {
        const factor = a[i * first.columns + j] ?? 0
        for (let l = 0; l < second.columns; l++) values[at++] = factor * (b[k * second.columns + l] ?? 0)
      }
  for (let round = 0; round < rounds; round++) turnRows(values, rows, columns, draws)
  return values
}

interface Size {
  rows: number
  columns: number
}

const divisors = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter(each => n % each === 0)

/** Two sizes whose products are these, neither with more columns than rows, as square as they go; null for none. */
function factorsOf(rows: number, columns: number): [Size, Size] | null {
  const all = divisors(columns).flatMap(c =>
    divisors(rows).flatMap((r): [Size, Size][] => {
      const pair: [Size, Size] = [
        { rows: r, columns: c },
        { rows: rows / r, columns: columns / c }
      ]
      return pair.every(each => each.rows >= each.columns && each.columns <= most) ? [pair] : []
    })
  )
  const largest = (pair: [Size, Size]): number => Math.max(...pair.map(each => each.rows * each.columns ** 2))
  return all.sort((one, other) => largest(one) - largest(other))[0] ?? null
}

/** Each row is turned with another one by an eighth of a turn, one way or the other. */
function turnRows(values: Float32Array, rows: number, columns: number, { uniform }: Draws): void {
  const order = Uint32Array.from({ length: rows }, (_, i) => i)
  for (let i = rows - 1; i > 0; i--) {
    const other = Math.floor(uniform() * (i + 1))
    const kept = order[i] ?? 0
    order[i] = order[other] ?? 0
    order[other] = kept
  }
  for (let i = 0; i + 1 < rows; i += 2) {
    const [one, other] = [(order[i] ?? 0) * columns, (order[i + 1] ?? 0) * columns]
    const [cos, sin] = [Math.SQRT1_2, uniform() < 0.5 ? Math.SQRT1_2 : -Math.SQRT1_2]
    for (let j = 0; j < columns; j++) {
      const [x, y] = [values[one + j] ?? 0, values[other + j] ?? 0]
      values[one + j] = cos * x - sin * y
      values[other + j] = sin * x + cos * y
    }
  }
}

/** By Gram and Schmidt. */
function drawnEvenly(rows: number, columns: number, { normal }: Draws): Float32Array {
  const vectors: Float64Array[] = []
  while (vectors.length < columns) {
    const vector = Float64Array.from({ length: rows }, () => normal())
    for (const other of vectors) subtract(vector, other)
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    vectors.push(vector.map(value => value / norm))
  }
  const values = new Float32Array(rows * columns)
  vectors.forEach((vector, at) =>
    vector.forEach((value, i) => {
      values[i * columns + at] = value
    })
  )
  return values
}

/** Takes out of a vector what it has of a vector of length 1. */
function subtract(vector: Float64Array, direction: Float64Array): void {
  let along = 0
  for (let i = 0; i < vector.length; i++) along += (vector[i] ?? 0) * (direction[i] ?? 0)
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - along * (direction[i] ?? 0)
}

/** How weights begin. */
import { elementCount } from '../lib/shape'
import { orthogonalMatrix } from './orthogonal'

/** Streams of one weight: uniform in [0, 1), and N(0, 1). */
export interface InitialDraws {
  uniform: () => number
  normal: () => number
}
export type Initializer = (
  shape: readonly number[],
  fans: { in: number; out: number },
  draws: InitialDraws
) => Float32Array

export const zeros: Initializer = shape => new Float32Array(elementCount(shape))
export const ones: Initializer = shape => new Float32Array(elementCount(shape)).fill(1)

/** Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010). */
export const glorotUniform: Initializer = (shape, fans, { uniform }) => {
  const limit = Math.sqrt(6 / (fans.in + fans.out))
  return Float32Array.from({ length: elementCount(shape) }, () => (2 * uniform() - 1) * limit)
}

/** N(mean, deviation²). */
export const normalInitializer =
  (deviation: number, mean = 0): Initializer =>
  (shape, _fans, { normal }) =>
    Float32Array.from({ length: elementCount(shape) }, () => mean + deviation * normal())

export const constant =
  (value: number): Initializer =>
  shape =>
    new Float32Array(elementCount(shape)).fill(value)

/** N(0, gain²/fan in) (He et al. 2015). */
export const fanInNormal =
  (gain = 1): Initializer =>
  (shape, fans, draws) =>
    normalInitializer(gain / Math.sqrt(fans.in))(shape, fans, draws)

/**
 * Columns at right angles to one another and of length 1; rows, where there are more columns than rows (Saxe et al.
 * 2014). A kernel is a matrix of all its inputs by its outputs: [k·k·c, f].
 */
export const orthogonal: Initializer = (shape, _fans, draws) => {
  const columns = shape.at(-1) ?? 1
  const rows = elementCount(shape) / columns
  if (rows >= columns) return orthogonalMatrix(rows, columns, draws)
  const turned = orthogonalMatrix(columns, rows, draws)
  const values = new Float32Array(rows * columns)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = turned[j * rows + i] ?? 0
  return values
}

/**
 * The largest eigenvectors of a symmetric matrix that has no negative eigenvalues: block power iteration with a
 * Rayleigh–Ritz step (Halko, Martinsson and Tropp 2011, sections 4.5 and 5.3). Products run on the engine, what is
 * small in double precision here.
 */
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { normalStream } from '../../../shared/random'
import { axis } from '../../tensors/axis'
import { tf } from '../../tensors/tf'
import { between, type CallTools } from '../calls/call'

/** Up to this size all eigenvectors are worked out at once. */
const small = 128
const iterations = 30

export interface Leading {
  /** Of length 1, the largest eigenvalue's first. */
  vectors: Float64Array[]
  values: number[]
  /** Sum of all eigenvalues. */
  trace: number
}

/** @param gram [n, n] @param count as many as there are at most */
export async function leadingVectors(gram: Tensor2D, count: number, tools: Partial<CallTools> = {}): Promise<Leading> {
  const { EigenvalueDecomposition, Matrix, QrDecomposition } = await import('ml-matrix')
  const n = axis(gram, 0)
  const trace = await traceOf(gram)
  const width = Math.min(n, 2 * count + 8)
  if (n <= small) {
    const whole = Matrix.from1DArray(n, n, await gram.data<'float32'>())
    return { ...sorted(new EigenvalueDecomposition(whole, { assumeSymmetric: true }), null, count), trace }
  }
  const times = async (block: InstanceType<typeof Matrix>): Promise<InstanceType<typeof Matrix>> => {
    const product = tf.tidy(() => tf.matMul(gram, tf.tensor2d(Float32Array.from(block.to1DArray()), [n, width])))
    const values = await product.data()
    product.dispose()
    return Matrix.from1DArray(n, width, values as Float32Array)
  }
  const normal = normalStream('leading vectors')
  let basis = new QrDecomposition(Matrix.from1DArray(n, width, Array.from({ length: n * width }, normal)))
    .orthogonalMatrix
  for (let i = 0; i < iterations; i++) {
    await between(tools)
    basis = new QrDecomposition(await times(basis)).orthogonalMatrix
  }
  const inside = basis.transpose().mmul(await times(basis))
  const symmetric = inside.clone().add(inside.transpose()).mul(0.5)
  return { ...sorted(new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }), basis, count), trace }
}

async function traceOf(gram: Tensor2D): Promise<number> {
  const n = axis(gram, 0)
  const sum = tf.tidy(() => tf.sum(tf.mul(gram, tf.eye(n))))
  const [trace = 0] = await sum.data()
  sum.dispose()
  return trace
}

interface Decomposed {
  realEigenvalues: number[]
  eigenvectorMatrix: { getColumn: (column: number) => number[] }
}
interface Basis {
  rows: number
  getRow: (row: number) => number[]
}

/** The largest first. @param basis in whose coordinates the vectors are; null: in their own */
function sorted(
  { realEigenvalues, eigenvectorMatrix }: Decomposed,
  basis: Basis | null,
  count: number
): Pick<Leading, 'vectors' | 'values'> {
  const order = realEigenvalues
    .map((value, column) => ({ value: Math.max(0, value), column }))
    .sort((a, b) => b.value - a.value)
    .slice(0, count)
  const vectorOf = (column: number): Float64Array => {
    const inBasis = eigenvectorMatrix.getColumn(column)
    if (!basis) return Float64Array.from(inBasis)
    return Float64Array.from({ length: basis.rows }, (_, row) => dot(basis.getRow(row), inBasis))
  }
  return { vectors: order.map(({ column }) => vectorOf(column)), values: order.map(({ value }) => value) }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/**
 * Vectors at right angles to those before them, of length 1, their largest number positive. One that adds nothing to
 * those before it is left out.
 */
export function orthonormal(vectors: readonly Float64Array[]): { vector: Float64Array; place: number }[] {
  const found: { vector: Float64Array; place: number }[] = []
  vectors.forEach((given, place) => {
    const before = Math.sqrt(dot(given, given))
    const rest = Float64Array.from(given)
    // Twice, for what the first time leaves by rounding.
    for (let again = 0; again < 2; again++)
      for (const { vector } of found) {
        const along = dot(vector, rest)
        rest.forEach((value, i) => {
          rest[i] = value - along * (vector[i] ?? 0)
        })
      }
    const length = Math.sqrt(dot(rest, rest))
    if (length <= 1e-6 * before || length === 0) return
    const largest = rest.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    found.push({ vector: rest.map(value => (value / length) * Math.sign(largest)), place })
  })
  return found
}

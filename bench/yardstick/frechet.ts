/**
 * Two sets of features compared: the Fréchet distance of normal distributions with their moments (Heusel et al. 2017,
 * equation 6) and the kernel distance (Bińkowski et al. 2018, section 4).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

export interface FeatureMoments {
  mean: Float64Array
  /** Divided by n − 1, as NumPy's `cov` has it. */
  covariance: Matrix
}

/** @param features count × size, a row per picture; at least two */
export function featureMoments(features: Float32Array, size: number): FeatureMoments {
  const count = features.length / size
  if (count < 2) throw new RangeError('Moments need two pictures or more.')
  const mean = new Float64Array(size)
  features.forEach((value, i) => (mean[i % size] = (mean[i % size] ?? 0) + value / count))
  const centred = new Matrix(count, size)
  features.forEach((value, i) => centred.set(Math.floor(i / size), i % size, value - (mean[i % size] ?? 0)))
  return {
    mean,
    covariance: centred
      .transpose()
      .mmul(centred)
      .div(count - 1)
  }
}

/** ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½), where tr (Σ₁Σ₂)^½ = tr (Σ₁^½ Σ₂ Σ₁^½)^½. */
export function frechetDistance(a: FeatureMoments, b: FeatureMoments): number {
  const root = rootOf(a.covariance)
  const product = root.mmul(b.covariance).mmul(root)
  const cross = eigenvaluesOf(product).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0)
  const shift = a.mean.reduce((sum, value, i) => sum + (value - (b.mean[i] ?? 0)) ** 2, 0)
  return shift + a.covariance.trace() + b.covariance.trace() - 2 * cross
}

/**
 * Unbiased squared maximum mean discrepancy under the kernel (x·y / size + 1)³.
 * @param a count × size, as b
 */
export function kernelDistance(a: Float32Array, b: Float32Array, size: number): number {
  const [x, y] = [a, b].map(features => rowsOf(features, size)) as [Matrix, Matrix]
  const within = (m: Matrix): number => {
    const kernel = kernelOf(m, m, size)
    return (kernel.sum() - kernel.trace()) / (m.rows * (m.rows - 1))
  }
  return within(x) + within(y) - 2 * kernelOf(x, y, size).mean()
}

const rowsOf = (features: Float32Array, size: number): Matrix =>
  Matrix.from1DArray(features.length / size, size, [...features])

const kernelOf = (x: Matrix, y: Matrix, size: number): Matrix => x.mmul(y.transpose()).div(size).add(1).pow(3)

const eigenvaluesOf = (symmetric: Matrix): number[] =>
  // Rounding leaves products not quite symmetric.
  new EigenvalueDecomposition(symmetric.clone().add(symmetric.transpose()).div(2), { assumeSymmetric: true })
    .realEigenvalues

/** The symmetric square root of a covariance. */
function rootOf(covariance: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true
  })
  return vectors
    .mmul(Matrix.diag(realEigenvalues.map(value => Math.sqrt(Math.max(0, value)))))
    .mmul(vectors.transpose())
}

/** The standard normal distribution: probabilities to numbers, and back. */

/**
 * Φ⁻¹: the number below which a share `p` of N(0, 1) lies. Rational approximations by Acklam (2003), relative error
 * below 1.2e-9. @param p between 0 and 1, neither of them
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return polynomial(tail, q) / (polynomial(tailBelow, q) * q + 1)
  }
  const q = p - 0.5
  const r = q * q
  return (polynomial(middle, r) * q) / (polynomial(middleBelow, r) * r + 1)
}

/** Φ: the share of N(0, 1) below `z`. Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
export function normalShare(z: number): number {
  if (z > 0) return 1 - normalShare(-z)
  const t = 1 / (1 - 0.2316419 * z)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * polynomial(shareBelow, t)
}

/** Coefficients, highest power first; exported for who computes the same on tensors. */
export const shareBelow = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153]
/** Of the quantile: what holds for p from 0.02425 to 0.97575, and with next to no more error to 0.0227 and 0.9773. */
export const middle = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239
]
export const middleBelow = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1
]
const tail = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783
]
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416]

/** Highest power first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

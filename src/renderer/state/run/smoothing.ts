/**
 * Exponential moving average, corrected for its start so that the first points are not pulled towards zero.
 * `amount` 0 leaves the values as they are; towards 1 it follows ever more slowly. Values that are not finite stay
 * gaps and do not disturb what follows.
 */
export function smooth(values: ArrayLike<number>, amount: number): number[] {
  const smoothed = new Array<number>(values.length)
  let mean = 0
  let weight = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (!Number.isFinite(value)) {
      smoothed[i] = NaN
      continue
    }
    mean = amount * mean + (1 - amount) * value
    weight = amount * weight + (1 - amount)
    smoothed[i] = mean / weight
  }
  return smoothed
}

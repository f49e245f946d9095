/** Which part of a chart's values is worth its height: one loss at 65,000 must not flatten all others. Pure. */

export interface RobustRange {
  min: number
  max: number
  /** The largest value above `max`, and the smallest below `min`; null where nothing is cut off there. */
  above: number | null
  below: number | null
}

/** Values beyond so many times the spread of most are cut off, where they are this few. */
const reach = 3
const most = 0.02
/** So few points tell nothing of what is usual. */
const fewest = 20

/** @returns null where all of them are shown */
export function robustRange(columns: readonly ArrayLike<number>[]): RobustRange | null {
  const sorted = Float64Array.from(
    columns.flatMap(column => Array.from(column).filter(value => Number.isFinite(value)))
  ).sort()
  if (sorted.length < fewest) return null
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [low, high] = [at(most), at(1 - most)]
  const spread = Math.max(high - low, 1e-3 * Math.max(Math.abs(low), Math.abs(high)), 1e-9)
  const [first, last] = [at(0), at(1)]
  const [above, below] = [last > high + reach * spread ? last : null, first < low - reach * spread ? first : null]
  if (above === null && below === null) return null
  return {
    min: below === null ? first : low - 0.25 * spread,
    max: above === null ? last : high + 0.25 * spread,
    above,
    below
  }
}

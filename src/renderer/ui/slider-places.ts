/** Where a slider can stand. */

/** Ends what counting in steps leaves of a sum, e.g. 0.30000000000000004. */
const tidy = (value: number): number => Number(value.toFixed(9))

/**
 * Every step from the least value on, the largest, and the one that is there already: a slider that is only looked at
 * moves nothing, also where its steps pass its value by.
 */
export function placesOf(min: number, max: number, step: number, value: number): number[] {
  const count = Math.floor((max - min) / step + 1e-6)
  const regular = Array.from({ length: count + 1 }, (_, i) => Math.min(max, tidy(min + i * step)))
  const there = value >= min && value <= max ? [value] : []
  return [...new Set([...regular, max, ...there])].sort((a, b) => a - b)
}

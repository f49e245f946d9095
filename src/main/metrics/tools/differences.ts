/** How far pictures are from others, pixel by pixel. */

const eachOf = (pictures: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: pictures.length / size }, (_, i) => pictures.subarray(i * size, (i + 1) * size))

function checked(a: Uint8Array, b: Uint8Array, size: number): void {
  if (a.length !== b.length || a.length === 0 || a.length % size !== 0)
    throw new RangeError(
      `Pictures of ${size} numbers should be compared one by one; there are ${a.length} and ${b.length}.`
    )
}

/**
 * Mean absolute difference of each picture from the one at its place, in levels from 0 to 255.
 * @param a count × size bytes, and as many of b
 * @throws RangeError where they are not as many whole pictures
 */
export function differences(a: Uint8Array, b: Uint8Array, size: number): number[] {
  checked(a, b, size)
  const others = eachOf(b, size)
  return eachOf(a, size).map(
    (picture, i) => picture.reduce((sum, value, at) => sum + Math.abs(value - (others[i]?.[at] ?? NaN)), 0) / size
  )
}

/** Mean squared difference over all of them, in squared levels. @throws RangeError likewise */
export function squaredDifference(a: Uint8Array, b: Uint8Array, size: number): number {
  checked(a, b, size)
  return a.reduce((sum, value, at) => sum + (value - (b[at] ?? NaN)) ** 2, 0) / a.length
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

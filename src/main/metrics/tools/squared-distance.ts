/** Squared distances that give up at a limit, and bounds that are cheaper than they are. */
/** What rounding may add to a length, at most, and to a sum of squares. Distances are whole numbers. */
const grain = 0.01

/** Gives up at the limit, as the distance does. */
export function boundFrom(sums: Float64Array, others: Float64Array, at: number, limit: number): number {
  const last = sums.length - 1
  const gap = Math.max(0, Math.abs((sums[last] ?? 0) - (others[at + last] ?? 0)) - grain)
  let bound = gap * gap - grain
  for (let cell = 0; cell < last && bound < limit;) {
    for (const end = Math.min(last, cell + 16); cell < end; cell++) {
      const difference = (sums[cell] ?? 0) - (others[at + cell] ?? 0)
      bound += difference * difference
    }
  }
  return bound
}

export function squaredDistance(
  a: Uint8Array,
  fromA: number,
  b: Uint8Array,
  fromB: number,
  length: number,
  limit: number
): number {
  let sum = 0
  for (let i = 0; i < length && sum < limit;) {
    for (const end = Math.min(length, i + 64); i < end; i++) {
      const difference = (a[fromA + i] ?? 0) - (b[fromB + i] ?? 0)
      sum += difference * difference
    }
  }
  return sum
}

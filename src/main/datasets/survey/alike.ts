/**
 * Finds pictures that are nearly the same, as they come: the same picture saved again, smaller or in another format.
 * Each becomes 56 bits, whether a cell of 8 × 8 is darker than the one to its right (a difference hash). Two pictures
 * of which at most 3 bits differ share one of 4 groups of bits whole, so that few have to be compared; what is compared
 * is then looked at cell by cell.
 */
import { lookSide } from '../pictures/facts'

/** Bits of a group, and how many may differ in all. */
const groupBits = 14
const groups = 4
const mostBits = groups - 1
/** Levels of 255 by which two looks may differ, on average. */
const mostLevels = 3
/** Noise of compression turns no bit over. */
const noise = 2
/** Looks with less contrast (standard deviation, levels) say too little: plain surfaces are all alike. */
const leastContrast = 8
/** Pictures of one group that are compared, the latest: enough for real copies, and no more time for a million. */
const mostCompared = 32

interface Seen {
  path: string
  look: Uint8Array
  bits: readonly number[]
}

export class Alike {
  private readonly seen: Map<number, Seen[]>[] = Array.from({ length: groups }, () => new Map())

  /** Remembers a picture. @returns the path of one before it that looks the same; null where none does */
  add(path: string, look: Uint8Array): string | null {
    if (contrast(look) < leastContrast) return null
    const mine: Seen = { path, look, bits: hashOf(look) }
    const found = this.find(mine)
    // Of many copies one is enough to be found again. A copy of its own: what came from the decoder lies in one piece
    // with pictures' pixels, all of which it would keep.
    if (found === null) this.remember({ ...mine, look: Uint8Array.from(look) })
    return found
  }

  private find(mine: Seen): string | null {
    for (const [group, bits] of mine.bits.entries()) {
      for (const other of this.seen[group]?.get(bits) ?? [])
        if (distance(mine.bits, other.bits) <= mostBits && difference(mine.look, other.look) <= mostLevels)
          return other.path
    }
    return null
  }

  private remember(mine: Seen): void {
    for (const [group, bits] of mine.bits.entries()) {
      const others = this.seen[group]?.get(bits) ?? []
      others.push(mine)
      if (others.length > mostCompared) others.shift()
      this.seen[group]?.set(bits, others)
    }
  }
}

/** Four numbers of 14 bits. */
function hashOf(look: Uint8Array): number[] {
  const side = lookSide / 2
  const cells = Array.from({ length: side * side }, (_, i) => {
    const at = 2 * Math.floor(i / side) * lookSide + 2 * (i % side)
    return ((look[at] ?? 0) + (look[at + 1] ?? 0) + (look[at + lookSide] ?? 0) + (look[at + lookSide + 1] ?? 0)) / 4
  })
  const bits = cells.flatMap((cell, i) => ((i + 1) % side === 0 ? [] : [(cells[i + 1] ?? 0) > cell + noise ? 1 : 0]))
  return Array.from({ length: groups }, (_, group) =>
    bits.slice(group * groupBits, (group + 1) * groupBits).reduce<number>((all, bit) => 2 * all + bit, 0)
  )
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, bits, group) => sum + countBits(bits ^ (b[group] ?? 0)), 0)

function countBits(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0))
  return sum / a.length
}

function contrast(look: Uint8Array): number {
  let [sum, squares] = [0, 0]
  for (const level of look) {
    sum += level
    squares += level * level
  }
  return Math.sqrt(Math.max(0, squares / look.length - (sum / look.length) ** 2))
}

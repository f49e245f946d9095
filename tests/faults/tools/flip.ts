/** One bit of a file turned over. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Random } from './random'

/** @returns where, in words */
export function flipBit(bytes: Uint8Array, random: Random): string {
  const at = random.whole(0, bytes.length - 1),
    bit = random.whole(0, 7)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
  return `byte ${at}, bit ${bit}`
}

/** Flips one in a file, for the time of `work`. */
export async function withFlippedBit<T>(file: string, random: Random, work: (where: string) => Promise<T>): Promise<T> {
  const whole = readFileSync(file)
  const bytes = Uint8Array.from(whole)
  const where = flipBit(bytes, random)
  writeFileSync(file, bytes)
  try {
    return await work(where)
  } finally {
    writeFileSync(file, whole)
  }
}

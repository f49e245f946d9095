/** A latent vector; its numbers are dimensions. Never changed in place. */
export type Latent = readonly number[]

export const zeros = (size: number): Latent => new Array<number>(size).fill(0)

export const withDimension = (latent: Latent, index: number, value: number): Latent =>
  latent.map((old, i) => (i === index ? value : old))

/** What is kept and sent: four decimals tell no two pictures apart. */
export const rounded = (latent: Latent): number[] => latent.map(value => Math.round(value * 1e4) / 1e4)

/**
 * Which dimensions a search names, counted from 1: "17", "10-20", "3, 8 40". Empty or without a number: all.
 * Answers indices from 0, ascending.
 */
export function findDimensions(search: string, size: number): number[] {
  const wanted = new Set<number>()
  for (const [, from, to] of search.matchAll(/(\d+)(?:\s*[-–—]\s*(\d+))?/g)) {
    const start = Number(from)
    const end = Math.min(size, to === undefined ? start : Number(to))
    for (let i = Math.max(1, start); i <= end; i++) wanted.add(i - 1)
  }
  if (!/\d/.test(search)) return Array.from({ length: size }, (_, i) => i)
  return [...wanted].sort((x, y) => x - y)
}

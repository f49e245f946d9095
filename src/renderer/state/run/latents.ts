/** A latent vector; its numbers are dimensions. Never changed in place. */
export type Latent = readonly number[]

export const zeros = (size: number): Latent => new Array<number>(size).fill(0)

export const withDimension = (latent: Latent, index: number, value: number): Latent =>
  latent.map((old, i) => (i === index ? value : old))

/** What is kept and sent: four decimals tell no two pictures apart. */
export const rounded = (latent: Latent): number[] => latent.map(value => Math.round(value * 1e4) / 1e4)

/**
 * On the great circle from `a` (t = 0) to `b` (t = 1), as White 2016 (arXiv:1609.04468) recommends for Gaussian
 * latents; a straight line where there is no angle to speak of. The lengths are mixed along with the directions.
 */
export function mix(a: Latent, b: Latent, t: number): Latent {
  const normA = norm(a)
  const normB = norm(b)
  let cosine = 0
  for (let i = 0; i < a.length; i++) cosine += ((a[i] ?? 0) / (normA || 1)) * ((b[i] ?? 0) / (normB || 1))
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
  const straight = normA === 0 || normB === 0 || Math.sin(angle) < 1e-4
  const weightA = straight ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle)
  const weightB = straight ? t : Math.sin(t * angle) / Math.sin(angle)
  return a.map((value, i) => weightA * value + weightB * (b[i] ?? 0))
}

function norm(latent: Latent): number {
  let sum = 0
  for (const value of latent) sum += value * value
  return Math.sqrt(sum)
}

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

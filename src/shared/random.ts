/**
 * Seeded randomness outside the tensor graph: dataset order, latents, initial weights.
 * Mulberry32 over a hashed key: small, fast, the same on every platform.
 */

/** A stream of uniform numbers in [0, 1) for a key of integers and words. */
export function uniformStream(...key: (number | string)[]): () => number {
  let state = hash(key.join('/'))
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A stream of standard normal numbers (Box–Muller, both halves used). */
export function normalStream(...key: (number | string)[]): () => number {
  const uniform = uniformStream(...key)
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}

/** The numbers 0…count−1 in a seeded order (Fisher–Yates). */
export function permutation(count: number, ...key: (number | string)[]): Int32Array {
  const uniform = uniformStream(...key)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1))
    const swap = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = swap
  }
  return order
}

export type LatentDistribution = 'normal' | 'uniform'

/**
 * `count` latents of `size` numbers: N(0, 1), or uniform in [−1, 1). The same seed gives the same first latents for any
 * count.
 */
export function drawLatents(
  seed: number,
  count: number,
  size: number,
  distribution: LatentDistribution = 'normal'
): Float32Array {
  const next = distribution === 'normal' ? normalStream('latents', seed) : uniformStream('latents', seed)
  const latents = new Float32Array(count * size)
  for (let i = 0; i < latents.length; i++) latents[i] = distribution === 'normal' ? next() : 2 * next() - 1
  return latents
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}

/** The formulas of tests/golden/make_biggan.py. */
import type { NetworkWeight } from '../../../src/main/engine/networks/network'
import { tf } from '../../../src/main/engine/tensorflow/tf'

export interface Shaped {
  shape: number[]
  values: number[]
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Numbers in [−1, 1). */
export const pattern = (size: number, k: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((i * 7919 + ((i * i) % 1009) * 31 + k * 104729) % 2003) / 1001.5 - 1)

/** By name, in order. @param prefix of names that the script has none of */
export function setWeights(weights: readonly NetworkWeight[]): void {
  for (const [k, { name, variable }] of weights.toSorted((a, b) => (a.name < b.name ? -1 : 1)).entries()) {
    const spread = pattern(variable.size, k)
    const last = name.slice(name.lastIndexOf('/') + 1)
    const length = Math.hypot(...spread)
    const scaled = spread.map(value => {
      if (last.toLowerCase().includes('spectral')) return value / length
      if (last === 'movingVariance' || (last === 'gamma' && name.includes('batchNorm'))) return 1 + 0.1 * value
      return (variable.rank === 1 ? 0.1 : 0.5) * value
    })
    variable.assign(tf.tensor(scaled, variable.shape))
  }
}

export function furthest(found: ArrayLike<number> | undefined, wanted: ArrayLike<number>): number {
  if (found?.length !== wanted.length)
    throw new Error(`There are ${found?.length ?? 'no'} numbers instead of ${wanted.length}.`)
  return Array.from(wanted).reduce(
    (most, value, i) => Math.max(most, Math.abs((found[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))),
    0
  )
}

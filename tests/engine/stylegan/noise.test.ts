/** Noise of pictures that are sampled: each seed's is its own, at every level. */
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { plainOps } from '../../../src/main/tensors/ops-plain'
import { tf } from '../../../src/main/tensors/tf'
import { levelNoise, named, noiseNumbers, type NetworkFunction } from '../../../src/main/layers'
import { Alone, passOf } from '../../engine/built'

await openEngine('tensorflow')

const side = 32
/** Two levels beside one another: [side, side, 2]. */
const levels: NetworkFunction = (net, x, which) => {
  if (!which) throw new Error('It is told which noise.')
  return named('b4', levelNoise())(net, named('b8', levelNoise())(net, x, which), which)
}

/** The noise of one level for each seed, at a strength. */
function noises(level: 'b4' | 'b8', seeds: readonly number[], strength = 1): Float32Array[] {
  const alone = new Alone(levels, [[side, side, 1], [noiseNumbers]])
  alone.variable(`${level}/levelNoise/strength`).assign(tf.ones([1]))
  const which = tf.tensor(
    seeds.map(seed => [strength, seed]),
    [seeds.length, noiseNumbers]
  )
  const made = alone.apply([tf.zeros([seeds.length, side, side, 1]), which], passOf(plainOps, { training: false }))
  const all = Float32Array.from(made.dataSync())
  return seeds.map((_, i) => all.slice(i * side * side, (i + 1) * side * side))
}

function correlation(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

test('what two seeds give has nothing to do with one another, nor what two levels give for one', () => {
  const seeds = [0, 1, 2, 3, 17, 4000, 9972]
  const [coarse, fine] = [noises('b4', seeds), noises('b8', seeds)]
  const all = [...coarse, ...fine]
  all.forEach((a, i) =>
    all.slice(i + 1).forEach((b, j) => {
      // Of 1,024 numbers that are independent: 1/32 as a rule, and never six times that.
      expect(Math.abs(correlation(a, b)), `${i} and ${i + 1 + j}`).toBeLessThan(6 / side)
    })
  )
  for (const noise of all) {
    const power = noise.reduce((sum, value) => sum + value * value, 0) / noise.length
    expect(power).toBeGreaterThan(0.7)
    expect(power).toBeLessThan(1.3)
  }
})

test('the same seed gives the same noise, as strong as it is asked for', () => {
  const [one] = noises('b8', [5])
  const [other, third] = noises('b8', [5, 5])
  expect(other).toEqual(one)
  expect(third).toEqual(one)
  const [half] = noises('b8', [5], 0.5)
  half?.forEach((value, i) => expect(value).toBeCloseTo((one?.[i] ?? Number.NaN) / 2, 5))
})

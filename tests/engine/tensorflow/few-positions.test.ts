import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { hasFewPositions } from '../../../src/main/engine/tensorflow/few-positions'
import { fused } from '../../../src/main/engine/tensorflow/fused'
import { tf } from '../../../src/main/engine/tensorflow/tf'
import { plainOps } from '../../../src/main/tensors/ops-plain'
import { untrained } from '../untrained'

await openEngine('tensorflow')
const { intercept, native } = await import('../../../src/main/engine/tensorflow/binding')
const { Sampler } = await import('../../../src/main/engine/sampling/sampler')

const normal = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed)
const apart = (a: Tensor, b: Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? Number.NaN
/** What a product of `terms` numbers of a normal distribution may differ by when it is added up in another order. */
const tolerance = (terms: number): number => 1e-5 * Math.sqrt(terms)

test.each([
  { batch: 1, side: [4, 4], size: 5, stride: 2, padding: 'same' },
  { batch: 3, side: [2, 5], size: 4, stride: 2, padding: 'same' },
  { batch: 2, side: [3, 4], size: 4, stride: 2, padding: 'valid' },
  { batch: 1, side: [5, 3], size: 3, stride: 1, padding: 'same' },
  { batch: 1, side: [1, 1], size: 4, stride: 1, padding: 'valid' }
] as const)(
  'a kernel of $size over $batch × $side, stride $stride, $padding: the same numbers and gradients',
  ({ batch, side, size, stride, padding }) => {
    const [filters, channels] = [256, 256]
    const [x, kernel] = [normal([batch, ...side, filters], 1), normal([size, size, channels, filters], 2)]
    expect(hasFewPositions(x, kernel)).toBe(true)
    const [ours, theirs] = [fused, plainOps].map(({ transposedConv }) => (a: Tensor, k: Tensor) => {
      return transposedConv(a, k, stride, padding)
    })
    if (!ours || !theirs) throw new Error('There are two ways.')
    const made = theirs(x, kernel)
    const mine = ours(x, kernel)
    expect(mine.shape).toEqual(made.shape)
    expect(apart(mine, made)).toBeLessThan(tolerance(filters * size * size))
    const dy = normal(made.shape, 3)
    const gradients = (way: typeof ours): Tensor[] =>
      tf.grads((a: Tensor, k: Tensor) => tf.sum(tf.mul(way(a, k), dy)))([x, kernel])
    const expected = gradients(theirs)
    gradients(ours).forEach((gradient, i) => {
      expect(apart(gradient, expected[i] ?? gradient)).toBeLessThan(tolerance(channels * size * size))
    })
  }
)

test('maps with many places and kernels that a cache holds are convolved as ever', () => {
  const kernel = (channels: number): Tensor => tf.zeros([5, 5, channels, 256])
  expect(hasFewPositions(tf.zeros([1, 8, 8, 256]), kernel(128))).toBe(true)
  expect(hasFewPositions(tf.zeros([1, 16, 16, 256]), kernel(128))).toBe(false)
  expect(hasFewPositions(tf.zeros([16, 4, 4, 256]), kernel(128))).toBe(false)
  expect(hasFewPositions(tf.zeros([1, 4, 4, 256]), kernel(64))).toBe(false)
})

test('before the first picture every weight is handed to TensorFlow once', async () => {
  const { order, rows } = await untrained('dcgan-64', { width: 32 })
  const numbers = (await import('../../../src/main/checkpoints/safetensors')).readTensors(order.checkpoint, name =>
    name.startsWith('generator/')
  ).tensors
  const weights = [...numbers.values()].reduce((sum, { values }) => sum + values.length, 0)
  const { createTensor } = native
  let handed = 0
  const restore = intercept({
    createTensor: (shape, dtype, values) => {
      handed += values.length
      return createTensor(shape, dtype, values)
    }
  })
  try {
    await new Sampler().generate({ ...order, inputs: rows(1, 1), count: 1 })
  } finally {
    restore()
  }
  expect(handed).toBeGreaterThanOrEqual(weights)
  expect(handed).toBeLessThan(1.2 * weights)
})

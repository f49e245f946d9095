/**
 * Autoencoders' losses, and the normal quantiles of their maps, against PyTorch (tests/golden/make_autoencoders.py).
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { setTf } from '../../src/main/tensors/tf'
import { klFromNormal } from '../../src/main/losses/kl'
import { reconstructionLosses } from '../../src/main/losses/reconstruction'
import { normalQuantile, normalShare } from '../../src/shared/normal'

// The formulas are plain tfjs: its own JavaScript back end will do.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof TensorFlow
setTf(tf)

interface Golden {
  shape: number[]
  logits: number[]
  wanted: number[]
  losses: Record<string, { value: number; byLogits: number[] }>
  kl: { mean: number[]; logVariance: number[]; value: number; byMean: number[]; byLogVariance: number[] }
  quantiles: [number, number][]
}
const golden = JSON.parse(readFileSync(new URL('../golden/autoencoders.json', import.meta.url), 'utf8')) as Golden

function near(actual: TensorFlow.Tensor | undefined, numbers: readonly number[], what: string): void {
  const values = [...(actual?.dataSync() ?? [])]
  expect(values.length, what).toBe(numbers.length)
  // Relative: likelihoods are sums over a picture.
  values.forEach((value, i) => {
    expect(Math.abs(value - (numbers[i] ?? Number.NaN)), `${what} ${i}`).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(value))
    )
  })
}

test('every reconstruction loss has golden numbers', () => {
  expect(reconstructionLosses.ids.toSorted()).toEqual(Object.keys(golden.losses).toSorted())
})

test.each(Object.entries(golden.losses))('%s: its value and its gradient', (id, wanted) => {
  const { loss } = reconstructionLosses.find(id)
  const [logits, pictures] = [tf.tensor(golden.logits, golden.shape), tf.tensor(golden.wanted, golden.shape)]
  near(loss(logits, pictures), [wanted.value], 'value')
  near(tf.grad((x: TensorFlow.Tensor) => loss(x, pictures))(logits), wanted.byLogits, 'gradient')
})

test('no reconstruction loss overflows', () => {
  for (const { id, loss } of reconstructionLosses.all) {
    const found = loss(tf.tensor4d([-200, 200], [1, 1, 2, 1]), tf.tensor4d([1, 1], [1, 1, 2, 1]))
    expect(Number.isFinite(found.dataSync()[0]), id).toBe(true)
  }
})

test("the divergence from N(0, I): PyTorch's kl_divergence, and none from itself", () => {
  const { mean, logVariance, value, byMean, byLogVariance } = golden.kl
  const [m, v] = [tf.tensor2d(mean, [3, 5]), tf.tensor2d(logVariance, [3, 5])]
  const kl = (a: TensorFlow.Tensor, b: TensorFlow.Tensor): TensorFlow.Tensor => klFromNormal(a, b)
  near(kl(m, v), [value], 'value')
  const [byM, byV] = tf.grads(kl)([m, v])
  near(byM, byMean, 'by mean')
  near(byV, byLogVariance, 'by log variance')
  near(kl(tf.zeros([2, 4]), tf.zeros([2, 4])), [0], 'of itself')
})

test.each(golden.quantiles)('%f of N(0, 1) lies below %f', (share, quantile) => {
  expect(normalQuantile(share)).toBeCloseTo(quantile, 7)
  expect(normalShare(quantile)).toBeCloseTo(share, 6)
})

test('an unknown reconstruction loss names those there are', () => {
  expect(() => reconstructionLosses.find('huber')).toThrow(/no reconstruction loss "huber".*absolute/)
})

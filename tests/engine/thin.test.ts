import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { isThin, thinConv, thinTransposedConv } from '../../src/main/engine/tensorflow/thin'
import { tf } from '../../src/main/engine/tensorflow/tf'

const plain = plainOps
const normal = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed)
const apart = (a: Tensor, b: Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? Number.NaN

test.each([
  [2, 1],
  [3, 1],
  [3, 3],
  [4, 2],
  [5, 1],
  [5, 3],
  [6, 2],
  [7, 4]
])(
  'a kernel of side %i on %i channels gives the same numbers and gradients as the plain convolution',
  (size, channels) => {
    const kernel = normal([size, size, channels, 6], 1)
    const [picture, features] = [normal([2, 8, 12, channels], 2), normal([2, 4, 6, 6], 3)]
    for (const [thin, straight, x, dy] of [
      [thinConv, (a: Tensor, k: Tensor) => plain.conv(a, k, 2), picture, features],
      [thinTransposedConv, (a: Tensor, k: Tensor) => plain.transposedConv(a, k, 2), features, picture]
    ] as const) {
      expect(apart(thin(x, kernel), straight(x, kernel))).toBeLessThan(1e-4)
      const gradients = (f: (a: Tensor, k: Tensor) => Tensor) =>
        tf.grads((a: Tensor, k: Tensor) => tf.sum(tf.mul(f(a, k), dy)))([x, kernel])
      const [ours, theirs] = [gradients(thin), gradients(straight)]
      ours.forEach((gradient, i) => {
        expect(apart(gradient, theirs[i] ?? gradient)).toBeLessThan(1e-3)
      })
    }
  }
)

test('the detour is taken only where it is the same: stride 2, even sides, few channels', () => {
  expect(isThin([28, 28], [5, 5, 1, 64], 2)).toBe(true)
  expect(isThin([64, 64], [5, 5, 3, 32], 2)).toBe(true)
  expect(isThin([7, 28], [5, 5, 1, 64], 2)).toBe(false)
  expect(isThin([28, 28], [5, 5, 64, 64], 2)).toBe(false)
  expect(isThin([28, 28], [5, 5, 1, 64], 1)).toBe(false)
})

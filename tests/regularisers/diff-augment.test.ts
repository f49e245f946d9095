/** Values and gradients against PyTorch's (tests/golden/make_augment.py). */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { augmentations, diffAugment, drawsPerPicture, type Augmentation } from '../../src/main/regularisers/diff-augment'

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof TensorFlow
const golden = JSON.parse(readFileSync(new URL('../golden/augment.json', import.meta.url), 'utf8')) as {
  shape: [number, number, number, number]; x: number[]; draws: number[]; dy: number[]; cases: Record<string, { y: number[]; dx: number[] }>
}

test.each(Object.entries(golden.cases))('%s', (name, wanted) => {
  const kinds: readonly Augmentation[] = name === 'all' ? augmentations : augmentations.filter(kind => kind === name)
  const x = tf.tensor4d(golden.x, golden.shape)
  const draws = tf.tensor2d(golden.draws, [golden.shape[0], drawsPerPicture])
  const apply = (pictures: TensorFlow.Tensor) => diffAugment(tf, pictures, draws, kinds)
  const near = (actual: TensorFlow.Tensor, numbers: readonly number[]) => {
    const values = actual.dataSync()
    expect(values.length).toBe(numbers.length)
    expect(numbers.reduce((worst, number, i) => Math.max(worst, Math.abs(number - (values[i] ?? Number.NaN))), 0)).toBeLessThan(1e-5)
  }
  near(apply(x), wanted.y)
  near(tf.grad((pictures: TensorFlow.Tensor) => tf.sum(tf.mul(apply(pictures), tf.tensor4d(golden.dy, golden.shape))))(x), wanted.dx)
  // And it does something.
  expect([...apply(x).dataSync()]).not.toEqual([...x.dataSync()])
})

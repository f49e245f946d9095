/** Values and gradients against PyTorch's (tests/golden/make_augment.py). */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { setTf } from '../../src/main/tensors/tf'
import {
  augmentationChoices,
  augmentations,
  augmentationsOf,
  augmented
} from '../../src/main/regularisers/augmentations'

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof TensorFlow
setTf(tf)
const golden = JSON.parse(readFileSync(new URL('../golden/augment.json', import.meta.url), 'utf8')) as {
  shape: [number, number, number, number]
  x: number[]
  draws: number[]
  dy: number[]
  cases: Record<string, { y: number[]; dx: number[] }>
}

test.each(Object.entries(golden.cases))('%s', (name, wanted) => {
  const x = tf.tensor4d(golden.x, golden.shape)
  // The reference draws seven numbers for each picture: three for colour, then two for moves, then two for holes.
  const draws = tf.tensor2d(golden.draws, [golden.shape[0], 7])
  const from: Record<string, [first: number, count: number]> = { colour: [0, 3], translation: [3, 2], cutout: [5, 2] }
  const apply = (pictures: TensorFlow.Tensor) =>
    augmented(pictures, augmentationsOf(name), ({ id, draws: count }) => {
      const [first, wantedCount] = from[id] ?? [0, 0]
      expect(count).toBe(wantedCount)
      return tf.slice(draws, [0, first], [golden.shape[0], count])
    })
  const near = (actual: TensorFlow.Tensor, numbers: readonly number[]) => {
    const values = actual.dataSync()
    expect(values.length).toBe(numbers.length)
    expect(
      numbers.reduce((worst, number, i) => Math.max(worst, Math.abs(number - (values[i] ?? Number.NaN))), 0)
    ).toBeLessThan(1e-5)
  }
  near(apply(x), wanted.y)
  near(
    tf.grad((pictures: TensorFlow.Tensor) => tf.sum(tf.mul(apply(pictures), tf.tensor4d(golden.dy, golden.shape))))(x),
    wanted.dx
  )
  // And it does something.
  expect([...apply(x).dataSync()]).not.toEqual([...x.dataSync()])
})

test('each can be chosen alone, with another, or all', () => {
  expect(augmentationChoices().map(({ value, label }) => [value, label])).toEqual([
    ['none', 'None'],
    ['colour', 'Colour'],
    ['translation', 'Moves'],
    ['cutout', 'Holes'],
    ['colour,translation', 'Colour and moves'],
    ['colour,cutout', 'Colour and holes'],
    ['translation,cutout', 'Moves and holes'],
    ['all', 'Colour, moves and holes']
  ])
  expect(augmentationsOf('cutout,colour').map(({ id }) => id)).toEqual(['colour', 'cutout'])
  expect(augmentationsOf('all')).toHaveLength(augmentations.ids.length)
  expect(augmentationsOf('none')).toEqual([])
  expect(() => augmentationsOf('colour,blur')).toThrow(/no augmentation "blur".*translation/)
})

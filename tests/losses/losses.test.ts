/** Every objective against PyTorch (tests/golden/make_losses.py). */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { findLoss, losses } from '../../src/main/losses'

// The formulas are plain tfjs: its own JavaScript back end will do.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof TensorFlow

interface Golden { discriminator: number; generator: number; byReal: number[]; byFake: number[]; byGenerator: number[] }
const golden = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8')) as { real: number[]; fake: number[]; losses: Record<string, Golden> }

test('every loss has golden numbers', () => {
  expect([...losses.keys()].toSorted()).toEqual(Object.keys(golden.losses).toSorted())
})

test.each(Object.entries(golden.losses))('%s: both values and every gradient', (id, wanted) => {
  const loss = findLoss(id)
  const [real, fake] = [tf.tensor2d(golden.real, [7, 1]), tf.tensor2d(golden.fake, [7, 1])]
  const discriminator = (a: TensorFlow.Tensor, b: TensorFlow.Tensor) => tf.mul(tf.add(loss.real(tf, a, 1), loss.fake(tf, b)), loss.halves)
  const near = (actual: TensorFlow.Tensor | undefined, numbers: readonly number[], what: string) => {
    const values = [...(actual?.dataSync() ?? [])]
    expect(values.length, what).toBe(numbers.length)
    values.forEach((value, i) => { expect(value, `${what} ${i}`).toBeCloseTo(numbers[i] ?? Number.NaN, 5) })
  }
  near(discriminator(real, fake), [wanted.discriminator], 'discriminator')
  near(loss.generator(tf, fake), [wanted.generator], 'generator')
  const [byReal, byFake] = tf.grads(discriminator)([real, fake])
  near(byReal, wanted.byReal, 'by real')
  near(byFake, wanted.byFake, 'by fake')
  near(tf.grad((a: TensorFlow.Tensor) => loss.generator(tf, a))(fake), wanted.byGenerator, 'by the generator')
})

test('an unknown loss names those there are', () => {
  expect(() => findLoss('hing')).toThrow(/no loss "hing".*hinge/)
})

/** Every objective against PyTorch (tests/golden/make_losses.py). */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { setTf } from '../../src/main/tensors/tf'
import { adversarialLosses } from '../../src/main/losses/adversarial'

// The formulas are plain tfjs: its own JavaScript back end will do.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof TensorFlow
setTf(tf)

interface Golden {
  discriminator: number
  generator: number
  byReal: number[]
  byFake: number[]
  byGenerator: number[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8')) as {
  real: number[]
  fake: number[]
  losses: Record<string, Golden>
}

test('every loss has golden numbers', () => {
  expect(adversarialLosses.ids.toSorted()).toEqual(Object.keys(golden.losses).toSorted())
})

test.each(Object.entries(golden.losses))('%s: both values and every gradient', (id, wanted) => {
  const loss = adversarialLosses.find(id)
  const [real, fake] = [tf.tensor2d(golden.real, [7, 1]), tf.tensor2d(golden.fake, [7, 1])]
  const discriminator = (a: TensorFlow.Tensor, b: TensorFlow.Tensor) => loss.discriminator(a, b, 1)
  const near = (actual: TensorFlow.Tensor | undefined, numbers: readonly number[], what: string) => {
    const values = [...(actual?.dataSync() ?? [])]
    expect(values.length, what).toBe(numbers.length)
    values.forEach((value, i) => {
      expect(value, `${what} ${i}`).toBeCloseTo(numbers[i] ?? Number.NaN, 5)
    })
  }
  near(discriminator(real, fake), [wanted.discriminator], 'discriminator')
  near(loss.generator(fake, real), [wanted.generator], 'generator')
  const [byReal, byFake] = tf.grads(discriminator)([real, fake])
  near(byReal, wanted.byReal, 'by real')
  near(byFake, wanted.byFake, 'by fake')
  near(tf.grad((a: TensorFlow.Tensor) => loss.generator(a, real))(fake), wanted.byGenerator, 'by the generator')
})

test.each(adversarialLosses.all.flatMap(loss => (loss.sides ? [[loss.id, loss, loss.sides] as const] : [])))(
  '%s taken apart is the whole',
  (_, loss, { real, fake, weight }) => {
    const [x, y] = [tf.tensor2d(golden.real, [7, 1]), tf.tensor2d(golden.fake, [7, 1])]
    const apart = tf.mul(tf.add(real(x, 0.9), fake(y)), weight)
    expect(apart.dataSync()[0]).toBeCloseTo(loss.discriminator(x, y, 0.9).dataSync()[0] ?? Number.NaN, 6)
  }
)

test('an unknown loss names those there are', () => {
  expect(() => adversarialLosses.find('hing')).toThrow(/no loss "hing".*hinge/)
})

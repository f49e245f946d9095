/** Every layer and the objective against numbers from Keras and PyTorch (tests/golden/make_layers.py). */
import { readFileSync } from 'node:fs'
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { batchNorm, conv, dense, leakyRelu, relu, selu, tanh, transposedConv, type Layer } from '../../src/main/engine/layers'
import type { StepContext } from '../../src/main/engine/layers/layer'
import { plainOps } from '../../src/main/engine/ops-plain'
import { hostRandom, StepRandom } from '../../src/main/engine/random'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { nativeRandom } from '../../src/main/engine/tensorflow/random'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { findLoss } from '../../src/main/losses'

await openEngine('tensorflow')

interface Shaped { shape: number[]; values: number[] }
interface Case { name: string; x: Shaped; weights: Record<string, Shaped>; training: boolean; dy: number[]; y: Shaped; dx: number[]; gradients: Record<string, number[]> }
const golden = JSON.parse(readFileSync(new URL('../golden/layers.json', import.meta.url), 'utf8')) as {
  layers: Case[]
  loss: Record<'real' | 'fake' | 'discriminatorByReal' | 'discriminatorByFake' | 'generatorByFake', number[]> & Record<'discriminator' | 'smoothed' | 'generator', number>
}

const layers: Record<string, Layer> = {
  dense: dense(4), conv: conv(3, 5, 2), 'conv-odd': conv(3, 3, 2), transposedConv: transposedConv(3, 5, 2), 'transposedConv-3': transposedConv(3, 3, 2),
  batchNorm: batchNorm(), 'batchNorm-flat': batchNorm(), 'batchNorm-inference': batchNorm(),
  relu: relu(), leakyRelu: leakyRelu(0.2), selu: selu(), tanh: tanh()
}
const tensor = ({ shape, values }: Shaped): Tensor => tf.tensor(values, shape)

function near(actual: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(actual.length, what).toBe(wanted.length)
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs((actual[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))), 0)
  expect(worst, what).toBeLessThan(2e-5)
}

describe.each([['TensorFlow kernels', fused], ['plain tfjs', plainOps(tf)]] as const)('with %s', (_, ops) => {
  test.each(golden.layers.map(one => [one.name, one] as const))('%s gives Keras\'s output and gradients', (name, one) => {
    const layer = layers[name]
    if (!layer) throw new Error(`No layer for ${name}.`)
    const weights = new Map<string, Variable>()
    const built = layer.build(one.x.shape.slice(1), (weight, shape, _init, { trainable = true } = {}) => {
      const given = one.weights[weight]
      if (!given) throw new Error(`Keras gave no ${weight}.`)
      expect([...shape], weight).toEqual(given.shape)
      const variable = tf.variable(tensor(given), trainable)
      weights.set(weight, variable)
      return variable
    })
    expect(weights.size).toBe(Object.keys(one.weights).length)
    expect(built.shape).toEqual(one.y.shape.slice(1))
    const x = tf.variable(tensor(one.x))
    // A late step, where the moving average has its full momentum.
    const context: StepContext = { tf, ops, training: one.training, random: new StepRandom(0, tf.scalar(0, 'int32')), step: tf.scalar(10_000) }
    near(built.apply(x, context).dataSync(), one.y.values, 'y')
    const trained = [...weights].filter(([, variable]) => variable.trainable)
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(built.apply(x, context), tf.tensor(one.dy, one.y.shape))).asScalar(), [x, ...trained.map(([, variable]) => variable)])
    near(grads[x.name]?.dataSync() ?? [], one.dx, 'dx')
    for (const [weight, variable] of trained) near(grads[variable.name]?.dataSync() ?? [], one.gradients[weight] ?? [], `d${weight}`)
  })
})

test('batch norm keeps moving statistics: a plain mean at first, slower later', () => {
  const values = new Map<string, Variable>()
  const built = batchNorm({ momentum: 0.9 }).build([1], (name, shape, init, { trainable = true } = {}) => {
    const variable = tf.variable(tf.tensor(init(shape, { in: 1, out: 1 }, { uniform: () => 0, normal: () => 0 }), [...shape]), trainable)
    values.set(name, variable)
    return variable
  })
  const feed = (step: number) => built.apply(tf.tensor2d([1, 3], [2, 1]), { tf, ops: fused, training: true, random: new StepRandom(0, tf.scalar(0, 'int32')), step: tf.scalar(step) })
  feed(0)
  // mean 2, variance 1 (biased); the past weighs 1/10.
  expect(values.get('movingMean')?.dataSync()[0]).toBeCloseTo(1.8, 5)
  expect(values.get('movingVariance')?.dataSync()[0]).toBeCloseTo(1, 5)
  values.get('movingMean')?.assign(tf.tensor1d([0]))
  feed(1_000_000)
  expect(values.get('movingMean')?.dataSync()[0]).toBeCloseTo(0.2, 5)
})

test('the non-saturating loss and its gradients are PyTorch\'s', () => {
  const loss = findLoss('non-saturating')
  const { real, fake } = golden.loss
  const [r, f] = [tf.tensor2d(real, [6, 1]), tf.tensor2d(fake, [6, 1])]
  const discriminator = (a: Tensor, b: Tensor) => tf.mul(tf.add(loss.real(tf, a, 1), loss.fake(tf, b)), 0.5)
  near(discriminator(r, f).dataSync(), [golden.loss.discriminator], 'discriminator')
  near(loss.real(tf, r, 0.9).dataSync(), [golden.loss.smoothed], 'smoothed')
  near(loss.generator(tf, f).dataSync(), [golden.loss.generator], 'generator')
  const [byReal, byFake] = tf.grads(discriminator)([r, f])
  near(byReal?.dataSync() ?? [], golden.loss.discriminatorByReal, 'by real')
  near(byFake?.dataSync() ?? [], golden.loss.discriminatorByFake, 'by fake')
  near(tf.grad((a: Tensor) => loss.generator(tf, a))(f).dataSync(), golden.loss.generatorByFake, 'generator by fake')
})

test('dropout keeps the stated share, scales what it keeps, and draws anew each step and use', () => {
  for (const kernels of [nativeRandom, hostRandom]) {
    const mask = (step: number) => new StepRandom(5, tf.scalar(step, 'int32'), kernels).keepMask([101, 1001], 0.3).dataSync()
    const values = mask(0)
    const kept = values.filter(value => value > 0)
    expect(kept.length / values.length).toBeGreaterThan(0.69)
    expect(kept.length / values.length).toBeLessThan(0.71)
    expect(kept.every(value => Math.abs(value - 1 / 0.7) < 2e-3)).toBe(true)
    expect(mask(1)).not.toEqual(values)
    expect(mask(0)).toEqual(values)
  }
})

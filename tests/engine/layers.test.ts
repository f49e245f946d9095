/** Every layer and the objective against numbers from Keras and PyTorch (tests/golden/make_layers.py, make_fastgan.py). */
import { readFileSync } from 'node:fs'
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { batchNorm, conv, dense, excite, flatten, glu, leakyRelu, relu, selu, Tap, tanh, transposedConv, upConv, type Layer } from '../../src/main/engine/layers'
import type { BuiltLayer, Declare, StepContext } from '../../src/main/engine/layers/layer'
import { plainOps } from '../../src/main/engine/ops-plain'
import { hostRandom, StepRandom } from '../../src/main/engine/random'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { nativeRandom } from '../../src/main/engine/tensorflow/random'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { findLoss } from '../../src/main/losses'
import { r1 } from '../../src/main/regularisers/gradient-penalties'

await openEngine('tensorflow')

interface Shaped { shape: number[]; values: number[] }
interface Case { name: string; x: Shaped; weights: Record<string, Shaped>; training: boolean; dy: number[]; y: Shaped; dx: number[]; gradients: Record<string, number[]>; after?: Record<string, Shaped> }
const golden = JSON.parse(readFileSync(new URL('../golden/layers.json', import.meta.url), 'utf8')) as {
  layers: Case[]
  loss: Record<'real' | 'fake' | 'discriminatorByReal' | 'discriminatorByFake' | 'generatorByFake', number[]> & Record<'discriminator' | 'smoothed' | 'generator', number>
}

const fastgan = JSON.parse(readFileSync(new URL('../golden/fastgan.json', import.meta.url), 'utf8')) as {
  layers: Case[]
  r1: { real: Shaped; weights: Record<string, Shaped>; value: number; gradients: Record<string, number[]> }
}

/** Layers that only make sense together, as one. */
const together = (...list: Layer[]): Layer => ({
  kind: 'chain',
  build: (shape, declare) => {
    let [end, apply]: [number[], BuiltLayer['apply']] = [[...shape], x => x]
    list.forEach((layer, index) => {
      const [before, built] = [apply, layer.build(end, (weight, ...rest) => declare(`chain.${index}.${layer.kind}.${weight}`, ...rest))]
      end = built.shape
      apply = (x, context) => built.apply(before(x, context), context)
    })
    return { shape: end, apply }
  }
})
const tap = new Tap()

const layers: Record<string, Layer> = {
  upConv: upConv(3), glu: glu(), excite: together(tap.here, upConv(3), excite(tap)),
  'conv-spectral': conv(3, 4, 2, { spectral: true }), 'conv-spectral-inference': conv(3, 4, 2, { spectral: true }), 'dense-spectral': dense(4, { spectral: true }),
  dense: dense(4), conv: conv(3, 5, 2), 'conv-odd': conv(3, 3, 2), transposedConv: transposedConv(3, 5, 2), 'transposedConv-3': transposedConv(3, 3, 2),
  batchNorm: batchNorm(), 'batchNorm-flat': batchNorm(), 'batchNorm-inference': batchNorm(),
  relu: relu(), leakyRelu: leakyRelu(0.2), selu: selu(), tanh: tanh()
}
const tensor = ({ shape, values }: Shaped): Tensor => tf.tensor(values, shape)

/** Declares weights with the numbers of a case. */
const given = (numbers: Record<string, Shaped>, weights: Map<string, Variable>): Declare => (weight, shape, _init, { trainable = true } = {}) => {
  const one = numbers[weight]
  if (!one) throw new Error(`The reference gave no ${weight}.`)
  expect([...shape], weight).toEqual(one.shape)
  const variable = tf.variable(tensor(one), trainable)
  weights.set(weight, variable)
  return variable
}

function near(actual: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(actual.length, what).toBe(wanted.length)
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs((actual[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))), 0)
  expect(worst, what).toBeLessThan(2e-5)
}

describe.each([['TensorFlow kernels', fused], ['plain tfjs', plainOps(tf)]] as const)('with %s', (_, ops) => {
  test.each([...golden.layers, ...fastgan.layers].map(one => [one.name, one] as const))('%s gives the reference\'s output and gradients', (name, one) => {
    const layer = layers[name]
    if (!layer) throw new Error(`No layer for ${name}.`)
    const weights = new Map<string, Variable>()
    const built = layer.build(one.x.shape.slice(1), given(one.weights, weights))
    expect(weights.size).toBe(Object.keys(one.weights).length)
    expect(built.shape).toEqual(one.y.shape.slice(1))
    const x = tf.variable(tensor(one.x))
    // A late step, where the moving average has its full momentum.
    const context: StepContext = { tf, ops, training: one.training, random: new StepRandom(0, tf.scalar(0, 'int32')), step: tf.scalar(10_000) }
    near(built.apply(x, context).dataSync(), one.y.values, 'y')
    for (const [weight, { values }] of Object.entries(one.after ?? {})) near(weights.get(weight)?.dataSync() ?? [], values, `${weight} after the pass`)
    // The pass may have moved it: the gradient is the same pass's.
    for (const weight of Object.keys(one.after ?? {})) weights.get(weight)?.assign(tensor(one.weights[weight] ?? one.x))
    const trained = [...weights].filter(([, variable]) => variable.trainable)
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(built.apply(x, context), tf.tensor(one.dy, one.y.shape))).asScalar(), [x, ...trained.map(([, variable]) => variable)])
    near(grads[x.name]?.dataSync() ?? [], one.dx, 'dx')
    for (const [weight, variable] of trained) near(grads[variable.name]?.dataSync() ?? [], one.gradients[weight] ?? [], `d${weight}`)
  })
})

test.each([['TensorFlow kernels', fused], ['plain tfjs', plainOps(tf)]] as const)('with %s R1 through spectral norm has PyTorch\'s gradients', (_, ops) => {
  const weights = new Map<string, Variable>()
  const { real, value, gradients } = fastgan.r1
  const D = together(conv(4, 4, 2, { spectral: true }), leakyRelu(0.2), conv(3, 4, 2, { spectral: true }), leakyRelu(0.2), flatten(), dense(1, { spectral: true }))
  const built = D.build([8, 8, 2], given(Object.fromEntries(Object.entries(fastgan.r1.weights).map(([name, one]) => [`chain.${name}`, one])), weights))
  const context: StepContext = { tf, ops, training: true, random: new StepRandom(0, tf.scalar(0, 'int32')), step: tf.scalar(0) }
  const trained = [...weights].filter(([, variable]) => variable.trainable)
  const penalty = tf.variableGrads(() => r1(tf, pictures => built.apply(pictures, context), tensor(real), 10).asScalar(), trained.map(([, variable]) => variable))
  near(penalty.value.dataSync(), [value], 'value')
  for (const [name, variable] of trained) near(penalty.grads[variable.name]?.dataSync() ?? new Float32Array(variable.size), gradients[name.replace('chain.', '')] ?? [], name)
})

test('a tap that is read before its place says so', () => {
  expect(() => excite(new Tap()).build([8, 8, 2], () => { throw new Error('no weights wanted') })).toThrow('A tap is read before its own place')
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

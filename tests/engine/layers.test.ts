/**
 * Every layer and the objective against numbers from Keras and PyTorch (tests/golden/make_layers.py, make_fastgan.py).
 */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import {
  batchNorm,
  chain,
  conv,
  dense,
  excite,
  flatten,
  glu,
  leakyRelu,
  relu,
  selu,
  tanh,
  transposedConv,
  upConv,
  type NetworkFunction
} from '../../src/main/layers'
import { Draws } from '../../src/main/tensors/random/draws'
import { hostRandom } from '../../src/main/tensors/random/host'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { nativeRandom } from '../../src/main/engine/tensorflow/random'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { adversarialLosses } from '../../src/main/losses/adversarial'
import { gradientOf } from '../../src/main/regularisers/penalties/penalty'
import r1 from '../../src/main/regularisers/penalties/r1'
import { Alone, passOf } from './built'
import { bothKernels, given, near, tensor, testCases, type Case, type Shaped } from './golden-layers'

await openEngine('tensorflow')

const golden = JSON.parse(readFileSync(new URL('../golden/layers.json', import.meta.url), 'utf8')) as {
  layers: Case[]
  loss: Record<'real' | 'fake' | 'discriminatorByReal' | 'discriminatorByFake' | 'generatorByFake', number[]> &
    Record<'discriminator' | 'smoothed' | 'generator', number>
}

const fastgan = JSON.parse(readFileSync(new URL('../golden/fastgan.json', import.meta.url), 'utf8')) as {
  layers: Case[]
  r1: { real: Shaped; weights: Record<string, Shaped>; value: number; gradients: Record<string, number[]> }
}

/** An upsampled map, gated by the map that it was made of. */
const excited: NetworkFunction = (net, early) => excite()(net, upConv(3)(net, early), early)

const layers: Record<string, NetworkFunction> = {
  upConv: upConv(3),
  glu: glu(),
  excite: excited,
  'conv-spectral': conv(3, 4, 2, { spectral: true }),
  'conv-spectral-inference': conv(3, 4, 2, { spectral: true }),
  'dense-spectral': dense(4, { spectral: true }),
  dense: dense(4),
  conv: conv(3, 5, 2),
  'conv-odd': conv(3, 3, 2),
  transposedConv: transposedConv(3, 5, 2),
  'transposedConv-3': transposedConv(3, 3, 2),
  batchNorm: batchNorm(),
  'batchNorm-flat': batchNorm(),
  'batchNorm-inference': batchNorm(),
  relu: relu(),
  leakyRelu: leakyRelu(0.2),
  selu: selu(),
  tanh: tanh()
}
testCases([...golden.layers, ...fastgan.layers], layers)

test.each(bothKernels)("with %s R1 through spectral norm has PyTorch's gradients", (_, ops) => {
  const { real, value, gradients } = fastgan.r1
  const D = chain(
    conv(4, 4, 2, { spectral: true }),
    leakyRelu(0.2),
    conv(3, 4, 2, { spectral: true }),
    leakyRelu(0.2),
    flatten(),
    dense(1, { spectral: true })
  )
  const alone = new Alone(D, [[8, 8, 2]])
  const trained = [...given(alone, fastgan.r1.weights)].filter(([, variable]) => variable.trainable)
  const nothing = (): never => {
    throw new Error('R1 looks at the gradient alone.')
  }
  const discriminator = (pictures: Tensor): Tensor => alone.apply([pictures], passOf(ops))
  const inputs = {
    discriminator,
    real: tensor(real),
    fake: tensor(real),
    gradientAt: () => gradientOf(discriminator, tensor(real)),
    logits: { real: null, fake: null },
    uniform: nothing,
    state: nothing
  }
  const penalty = tf.variableGrads(
    () => tf.mul(r1.term(inputs), 10).asScalar(),
    trained.map(([, variable]) => variable)
  )
  near(penalty.value.dataSync(), [value], 'value')
  for (const [name, variable] of trained)
    near(penalty.grads[variable.name]?.dataSync() ?? new Float32Array(variable.size), gradients[name] ?? [], name)
})

test('batch norm keeps moving statistics: a plain mean at first, slower later', () => {
  const alone = new Alone(batchNorm({ momentum: 0.9 }), [[1]])
  const feed = (step: number) => alone.apply([tf.tensor2d([1, 3], [2, 1])], passOf(fused, { step }))
  const moving = (name: string): number => alone.variable(`batchNorm/${name}`).dataSync()[0] ?? Number.NaN
  feed(0)
  // mean 2, variance 1 (biased); the past weighs 1/10.
  expect(moving('movingMean')).toBeCloseTo(1.8, 5)
  expect(moving('movingVariance')).toBeCloseTo(1, 5)
  alone.variable('batchNorm/movingMean').assign(tf.tensor1d([0]))
  feed(1_000_000)
  expect(moving('movingMean')).toBeCloseTo(0.2, 5)
})

test("the non-saturating loss and its gradients are PyTorch's", () => {
  const loss = adversarialLosses.find('non-saturating')
  const { real, fake } = golden.loss
  const [r, f] = [tf.tensor2d(real, [6, 1]), tf.tensor2d(fake, [6, 1])]
  const discriminator = (a: Tensor, b: Tensor) => loss.discriminator(a, b, 1)
  near(discriminator(r, f).dataSync(), [golden.loss.discriminator], 'discriminator')
  near(loss.sides?.real(r, 0.9).dataSync() ?? [], [golden.loss.smoothed], 'smoothed')
  near(loss.generator(f, null).dataSync(), [golden.loss.generator], 'generator')
  const [byReal, byFake] = tf.grads(discriminator)([r, f])
  near(byReal?.dataSync() ?? [], golden.loss.discriminatorByReal, 'by real')
  near(byFake?.dataSync() ?? [], golden.loss.discriminatorByFake, 'by fake')
  near(
    tf
      .grad((a: Tensor) => loss.generator(a, null))(f)
      .dataSync(),
    golden.loss.generatorByFake,
    'generator by fake'
  )
})

test('dropout keeps the stated share, scales what it keeps, and draws anew each step', () => {
  for (const kernels of [nativeRandom, hostRandom]) {
    const mask = (step: number) =>
      new Draws(5, tf.scalar(step, 'int32'), '', kernels).keepMask('mask', [101, 1001], 0.3).dataSync()
    const values = mask(0)
    const kept = values.filter(value => value > 0)
    expect(kept.length / values.length).toBeGreaterThan(0.69)
    expect(kept.length / values.length).toBeLessThan(0.71)
    expect(kept.every(value => Math.abs(value - 1 / 0.7) < 2e-3)).toBe(true)
    expect(mask(1)).not.toEqual(values)
    expect(mask(0)).toEqual(values)
  }
})

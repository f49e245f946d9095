/**
 * Pairs of pictures: a network that is conditioned on an input, and G's loss against a target, beside PyTorch
 * (tests/golden/make_pairs.py); and the step made of them.
 */
import { readFileSync } from 'node:fs'
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { ganIn, Alone, passOf } from './built'
import { interpret, Table, type TypedArray } from '../../src/main/tensors/program'
import { Draws } from '../../src/main/tensors/random/draws'
import { build as buildModel } from '../../src/main/engine/step/build'
import { batchOf, exampleSource } from '../../src/main/engine/step/columns'
import { compile } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { chain, concat, conv, leakyRelu, named, type NetworkFunction } from '../../src/main/layers'
import { flopsOf } from '../../src/main/layers/plan'
import nonSaturating from '../../src/main/losses/adversarial/non-saturating'
import { l1 } from '../../src/main/losses/l1'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { adversarialOptions } from '../../src/main/models/families/gan/options'
import { Examples } from '../../src/main/models/families/gan/examples'
import type { NetworkCall } from '../../src/main/models/phase'
import type { Settings } from '../../src/shared/domain'
import { unpaired } from '../../src/main/lib/unpaired'
import { uniformStream } from '../../src/shared/random'
import { bothKernels } from './golden-layers'

await openEngine('tensorflow')
interface Shaped {
  shape: number[]
  values: number[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/pairs.json', import.meta.url), 'utf8')) as {
  layer: {
    x: Shaped
    condition: Shaped
    weights: Shaped[]
    dy: Shaped
    y: Shaped
    dx: number[]
    dCondition: number[]
    dWeights: number[][]
  }
  loss: {
    made: Shaped
    target: Shaped
    input: Shaped
    judge: Shaped
    weight: number
    adversarial: number
    difference: number
    dMade: number[]
  }
}
const tensor = ({ values, shape }: Shaped): Tensor => tf.tensor(values, shape)
const largest = (a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number => {
  if (!a || !b || a.length !== b.length || a.length === 0) throw new Error('Nothing to compare.')
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}
/** What convolutions find in the input joins the maps that are made of the latent. */
const joined: NetworkFunction = (net, x, input) =>
  concat()(net, x, named('input', chain(conv(2, 5, 2), leakyRelu(0.2), conv(4, 5, 2), leakyRelu(0.2)))(net, input))

test.each(bothKernels)(
  "with %s, maps joined by what is found in a picture have PyTorch's output and gradients",
  (_, ops) => {
    const { layer } = golden
    const alone = new Alone(joined, [
      [2, 2, 5],
      [8, 8, 3]
    ])
    const { plan, weights } = alone.network
    expect(weights.map(({ name }) => name)).toEqual([
      'alone/input/conv/kernel',
      'alone/input/conv/bias',
      'alone/input/conv2/kernel',
      'alone/input/conv2/bias'
    ])
    weights.forEach(({ variable }, i) => {
      expect(variable.shape).toEqual(layer.weights[i]?.shape)
      variable.assign(tf.tensor(layer.weights[i]?.values ?? [], variable.shape))
    })
    expect(plan.outputs).toEqual([[2, 2, 9]])
    expect(flopsOf(plan)).toEqual([2 * 25 * 3 * 2 * 16, 2 * 25 * 2 * 4 * 4])
    expect(plan.sizes).toEqual([32, 32, 16, 16, 36])
    const [x, condition] = [tf.variable(tensor(layer.x)), tf.variable(tensor(layer.condition))]
    const y = (): Tensor => alone.apply([x, condition], passOf(ops))
    expect(largest(y().dataSync(), layer.y.values)).toBeLessThan(1e-4)
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(y(), tensor(layer.dy))).asScalar(),
      [x, condition, ...weights.map(({ variable }) => variable)]
    )
    const gradient = (variable?: Variable): ArrayLike<number> | undefined => grads[variable?.name ?? '']?.dataSync()
    expect(largest(gradient(x), layer.dx)).toBeLessThan(1e-4)
    expect(largest(gradient(condition), layer.dCondition)).toBeLessThan(1e-4)
    layer.dWeights.forEach((wanted, i) => {
      expect(largest(gradient(weights[i]?.variable), wanted)).toBeLessThan(2e-4)
    })
  }
)

test('maps of different sizes do not join, and say so', () => {
  expect(
    () =>
      new Alone(joined, [
        [2, 2, 5],
        [16, 16, 3]
      ])
  ).toThrow('concat joins maps of one size; it was given [2, 2, 5] and [4, 4, 4]')
})

test("G's loss with the difference to the target, and its gradient, are PyTorch's", () => {
  const { loss } = golden
  const [target, input, judge] = [tensor(loss.target), tensor(loss.input), tensor(loss.judge)]
  const parts = (made: Tensor): [Tensor, Tensor] => [
    nonSaturating.generator(tf.matMul(tf.reshape(tf.concat([input, made], 3), [2, 96]), judge), null),
    l1(made, target)
  ]
  const [adversarial, far] = parts(tensor(loss.made))
  expect(adversarial.dataSync()[0]).toBeCloseTo(loss.adversarial, 5)
  expect(far.dataSync()[0]).toBeCloseTo(loss.difference, 5)
  const gradient = tf.grad(made => {
    const [a, b] = parts(made)
    return tf.add(a, tf.mul(b, loss.weight))
  })(tensor(loss.made))
  expect(largest(gradient.dataSync(), loss.dMade)).toBeLessThan(1e-5)
})

test('bytes of pairs become two columns of pictures', () => {
  const bytes = Uint8Array.from({ length: 2 * 2 * 12 }, (_, i) => i)
  const { input, target } = exampleSource(
    { exampleKind: 'pairs' },
    { image: [2, 2, 3], packed: [2, 2, 3], seed: 1 },
    2,
    null
  ).columns({
    pixels: tf.tensor2d(Float32Array.from(bytes), [2, 24], 'int32')
  })
  const { inputs, targets } = unpaired(bytes, 12)
  const back = (pictures?: Tensor): number[] =>
    [...(pictures?.dataSync() ?? [])].map(value => Math.round((value + 1) * 127.5))
  expect([input?.shape, target?.shape]).toEqual([
    [2, 2, 2, 3],
    [2, 2, 2, 3]
  ])
  expect(back(input)).toEqual([...inputs])
  expect(back(target)).toEqual([...targets])
  expect(inputs[12]).toBe(24)
})

test.each([1, 3])('augmentation does to one picture of a pair what it does to the other: %i channels', channels => {
  const picture = (seed: number): Tensor => tf.randomUniform([5, 8, 8, channels], -1, 1, 'float32', seed)
  const [input, target] = [picture(1), picture(2)]
  const model = findModel('cgan-image')
  const declared = { ...model, sampling: undefined, generator: () => [], discriminator: () => [] }
  const seen = (exampleKind: 'pairs' | 'pictures', examples: Tensor): Tensor => {
    const all = new Examples(
      { ...declared, exampleKind },
      completeSettings(model, {}),
      adversarialOptions({ augment: 'all' })
    )
    let given = examples
    const discriminator = Object.assign((x: Tensor) => x, {
      as: () => (x: Tensor) => {
        given = x
        return x
      }
    }) as unknown as NetworkCall
    const draws = {
      normal: () => tf.scalar(0),
      uniform: (name: string, shape: readonly number[]) =>
        new Draws(3, tf.scalar(0, 'int32')).uniform(name, [5, ...shape])
    }
    all.logits(
      'real',
      examples,
      batchOf({}),
      { generator: discriminator, discriminator },
      { draw: { ...draws, shared: draws }, progress: tf.scalar(0), step: tf.scalar(0) }
    )
    return given
  }
  const [first, second] = tf.split(seen('pairs', tf.concat([input, target], 3)), 2, 3) as [Tensor, Tensor]
  expect(largest(first.dataSync(), seen('pictures', input).dataSync())).toBeLessThan(1e-6)
  expect(largest(second.dataSync(), seen('pictures', target).dataSync())).toBeLessThan(1e-6)
  expect(largest(first.dataSync(), input.dataSync())).toBeGreaterThan(0.1)
})

const count = 12
function build(given: Settings, fed = false) {
  const model = findModel('cgan-image')
  const settings = completeSettings(model, { width: 4, samples: 2, ...given })
  const size = 2 * model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('pairs')
  const pairs = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return {
    pairs,
    size,
    gan: ganIn(
      buildModel({
        model,
        settings,
        seed: 9,
        batchSize: 6,
        sampleCount: 6,
        totalSteps: 4,
        table: fed ? null : new Table('pairs', count, size, pairs)
      })
    )
  }
}

test.each<[Settings, number[][]]>([
  [
    { width: 64 },
    [
      // Latent to 7×7·128 and its norm; two convolutions of the input with theirs; 256 channels to 64, and 64 to 3.
      [
        100 * 6272,
        6272,
        128,
        128,
        128,
        128,
        4800,
        64,
        64,
        64,
        64,
        64,
        204_800,
        128,
        128,
        128,
        128,
        128,
        25 * 64 * 256,
        64,
        64,
        64,
        64,
        64,
        4800,
        3
      ],
      // D sees six channels.
      [9600, 64, 204_800, 128, 6272, 1]
    ]
  ],
  [
    { width: 4, size: '64', channels: 'grey' },
    [
      [
        100 * 1024,
        1024,
        16,
        16,
        16,
        16,
        100,
        4,
        4,
        4,
        4,
        4,
        800,
        8,
        8,
        8,
        8,
        8,
        3200,
        16,
        16,
        16,
        16,
        16,
        25 * 8 * 32,
        8,
        8,
        8,
        8,
        8,
        25 * 4 * 8,
        4,
        4,
        4,
        4,
        4,
        100,
        1
      ],
      [200, 4, 800, 8, 3200, 16, 1024, 1]
    ]
  ]
])('%j has so many parameters, weight by weight', (given, [generator, discriminator]) => {
  const { gan } = build(given, true)
  const sizes = (weights: typeof gan.generator.weights) => weights.map(({ variable }) => variable.size)
  expect(sizes(gan.generator.weights)).toEqual(generator)
  expect(sizes(gan.discriminator.weights)).toEqual(discriminator)
  gan.dispose()
})

const indices = (step: number): Int32Array => Int32Array.from({ length: 6 }, (_, i) => (step * 5 + i) % count)
function oneStep(given: Settings, fed = false) {
  const { gan, pairs, size } = build({ optimiser: 'sgd', learningRate: 0.01, beta1: 0, ...given }, fed)
  const program = compile(gan.definition)
  const rows: Record<string, TypedArray> = fed
    ? { pixels: Uint8Array.from([...indices(0)].flatMap(i => [...pairs.subarray(i * size, (i + 1) * size)])) }
    : { indices: indices(0) }
  const before = new Map([...program.read()].map(([name, values]) => [name, Float32Array.from(values)]))
  const { losses } = program.run('step', { step: Int32Array.of(0), ...rows })
  const moved = new Map(
    [...program.read()].map(([name, values]) => [
      name,
      Float32Array.from(values, (value, i) => value - (before.get(name)?.[i] ?? 0))
    ])
  )
  program.dispose()
  gan.dispose()
  return { losses, moved }
}

describe('a step', () => {
  test('reports the difference by itself, and moves G by it as its weight says', () => {
    const steps = [0, 50, 100].map(differenceWeight => oneStep({ differenceWeight }))
    for (const { losses } of steps) {
      expect(losses).toHaveLength(3)
      expect(largest(losses, steps[0]?.losses)).toBeLessThan(1e-5)
    }
    // Noise against what a fresh G makes: half of [−1, 1] on average, if that is grey.
    expect(steps[0]?.losses?.[2]).toBeGreaterThan(0.45)
    expect(steps[0]?.losses?.[2]).toBeLessThan(0.75)
    const [none, half, whole] = steps.map(({ moved }) => moved.get('generator/dense/kernel'))
    const share = (of?: Float32Array): Float32Array =>
      Float32Array.from(of ?? [], (value, i) => value - (none?.[i] ?? 0))
    expect(largest(share(whole), new Float32Array(share(whole).length))).toBeGreaterThan(1e-4)
    expect(
      largest(
        share(whole),
        share(half).map(value => 2 * value)
      )
    ).toBeLessThan(1e-5)
    // D learns nothing of it.
    expect(steps[2]?.moved.get('discriminator/conv/kernel')).toEqual(steps[0]?.moved.get('discriminator/conv/kernel'))
  })

  test('learns the same from rows that are fed as from a table', () => {
    const [fed, table] = [oneStep({}, true), oneStep({})]
    expect(fed.losses).toEqual(table.losses)
    expect(fed.moved.get('generator/input/conv/kernel')).toEqual(table.moved.get('generator/input/conv/kernel'))
  })

  test('keeps no tensors', () => {
    const { gan } = build({ accumulate: 2, augment: 'all', emaDecay: 0.9 })
    const program = interpret(gan.definition)
    const step = (n: number) => program.run('step', { step: Int32Array.of(n), indices: indices(n) })
    step(0)
    const before = tf.memory().numTensors
    for (let n = 1; n < 4; n++) step(n)
    expect(tf.memory().numTensors).toBe(before)
    gan.dispose()
  })
})

test('another input makes another picture of the same latent', () => {
  const { gan, pairs } = build({})
  const program = compile(gan.definition)
  const picture = 28 * 28 * 3
  const latents = new Float32Array(2 * 100).fill(0.2)
  const made = (conditions: Uint8Array): number[][] => {
    const { pixels = [] } = program.run('sample', { latents, input: conditions })
    return [0, 1].map(i => [...pixels.slice(i * picture, (i + 1) * picture)])
  }
  const [a, b] = made(pairs.slice(0, 2 * picture)),
    [c, d] = made(Uint8Array.from([...pairs.subarray(0, picture), ...pairs.subarray(0, picture)]))
  expect(a).not.toEqual(b)
  expect(c).toEqual(d)
  expect(c).toEqual(a)
  program.dispose()
  gan.dispose()
})

import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { plainOps } from '../../src/main/tensors/ops-plain'
import type { Ops } from '../../src/main/tensors/ops'
import { compile, interpret, Table, type SyncProgram } from '../../src/main/engine/tensorflow/program'
import { findModel } from '../../src/main/models'
import { exampleKindOf } from '../../src/main/models/examples'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'
import { ganIn } from './built'

const count = 64
await openEngine('tensorflow')

function build(id: string, given: Record<string, number | string | boolean>, batchSize: number, ops?: Ops) {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const size = exampleKindOf(model).numbers(model.image(settings))
  const random = uniformStream('pictures')
  const pictures = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return ganIn(
    buildModel({
      model,
      settings,
      seed: 7,
      batchSize,
      sampleCount: 6,
      totalSteps: 4,
      table: new Table('pictures', count, size, pictures),
      ops
    })
  )
}

test.each([
  // 100·128 + 128 + 128·784 + 784; 784·128 + 128 + 128 + 1
  ['mlp-simple', 114_064, 100_609],
  // 100·32 + 32·64 + 64·128 + 128·784 with biases; 784·128 + 128·64 + 64·32 + 32 with biases
  ['mlp-classic', 114_800, 110_849],
  ['dcgan-28', 840_705, 212_865],
  // Dense and its batch norm 316,736 + 12,544, two transposed convolutions 36,928 + 256 each, the last 1,731; 1,792 +
  // 256 + 36,928 + 256 + 3,137
  ['conv-small', 405_379, 42_369],
  ['small-data', 638_515, 179_218]
])('%s has %i parameters in G and %i in D', (id, generator, discriminator) => {
  const gan = build(id, {}, 8)
  expect(gan.generator.parameterCount).toBe(generator)
  expect(gan.discriminator.parameterCount).toBe(discriminator)
  gan.dispose()
})

test('dcgan-28 has the published number of parameters, layer by layer', () => {
  const gan = build('dcgan-28', {}, 32)
  const sizes = (weights: typeof gan.generator.weights) => weights.map(weight => weight.variable.size)
  expect(gan.generator.parameterCount).toBe(840_705)
  expect(gan.discriminator.parameterCount).toBe(212_865)
  expect(sizes(gan.generator.weights)).toEqual([
    627_200, 6272, 128, 128, 128, 128, 204_800, 64, 64, 64, 64, 64, 1600, 1
  ])
  expect(sizes(gan.discriminator.weights)).toEqual([1600, 64, 204_800, 128, 6272, 1])
  gan.dispose()
})

test('small-data has the parameters of its blocks, layer by layer, at every size', () => {
  const sizes = (size: string, largeMaps = 'narrow') => {
    const gan = build('small-data', { size, largeMaps, width: 8 }, 2)
    const found = [gan.generator, gan.discriminator].map(({ weights }) => weights.map(({ variable }) => variable.size))
    gan.dispose()
    return found
  }
  const norm = (channels: number) => [channels, channels, channels, channels]
  const [first, excitation, last] = [
    [100 * 16 * 128, ...norm(128)],
    (early: number, now: number) => [16 * early * now, now * now],
    (from: number) => [9 * from * 3, 3]
  ]
  const up = (from: number, to: number) => [9 * from * 2 * to, ...norm(2 * to)]
  const down = (from: number, to: number) => [16 * from * to, to, to, 16 * from]
  const bottom = [...down(8, 16), ...down(16, 32), ...down(32, 64), 16 * 64, 1, 1, 16 * 64]
  // Whatever the size, 8 channels at 32×32, and 64 at 4×4.
  const small = [...first, ...up(64, 32), ...up(32, 16), ...up(16, 8), ...excitation(64, 8)]
  expect(sizes('64')).toEqual([
    [...small, ...last(8)],
    [...down(3, 8), ...bottom]
  ])
  expect(sizes('128')).toEqual([
    [...small, ...up(8, 8), ...excitation(32, 8), ...last(8)],
    [...down(3, 8), ...down(8, 8), ...bottom]
  ])
  expect(sizes('256')).toEqual([
    [...small, ...up(8, 8), ...excitation(32, 8), ...up(8, 4), ...excitation(16, 4), ...last(4)],
    [...down(3, 4), ...down(4, 8), ...down(8, 8), ...bottom]
  ])
  expect(sizes('64', 'wide')).toEqual(sizes('64'))
  expect(sizes('128', 'wide')).toEqual([
    [
      ...first,
      ...up(64, 64),
      ...up(64, 32),
      ...up(32, 16),
      ...excitation(64, 16),
      ...up(16, 8),
      ...excitation(64, 8),
      ...last(8)
    ],
    [...down(3, 8), ...down(8, 16), ...down(16, 32), ...down(32, 64), ...down(64, 64), 16 * 64, 1, 1, 16 * 64]
  ])
})

const ownRun: [string, Ops | undefined][] = [['its own eager run', undefined]]
const everyRun: typeof ownRun = [...ownRun, ["stock tfjs's eager run", plainOps]]

describe.each([
  ['mlp-simple', {}, 16, everyRun],
  ['mlp-classic', {}, 16, everyRun],
  ['dcgan-28', {}, 16, ownRun],
  ['dcgan-64', { width: 8 }, 8, everyRun],
  ...[
    { optimiser: 'adamw' },
    { optimiser: 'rmsprop' },
    { optimiser: 'sgd' },
    { optimiser: 'nesterov' },
    { clipNorm: 0.05 },
    { schedule: 'linear' },
    { schedule: 'cosine' },
    { emaDecay: 0.9 },
    { accumulate: 3 }
  ].map(option => ['mlp-classic', option, 16, ownRun] as const),
  // Plain gradient steps: Adam would turn the rounding of a gradient that is all but zero into a whole step.
  ['conv-small', { optimiser: 'sgd', learningRate: 0.05 }, 8, everyRun],
  ['dcgan-28', { optimiser: 'sgd', learningRate: 0.05 }, 16, everyRun],
  ...[
    { loss: 'minimax' },
    { loss: 'least-squares', realLabel: 0.9 },
    { loss: 'hinge', r1: 10 },
    { loss: 'relativistic', r1: 1, r2: 1, lecam: 0.3 },
    { loss: 'wasserstein', gradientPenalty: 10 },
    { augment: 'all' },
    { reuseLatents: true },
    { onePass: true },
    { onePass: true, augment: 'all', r1: 10, accumulate: 2 }
  ].map(option => ['dcgan-28', { width: 4, ...option }, 8, everyRun] as const),
  ['small-data', { width: 4 }, 4, everyRun],
  ['r3gan', { width: 16, size: '32', optimiser: 'sgd', learningRate: 0.05 }, 4, everyRun],
  ['small-data', { width: 4, size: '128', r1: 1 }, 2, ownRun],
  // A penalty through batch norm and SELU: the composed forms, not the single kernels, are differentiated twice.
  ['dcgan-64', { width: 4, r1: 1 }, 4, everyRun],
  ['cgan-image', { width: 4 }, 8, everyRun],
  ['cgan-image', { width: 4, size: '64', channels: 'grey' }, 4, ownRun],
  ...[
    { accumulate: 3 },
    { augment: 'all', emaDecay: 0.9 },
    { onePass: true, accumulate: 2 },
    { reuseLatents: true, loss: 'hinge', r1: 1 },
    { loss: 'wasserstein', gradientPenalty: 10 }
  ].map(
    option =>
      ['cgan-image', { width: 4, optimiser: 'sgd', beta1: 0, learningRate: 1e-3, ...option }, 6, everyRun] as const
  ),
  ['dcgan-64', { width: 4, onePass: true }, 4, ownRun],
  ['mlp-simple', { onePass: true, gradientPenalty: 10 }, 8, ownRun],
  [
    'dcgan-28',
    { width: 8, optimiser: 'adamw', clipNorm: 0.05, schedule: 'cosine', emaDecay: 0.9, accumulate: 2 },
    16,
    ownRun
  ]
] as [string, Record<string, number | string | boolean>, number, typeof everyRun][])(
  '%s %j',
  (id, given, batch, runs) => {
    test.each(runs)('the compiled step agrees with %s on losses and weights', (_, ops) => {
      const ours = build(id, given, batch)
      const theirs = build(id, given, batch, ops)
      const compiled = compile(ours.definition)
      const eager = interpret(theirs.definition)
      const started = new Map([...compiled.read()].map(([name, values]) => [name, values.slice()]))
      const losses = (program: SyncProgram, step: number) =>
        program.run('step', {
          step: Int32Array.of(step),
          indices: Int32Array.from({ length: batch }, (_, i) => (step * 17 + i * 5) % count)
        }).losses
      for (let step = 0; step < 3; step++) {
        // From the same weights each time: Adam's first steps follow signs, so rounding would grow from step to step.
        eager.assign(compiled.read())
        expect(largest(losses(compiled, step), losses(eager, step)), `losses of step ${step}`).toBeLessThan(1e-4)
        const right = eager.read()
        for (const [name, values] of compiled.read()) {
          // A moment can be any size: it is held to a hundredth of its own largest number (where a rectifier is near
          // its kink, rounding decides the side), a weight to 1e-4.
          const scale = /^(adamw?|rmsprop|sgd)\//.test(name)
            ? 100 * largest(values, new Float32Array(values.length))
            : 1
          expect(largest(values, right.get(name)), `${name} after step ${step}`).toBeLessThan(1e-4 * scale + 1e-6)
        }
      }
      const left = compiled.read()
      // And every kernel did move (a bias before batch norm, or under a loss that only compares, has no gradient).
      for (const { name } of [...ours.generator.weights, ...ours.discriminator.weights])
        if (name.endsWith('kernel')) expect(left.get(name), name).not.toEqual(started.get(name))
      compiled.dispose()
      ours.dispose()
      theirs.dispose()
    })
  }
)

function largest(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  let worst = 0
  // Not a number is the worst there is: no comparison with it holds.
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN)))
  return worst
}

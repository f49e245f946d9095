/**
 * What a list of phases can say, on models that exist in this file alone: each against the same written out by hand.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { interpret, type SyncProgram, type TypedArray } from '../../src/main/tensors/program'
import { build, type BuildOptions } from '../../src/main/engine/step/build'
import { lazyShare } from '../../src/main/engine/step/parameter-group'
import { compile } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/tensors/tf'
import { chain, dense, tanh } from '../../src/main/layers'
import type { ModelDefinition } from '../../src/main/models/definition'
import { fromBuffer, imageBuffer } from '../../src/main/models/families/image-buffer'
import type { Phase } from '../../src/main/models/phase'
import { latentsInput } from '../../src/main/models/sampling'

await openEngine('tensorflow')
const batch = 4
const linear = chain(dense(1, { bias: false }))

/** Points in the plane; networks are linear unless said otherwise. */
const toy = (more: Partial<ModelDefinition> & Pick<ModelDefinition, 'phases'>): ModelDefinition => ({
  id: 'toy',
  name: 'Toy',
  summary: '',
  purpose: 'soon',
  paper: '',
  settings: [],
  exampleKind: 'points',
  image: () => [4, 4, 1],
  latent: () => 2,
  latentDistribution: 'normal',
  sampleCount: () => 1,
  suits: () => ({ score: 0, reason: '', settings: {} }),
  rates: () => ({ learningRate: 0.1, beta1: 0, beta2: 0.9, epsilon: 1e-8 }),
  networks: () => ({
    generator: { inputs: [[2]], build: chain(dense(2, { bias: false })) },
    discriminator: { inputs: [[2]], build: linear }
  }),
  sampling: {
    inputs: () => [latentsInput(2, 'normal')],
    networks: ['generator'],
    draw: ({ generator }, input) => generator?.(input('latents')) ?? input('latents')
  },
  losses: [],
  measures: [],
  stepFlop: () => 0,
  ...more
})
type Toy = Phase<'generator' | 'discriminator'>
const discriminator: Toy = {
  name: 'discriminator',
  trains: ['discriminator'],
  loss: ({ point }, n) => tf.mean(n.discriminator(point))
}

const open = (model: ModelDefinition, more: Partial<BuildOptions> = {}) =>
  build({
    model,
    settings: { optimiser: 'sgd' },
    seed: 3,
    batchSize: batch,
    sampleCount: 1,
    table: null,
    totalSteps: 10,
    ...more
  })
const points = (step: number, batches = 1): Float32Array =>
  Float32Array.from({ length: 2 * batch * batches }, (_, i) => Math.sin(1 + i + 100 * step))
const means = (rows: Float32Array): [number, number] =>
  [0, 1].map(axis => rows.filter((_, i) => i % 2 === axis).reduce((a, b) => a + b, 0) / (rows.length / 2)) as [
    number,
    number
  ]
const kernel = (program: SyncProgram, network: string): number[] => [
  ...(program.read().get(`${network}/dense/kernel`) ?? [])
]
const near = (actual: ArrayLike<number>, wanted: readonly number[], digits = 6): void => {
  expect(actual.length).toBe(wanted.length)
  wanted.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits)
  })
}
const ways = [
  ['compiled', compile],
  ['op by op', interpret]
] as const

describe.each(ways)('%s', (_, start) => {
  test('several updates of one network per step, each on a batch of its own; others take the first', () => {
    const generator: Toy = {
      name: 'generator',
      trains: ['generator'],
      loss: ({ point }, n) => tf.mean(n.generator(point))
    }
    const built = open(toy({ phases: () => [{ ...discriminator, batches: 3 }, generator], batchesPerStep: () => 3 }))
    expect(built.batchesPerStep).toBe(3)
    const program = start(built.definition)
    const [before, beforeG] = [kernel(program, 'discriminator'), kernel(program, 'generator')]
    const rows = points(0, 3)
    program.run('step', { step: Int32Array.of(0), points: rows })
    const each = [0, 1, 2].map(k => means(rows.slice(8 * k, 8 * k + 8)))
    near(
      kernel(program, 'discriminator'),
      before.map((value, axis) => value - 0.1 * each.reduce((sum, mean) => sum + (mean[axis] ?? 0), 0))
    )
    // mean over two outputs
    near(
      kernel(program, 'generator'),
      beforeG.map((value, i) => value - 0.1 * 0.5 * (each[0]?.[i >> 1] ?? 0))
    )
    program.dispose()
    built.dispose()
  })

  test('a lazy phase: due every third step, three times as strong, the rate made smaller by its share', () => {
    const lazy: Toy = {
      name: 'weight',
      trains: ['discriminator'],
      interval: 3,
      loss: ({ point }, n) => tf.mul(tf.mean(n.discriminator(point)), 2)
    }
    const built = open(toy({ phases: () => [discriminator, lazy] }))
    expect([...Object.keys(built.definition.methods)].filter(name => name.startsWith('step'))).toEqual([
      'step.weight',
      'step'
    ])
    expect([0, 1, 2, 3, 6].map(built.methodFor)).toEqual(['step.weight', 'step', 'step', 'step.weight', 'step.weight'])
    const program = start(built.definition)
    const wanted = kernel(program, 'discriminator')
    for (let step = 0; step < 5; step++) {
      program.run(built.methodFor(step), { step: Int32Array.of(step), points: points(step) })
      const strength = 1 + (step % 3 === 0 ? 3 * 2 : 0)
      means(points(step)).forEach((mean, axis) => {
        wanted[axis] = (wanted[axis] ?? 0) - 0.1 * (3 / 4) * strength * mean
      })
    }
    near(kernel(program, 'discriminator'), wanted)
    program.dispose()
    built.dispose()
  })

  test('Adam counts lazy updates among the others, and its betas are corrected for them', () => {
    const lazy: Toy = { ...discriminator, name: 'lazy', interval: 2 }
    const built = open(
      toy({
        phases: () => [discriminator, lazy],
        rates: () => ({ learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 })
      }),
      { settings: { optimiser: 'adam' } }
    )
    const program = start(built.definition)
    const share = 2 / 3
    const [beta1, beta2, rate] = [0.5 ** share, 0.9 ** share, 0.1 * share]
    const wanted = kernel(program, 'discriminator')
    const [first, second] = [
      [0, 0],
      [0, 0]
    ]
    let count = 0
    for (let step = 0; step < 5; step++) {
      program.run(built.methodFor(step), { step: Int32Array.of(step), points: points(step) })
      for (const strength of step % 2 === 0 ? [1, 2] : [1]) {
        count++
        means(points(step)).forEach((mean, axis) => {
          const gradient = strength * mean
          first[axis] = beta1 * (first[axis] ?? 0) + (1 - beta1) * gradient
          second[axis] = beta2 * (second[axis] ?? 0) + (1 - beta2) * gradient * gradient
          const corrected = (rate * Math.sqrt(1 - beta2 ** count)) / (1 - beta1 ** count)
          wanted[axis] = (wanted[axis] ?? 0) - (corrected * (first[axis] ?? 0)) / (Math.sqrt(second[axis] ?? 0) + 1e-8)
        })
      }
    }
    expect(count).toBe(8)
    near(kernel(program, 'discriminator'), wanted, 5)
    program.dispose()
    built.dispose()
  })

  test.each([1, 2])('a buffer of generated pictures is state in the graph; batches in %i parts', parts => {
    const buffered: Phase<'discriminator'> = {
      name: 'discriminator',
      trains: ['discriminator'],
      loss: ({ point }, n, tools) => {
        const seen = fromBuffer('buffer', point, tools)
        tools.record({ seen, swaps: tools.draw.uniform('buffer/swaps', [2]) })
        return tf.mean(n.discriminator(seen))
      }
    }
    const built = open(
      toy({ phases: () => [buffered], state: () => imageBuffer('buffer', 6, [2]), observes: ['seen', 'swaps'] }),
      { settings: { optimiser: 'sgd', accumulate: parts } }
    )
    const program = start(built.definition)
    const stored: number[][] = []
    let swapped = 0
    for (let step = 0; step < 12; step++) {
      const rows = points(step)
      const { seen = [], swaps = [] } = program.run('step', { step: Int32Array.of(step), points: rows })
      const wanted = Array.from({ length: batch }, (_, i) => {
        const one = [...rows.slice(2 * i, 2 * i + 2)]
        if (stored.length < 6) {
          stored.push(one)
          return one
        }
        if ((swaps[2 * i] ?? 0) <= 0.5) return one
        const at = Math.floor((swaps[2 * i + 1] ?? 0) * 6)
        const old = stored[at] ?? []
        stored[at] = one
        swapped++
        return old
      }).flat()
      near(seen, wanted)
    }
    expect(swapped).toBeGreaterThan(5)
    near(program.read().get('buffer/pictures') ?? [], stored.flat())
    expect(program.read().get('buffer/count')?.[0]).toBe(6)
    program.dispose()
    built.dispose()
  })

  test('a mean kept between steps, and a phase that differentiates the generator twice', () => {
    // Path length (Karras et al. 2020, section 3.2), in small.
    const pathLength: Toy = {
      name: 'pathLength',
      trains: ['generator'],
      interval: 2,
      secondOrder: ['generator'],
      loss: (_, n, { draw, state, record }) => {
        const latents = draw.normal('latents', [2])
        const slopes = tf.grad((z: Tensor) => tf.sum(tf.mul(n.generator(z), draw.normal('noise', [2]))))(latents)
        const lengths = tf.sqrt(tf.sum(tf.square(slopes), 1))
        const mean = tf.add(state('pathMean'), tf.mul(tf.sub(tf.mean(lengths), state('pathMean')), 0.5))
        record({ mean: tf.reshape(mean, [1]) })
        return tf.mean(tf.square(tf.sub(lengths, mean)))
      },
      after: (recorded, { state }) => {
        state('pathMean').assign(tf.mean(recorded('mean')))
      }
    }
    const generator: Toy = {
      name: 'generator',
      trains: ['generator'],
      loss: (_, n, { draw }) => tf.mean(tf.square(n.generator(draw.normal('latents', [2]))))
    }
    const built = open(
      toy({
        phases: () => [generator, pathLength],
        state: () => ({ pathMean: { shape: [], initial: 0 } }),
        losses: [{ key: 'generator', label: 'Generator', short: 'G' }],
        networks: () => ({ generator: { inputs: [[2]], build: chain(dense(3), tanh(), dense(2)) } })
      })
    )
    const program = start(built.definition)
    const lengths: number[] = []
    for (let step = 0; step < 4; step++) {
      const { losses } = program.run(built.methodFor(step), { step: Int32Array.of(step), points: points(step) })
      expect(losses).toHaveLength(1)
      lengths.push(program.read().get('pathMean')?.[0] ?? Number.NaN)
    }
    expect(lengths[0]).toBeGreaterThan(0)
    expect([lengths[1], lengths[3]]).toEqual([lengths[0], lengths[2]])
    expect(lengths[2]).not.toBe(lengths[0])
    program.dispose()
    built.dispose()
  })
})

test('both ways agree on lazy second-order phases to rounding', () => {
  const penalty: Toy = {
    name: 'penalty',
    trains: ['discriminator'],
    interval: 2,
    secondOrder: ['discriminator'],
    loss: ({ point }, n) => tf.mean(tf.square(tf.grad((x: Tensor) => tf.sum(n.discriminator(x)))(point)))
  }
  const model = toy({
    phases: () => [discriminator, penalty],
    networks: () => ({
      generator: { inputs: [[2]], build: linear },
      discriminator: { inputs: [[2]], build: chain(dense(4), tanh(), dense(1)) }
    })
  })
  const [a, b] = [open(model), open(model)]
  const [compiled, eager] = [compile(a.definition), interpret(b.definition)]
  for (let step = 0; step < 4; step++)
    for (const program of [compiled, eager])
      program.run(a.methodFor(step), { step: Int32Array.of(step), points: points(step) })
  const values: ReadonlyMap<string, TypedArray> = eager.read()
  for (const [name, found] of compiled.read()) near(found, [...(values.get(name) ?? [])], 5)
  compiled.dispose()
  a.dispose()
  b.dispose()
})

test(
  'the same draws under one name in every phase are shared, others are not; a phase that is added changes ' + 'none',
  () => {
    const drawn: Toy = {
      name: 'discriminator',
      trains: ['discriminator'],
      loss: (_, n, { draw, record }) => {
        record({ own: draw.normal('z', [2]), shared: draw.shared.normal('z', [2]) })
        return tf.mean(n.discriminator(draw.normal('z', [2])))
      }
    }
    const again: Toy = {
      ...drawn,
      name: 'again',
      loss: (_, n, { draw, record }) => {
        record({ other: draw.normal('z', [2]), same: draw.shared.normal('z', [2]) })
        return tf.mean(n.discriminator(draw.normal('y', [2])))
      }
    }
    const observed = (phases: Toy[], accumulate = 1) => {
      const built = open(toy({ phases: () => phases, observes: ['own', 'shared', 'other', 'same'] }), {
        settings: { optimiser: 'sgd', accumulate }
      })
      const outputs = interpret(built.definition).run('step', { step: Int32Array.of(5), points: points(0) })
      built.dispose()
      return outputs
    }
    const [alone, both, parts] = [observed([drawn]), observed([again, drawn]), observed([drawn], 2)]
    expect(both.own).toEqual(alone.own)
    expect(both.shared).toEqual(alone.shared)
    expect(both.same).toEqual(both.shared)
    expect(both.other).not.toEqual(both.own)
    // A batch in parts draws what the whole batch does.
    expect(parts).toEqual(alone)
  }
)

test(
  'networks that several groups train have slots of their own in each; a network that takes several inputs ' +
    'and gives several outputs',
  () => {
    type Names = 'encoder' | 'generator' | 'discriminator'
    const model = toy({
      networks: () => ({
        generator: { inputs: [[2]], build: chain(dense(2)) },
        encoder: { inputs: [[2], [2]], build: (net, a, b) => [dense(2)(net, a), dense(2)(net, b)] },
        discriminator: { inputs: [[2]], build: linear }
      }),
      phases: (): Phase<Names>[] => [
        {
          name: 'reconstruction',
          trains: ['encoder', 'generator'],
          loss: ({ point }, n) => tf.mean(tf.square(tf.sub(n.generator(tf.addN(n.encoder.all(point, point))), point)))
        },
        {
          name: 'discriminator',
          trains: ['discriminator'],
          loss: ({ point }, n, { draw }) =>
            tf.sub(
              tf.mean(n.discriminator(draw.normal('z', [2]))),
              tf.mean(n.discriminator(tf.addN(n.encoder.all(point, point))))
            )
        },
        {
          name: 'encoder',
          trains: ['encoder'],
          loss: ({ point }, n) => tf.neg(tf.mean(n.discriminator(tf.addN(n.encoder.all(point, point)))))
        }
      ],
      losses: [{ key: 'reconstruction', label: 'Reconstruction', short: 'Rec' }]
    })
    const built = open(model, { settings: { optimiser: 'adam' } })
    const slots = [...built.definition.variables.keys()].filter(name =>
      name.startsWith('adam/first/encoder/dense/kernel')
    )
    expect(slots).toEqual(['adam/first/encoder/dense/kernel', 'adam/first/encoder/dense/kernel@encoder'])
    const program = compile(built.definition)
    const before = new Map([...program.read()].map(([name, values]) => [name, values.slice()]))
    program.run('step', { step: Int32Array.of(0), points: points(0) })
    for (const [name, values] of program.read())
      if (name.endsWith('kernel')) expect(values, name).not.toEqual(before.get(name))
    program.dispose()
    built.dispose()
  }
)

test('what a model says wrongly is said with its name', () => {
  expect(() => open(toy({ phases: () => [{ ...discriminator, trains: ['critic'] } as unknown as Phase] }))).toThrow(
    'There is no network critic; there is generator and discriminator'
  )
  expect(() => open(toy({ phases: () => [discriminator, discriminator] }))).toThrow(
    'Two phases are called discriminator'
  )
  expect(() => open(toy({ phases: () => [{ ...discriminator, batches: 2 }] }))).toThrow(
    'says that a step takes 1 batches; its phases take 2'
  )
  const run = (phase: Phase) =>
    interpret(open(toy({ phases: () => [phase] })).definition).run('step', {
      step: Int32Array.of(0),
      points: points(0)
    })
  expect(() => run({ ...discriminator, loss: ({ image }) => tf.mean(image) })).toThrow(
    'These examples have no image; they have point'
  )
  expect(() =>
    run({ ...discriminator, loss: (_, n) => tf.mean(n.critic?.(tf.zeros([1, 2])) ?? tf.scalar(0)) })
  ).toThrow('There is no network critic')
  expect(() => run({ ...discriminator, loss: (_, __, { recorded }) => recorded('fake') })).toThrow(
    'has recorded fake before'
  )
  expect(() => run({ ...discriminator, loss: (_, __, { state }) => tf.mean(state('mean')) })).toThrow(
    'There is no state mean'
  )
  expect(() =>
    interpret(
      open(toy({ phases: () => [discriminator], losses: [{ key: 'style', label: 'Style', short: 'S' }] })).definition
    ).run('step', { step: Int32Array.of(0), points: points(0) })
  ).toThrow('No phase reported a loss called style')
})

test('the share of updates that are not lazy', () => {
  const every = (interval: number, batches = 1) => ({ ...discriminator, interval, batches })
  expect([
    lazyShare([every(1)]),
    lazyShare([every(1), every(16)]),
    lazyShare([every(1), every(4)]),
    lazyShare([every(1, 2), every(4)])
  ]).toEqual([1, 16 / 17, 4 / 5, 8 / 9])
})

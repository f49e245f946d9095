/**
 * The layers of pix2pix and CycleGAN, and a step of either model, beside PyTorch (tests/golden/make_translation.py);
 * and every number of their papers.
 */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { Table } from '../../src/main/tensors/program'
import { build } from '../../src/main/engine/step/build'
import { compile } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import {
  conv,
  instanceNorm,
  normalInitializer,
  patchGan,
  receptiveField,
  reflectionPad,
  transposedConv,
  type NetworkFunction
} from '../../src/main/layers'
import { planNetwork } from '../../src/main/layers/plan'
import { findModel } from '../../src/main/models'
import { exampleKindOf } from '../../src/main/models/examples'
import { completeSettings } from '../../src/main/models/definition'
import { jittered } from '../../src/main/models/families/jitter'
import type { Settings } from '../../src/shared/domain'
import { Alone, passOf } from './built'
import { bothKernels } from './golden-layers'

await openEngine('tensorflow')
interface Shaped {
  shape: number[]
  values: number[]
}
interface Update {
  losses: number[]
  moved: { length: number; some: number[] }[]
  made: number[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/translation.json', import.meta.url), 'utf8')) as {
  layers: { name: string; x: Shaped; y: Shaped; dx: number[]; dWeights: number[][] }[]
  pix2pix: Record<'sgd' | 'adam', Update>
  cyclegan: Record<'sgd' | 'adam', Update>
}

/** The formulas of the script: numbers in [−1, 1) for the k-th weight, and bytes of the k-th pictures. */
const pattern = (size: number, k: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => ((i * 7919 + ((i * i) % 1009) * 31 + k * 104729) % 2003) / 1001.5 - 1)
const bytes = (size: number, k: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 31 + ((i * i) % 8191) * 7 + k * 101) % 256)
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const furthest = (found: ArrayLike<number>, wanted: readonly number[]): number => {
  expect(found).toHaveLength(wanted.length)
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs((found[i] ?? Number.NaN) - value)), 0)
}

const layers: Record<string, NetworkFunction> = {
  'conv 4 s2 p1': conv(3, 4, 2, { padding: 1 }),
  'conv 4 s2 p1 odd': conv(3, 4, 2, { padding: 1 }),
  'conv 4 s1 p1': conv(3, 4, 1, { padding: 1 }),
  'conv 3 s2 p1': conv(3, 3, 2, { padding: 1 }),
  'conv 7 s1 p0': conv(3, 7, 1, { padding: 0 }),
  'transposed 4 s2 p1': transposedConv(3, 4, 2, { padding: 1 }),
  'transposed 3 s2 p1': transposedConv(3, 3, 2, { padding: 1 }),
  'instance norm, one': instanceNorm(),
  'instance norm, three': instanceNorm(),
  'reflection pad 3': reflectionPad(3),
  'reflection pad 1': reflectionPad(1)
}

describe.each(bothKernels)('with %s', (_, ops) => {
  test.each(golden.layers.map(one => [one.name, one] as const))("%s is PyTorch's, with its gradients", (name, one) => {
    const layer = layers[name]
    if (!layer) throw new Error(`No layer for ${name}.`)
    const alone = new Alone(layer, [one.x.shape.slice(1)])
    alone.network.weights.forEach(({ variable }, k) => {
      variable.assign(
        tf.tensor(
          Float32Array.from(pattern(variable.size, 200 + k), value => (variable.rank === 1 ? 0.1 : 1) * value),
          variable.shape
        )
      )
    })
    expect(alone.network.plan.outputs).toEqual([one.y.shape.slice(1)])
    const x = tf.variable(tf.tensor(one.x.values, one.x.shape))
    const y = (): Tensor => alone.apply([x], passOf(ops))
    expect(furthest(y().dataSync(), one.y.values)).toBeLessThan(2e-5)
    const dy = tf.tensor(Float32Array.from(pattern(sizeOf(one.y.shape), 7)), one.y.shape)
    const weights = alone.network.weights.map(({ variable }) => variable)
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(y(), dy)).asScalar(), [x, ...weights])
    expect(furthest(grads[x.name]?.dataSync() ?? [], one.dx)).toBeLessThan(5e-5)
    weights.forEach((weight, i) => {
      expect(furthest(grads[weight.name]?.dataSync() ?? [], one.dWeights[i] ?? [])).toBeLessThan(1e-4)
    })
  })
})

/** Numbers that gradients move, in each network. */
function counts(id: string, given: Settings): Record<string, number> {
  const model = findModel(id)
  const networks = Object.entries(model.networks(completeSettings(model, given)))
  return Object.fromEntries(
    networks.map(([name, network]) => [
      name,
      planNetwork(name, network)
        .weights.filter(({ trainable }) => trainable)
        .reduce((sum, { shape }) => sum + sizeOf(shape), 0)
    ])
  )
}

describe('pix2pix', () => {
  test.each<[Settings, number, number]>([
    [{}, 54_413_955, 2_768_705],
    [{ norm: 'instance' }, 54_409_603, 2_767_809],
    [{ size: '128' }, 41_828_995, 2_768_705],
    [{ size: '64' }, 29_244_035, 2_768_705],
    [{ size: '64', width: 32 }, 7_314_755, 696_225],
    [{ size: '64', width: 16 }, 1_830_563, 176_081],
    [{ size: '128', width: 32 }, 10_461_507, 696_225],
    [{ size: '128', width: 16 }, 2_617_507, 176_081],
    [{ width: 32 }, 13_608_259, 696_225],
    [{ width: 16 }, 3_404_451, 176_081],
    [{ patchLayers: 1 }, 54_413_955, 139_585],
    [{ patchLayers: 2 }, 54_413_955, 666_433],
    [{ patchLayers: 4 }, 54_413_955, 6_964_033],
    [{ patchLayers: 5 }, 54_413_955, 11_159_361],
    [{ norm: 'instance', patchLayers: 1 }, 54_409_603, 139_457],
    [{ norm: 'instance', patchLayers: 2 }, 54_409_603, 666_049],
    [{ norm: 'instance', patchLayers: 4 }, 54_409_603, 6_962_625],
    [{ norm: 'instance', patchLayers: 5 }, 54_409_603, 11_157_441]
  ])('%j has the parameters of the paper', (given, generator, discriminator) => {
    expect(counts('pix2pix', given)).toEqual({ generator, discriminator })
  })

  test(
    'trains as the paper says: batch 1, Adam (2e-4, 0.5, 0.999), λ 100, 200 epochs that fall in their second ' + 'half',
    () => {
      const model = findModel('pix2pix')
      const settings = completeSettings(model, {})
      expect(settings).toMatchObject({
        epochs: 200,
        batchSize: 1,
        size: '256',
        width: 64,
        differenceWeight: 100,
        norm: 'batch',
        patchLayers: 3,
        schedule: 'linear',
        jitter: true,
        mirror: true,
        noise: true
      })
      expect(model.rates(settings)).toEqual({ learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 })
      expect(model.sampling.asInTraining?.(settings)).toBe(true)
      expect(model.sampling.asInTraining?.({ ...settings, noise: false })).toBe(false)
    }
  )

  test(
    'dropout stands in the inner levels of 512 channels alone: three at 256 pixels, two at 128, one at 64, ' +
      'none at 32',
    () => {
      const model = findModel('pix2pix')
      const dropouts = (size: string): number => {
        const { generator } = model.networks(completeSettings(model, { size }))
        if (!generator) throw new Error('There is no generator.')
        return [...planNetwork('generator', generator).layers.values()].filter(({ kind }) => kind === 'dropout').length
      }
      expect(['256', '128', '64', '32'].map(dropouts)).toEqual([3, 2, 1, 0])
    }
  )
})

describe('CycleGAN', () => {
  test.each<[Settings, number, number]>([
    [{}, 11_378_179, 2_764_737],
    [{ norm: 'batch' }, 11_383_427, 2_765_633],
    [{ size: '128' }, 7_837_699, 2_764_737],
    [{ size: '128', norm: 'batch' }, 7_841_411, 2_765_633],
    [{ width: 32 }, 2_850_563, 694_241],
    [{ width: 16 }, 715_651, 175_089],
    [{ size: '128', width: 32 }, 1_965_059, 694_241],
    [{ size: '128', width: 16 }, 494_083, 175_089],
    [{ size: '64', width: 32, blocks: 4 }, 1_374_723, 694_241],
    [{ size: '64', width: 16, blocks: 3 }, 272_515, 175_089]
  ])('%j has the parameters of the paper', (given, generator, discriminator) => {
    expect(counts('cyclegan', given)).toEqual({
      aToB: generator,
      bToA: generator,
      discriminatorA: discriminator,
      discriminatorB: discriminator
    })
  })

  test('all four networks of the default have 28,285,832', () => {
    expect(Object.values(counts('cyclegan', {})).reduce((a, b) => a + b, 0)).toBe(28_285_832)
  })

  test(
    'trains as the paper says: batch 1, one Adam over each side, λ ' + '10, half of it for staying, buffers of 50',
    () => {
      const model = findModel('cyclegan')
      const settings = completeSettings(model, {})
      expect(settings).toMatchObject({
        epochs: 200,
        batchSize: 1,
        size: '256',
        width: 64,
        cycleWeight: 10,
        identityWeight: 0.5,
        norm: 'instance',
        patchLayers: 3,
        schedule: 'linear',
        jitter: true,
        mirror: true
      })
      expect(model.rates(settings)).toEqual({ learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 })
      expect(model.phases(settings).map(({ trains }) => trains)).toEqual([
        ['aToB', 'bToA'],
        ['discriminatorA', 'discriminatorB']
      ])
      expect(model.state?.(settings)).toEqual({
        'a/pictures': { shape: [50, 256, 256, 3], initial: 0 },
        'a/count': { shape: [], initial: 0 },
        'b/pictures': { shape: [50, 256, 256, 3], initial: 0 },
        'b/count': { shape: [], initial: 0 }
      })
    }
  )
})

test('a patch is 16, 34, 70, 142 or 286 pixels across, and there are 30×30, 14×14 or 6×6 of them', () => {
  expect([1, 2, 3, 4, 5].map(receptiveField)).toEqual([16, 34, 70, 142, 286])
  const map = (size: number) =>
    planNetwork('d', { inputs: [[size, size, 6]], build: patchGan({ layers: 3, width: 4, norm: 'batch' }) }).outputs
  expect([256, 128, 64].map(map)).toEqual([[[30, 30, 1]], [[14, 14, 1]], [[6, 6, 1]]])
})

test('weights begin at N(0, 0.02), scales of norms at N(1, 0.02), offsets at 0', () => {
  const model = findModel('pix2pix')
  const settings = completeSettings(model, { size: '64', width: 16 })
  const table = new Table(
    'pairs',
    2,
    exampleKindOf(model).numbers(model.image(settings)),
    new Uint8Array(2 * exampleKindOf(model).numbers(model.image(settings)))
  )
  const program = build({ model, settings, seed: 4, batchSize: 1, sampleCount: 3, totalSteps: 1, table })
  const spread = (name: string): [mean: number, deviation: number] => {
    const values = [...(program.definition.variables.get(name)?.dataSync() ?? [])]
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)]
  }
  const [mean, deviation] = spread('generator/down4/conv/kernel') // 131,072 numbers
  expect(Math.abs(mean)).toBeLessThan(2e-4)
  expect(deviation).toBeGreaterThan(0.0198)
  expect(deviation).toBeLessThan(0.0202)
  const [gamma, around] = spread('generator/down4/batchNorm/gamma')
  expect(Math.abs(gamma - 1)).toBeLessThan(0.01)
  expect(around).toBeGreaterThan(0.01)
  expect(spread('generator/down4/batchNorm/beta')).toEqual([0, 0])
  expect(spread('generator/up1/transposedConv/bias')).toEqual([0, 0])
  program.dispose()
  expect(normalInitializer(0.02)).toBeTypeOf('function')
})

/** A step of a small model, whose weights follow from the script's formulas. */
function step(id: string, given: Settings, first: Record<string, number>, compiled: boolean) {
  const model = findModel(id)
  const settings = completeSettings(model, {
    size: '32',
    width: 4,
    patchLayers: 2,
    jitter: false,
    mirror: false,
    samples: 1,
    ...given
  })
  // The least width that a person may choose is 4.
  Object.assign(settings, { width: 2 })
  const size = 32 * 32 * 3
  const batchSize = Number(settings.batchSize)
  const rows = id === 'pix2pix' ? [bytes(size, 1), bytes(size, 2)] : [bytes(2 * size, 1), bytes(2 * size, 2)]
  const count = id === 'pix2pix' ? 1 : 4
  const table = new Table(
    'pictures',
    count,
    ((rows[0]?.length ?? 0) * 2) / count,
    Uint8Array.from(rows.flatMap(row => [...row]))
  )
  const program = build({
    model,
    settings,
    seed: 4,
    batchSize,
    sampleCount: model.sampleCount(settings),
    totalSteps: 1000,
    table,
    ops: compiled ? undefined : plainOps
  })
  for (const [name, network] of program.networks) {
    network.weights
      .filter(({ trainable }) => trainable)
      .forEach(({ name: weight, variable }, k) => {
        const scale = weight.endsWith('/kernel') ? 0.08 : 0.1
        const mean = weight.endsWith('/gamma') ? 1 : 0
        variable.assign(
          tf.tensor(
            Float32Array.from(pattern(variable.size, (first[name] ?? 0) + k), value => mean + scale * value),
            variable.shape
          )
        )
      })
  }
  const running = compile(program.definition)
  const before = new Map([...running.read()].map(([name, values]) => [name, Float32Array.from(values)]))
  const { losses = [] } = running.run('step', {
    step: Int32Array.of(0),
    indices: Int32Array.from({ length: count }, (_, i) => i)
  })
  const after = running.read()
  const moved = (network: string) =>
    (program.networks.get(network)?.weights ?? [])
      .filter(({ trainable }) => trainable)
      .map(({ name }) => {
        const values = Float64Array.from(after.get(name) ?? [], (value, i) => value - (before.get(name)?.[i] ?? 0))
        return {
          name,
          length: Math.hypot(...values),
          some: Array.from({ length: 6 }, (_, j) => values[(37 * j) % values.length] ?? Number.NaN)
        }
      })
  running.dispose()
  program.dispose()
  return { losses, moved }
}

describe.each([true, false])('a first step, kernels of our own: %s', compiled => {
  test.each([
    ['pix2pix', { batchSize: 1 }, { generator: 0, discriminator: 100 }, ['discriminator', 'generator']],
    [
      'cyclegan',
      { batchSize: 2, blocks: 2 },
      { aToB: 0, bToA: 50, discriminatorA: 100, discriminatorB: 150 },
      ['aToB', 'bToA', 'discriminatorA', 'discriminatorB']
    ]
  ] as const)("%s has PyTorch's losses, gradients and Adam update", (id, given, first, networks) => {
    const plain = step(id, { optimiser: 'sgd', beta1: 0, learningRate: 0.01, ...given }, first, compiled)
    const { sgd, adam } = golden[id]
    expect(furthest(plain.losses, sgd.losses)).toBeLessThan(2e-5)
    const moved = networks.flatMap(plain.moved)
    expect(moved).toHaveLength(sgd.moved.length)
    moved.forEach(({ name, length, some }, i) => {
      const wanted = sgd.moved[i]
      if (!wanted) throw new Error(`Nothing is known of ${name}.`)
      // Weights are single precision: below 1e-7 a difference of two is rounding.
      expect(Math.abs(length - wanted.length), name).toBeLessThan(1e-3 * wanted.length + 2e-6)
      expect(furthest(some, wanted.some), name).toBeLessThan(1e-3 * wanted.length + 1e-6)
    })
    const ours = step(id, given, first, compiled)
    networks.flatMap(ours.moved).forEach(({ name, some }, i) => {
      const gradients = sgd.moved[i]?.some ?? []
      const wanted = adam.moved[i]?.some ?? []
      some.forEach((value, j) => {
        // Where the gradient itself is rounding, its sign, and with it Adam's first step, is anyone's.
        if (Math.abs(gradients[j] ?? 0) > 1e-6)
          expect(Math.abs(value - (wanted[j] ?? Number.NaN)), name).toBeLessThan(2e-6)
      })
    })
  })
})

describe('jitter', () => {
  const picture = tf.tensor(
    Float32Array.from(bytes(2 * 8 * 8 * 3, 3), value => value / 127.5 - 1),
    [2, 8, 8, 3]
  )
  const drawing = (values: number[][]) => ({ uniform: () => tf.tensor2d(values) })

  test('mirrors what is drawn to be, and leaves the rest as it is', () => {
    const [seen] = jittered(
      [picture],
      { enlarges: false, mirrors: true },
      drawing([
        [0, 0, 0.2],
        [0, 0, 0.8]
      ]),
      'pair'
    )
    const [first, second] = tf.split(seen ?? picture, 2)
    expect(furthest(first?.dataSync() ?? [], [...tf.reverse(tf.slice(picture, 0, 1), 2).dataSync()])).toBeLessThan(1e-5)
    expect(furthest(second?.dataSync() ?? [], [...tf.slice(picture, 1, 1).dataSync()])).toBeLessThan(1e-5)
  })

  test(
    'cuts a part out of the enlarged picture, as a bilinear resize and a cut do, and the same of both of a ' + 'pair',
    () => {
      const draws = [
        [0, 0.99, 0.8],
        [0.6, 0.2, 0.8]
      ]
      const [seen, beside] = jittered(
        [picture, tf.neg(picture)],
        { enlarges: true, mirrors: true },
        drawing(draws),
        'pair'
      )
      // 8 · 286/256 is 9: one row and one column are cut off, at either end.
      const larger = tf.image.resizeBilinear(
        picture as Parameters<typeof tf.image.resizeBilinear>[0],
        [9, 9],
        false,
        true
      )
      const cut = tf.concat([
        tf.slice(larger, [0, 0, 1, 0], [1, 8, 8, 3]),
        tf.slice(larger, [1, 1, 0, 0], [1, 8, 8, 3])
      ])
      expect(furthest(seen?.dataSync() ?? [], [...cut.dataSync()])).toBeLessThan(1e-4)
      expect(furthest(beside?.dataSync() ?? [], [...tf.neg(cut).dataSync()])).toBeLessThan(1e-4)
    }
  )
})

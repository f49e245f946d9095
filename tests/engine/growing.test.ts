/**
 * A model that grows while it trains, in small: a stage changes its networks and its program (Karras et al. 2018,
 * section 2).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { afterAll, expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { openEngine } from '../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { tf } from '../../src/main/tensors/tf'
import { compile } from '../../src/main/engine/tensorflow/program'
import { train } from '../../src/main/engine/training'
import {
  chain,
  conv,
  dense,
  flatten,
  leakyRelu,
  named,
  reshape,
  upConv,
  type NetworkFunction
} from '../../src/main/layers'
import { blockMeans } from '../../src/main/layers/convolution/block-means'
import nonSaturating from '../../src/main/losses/adversarial/non-saturating'
import type { ModelDefinition } from '../../src/main/models/definition'
import type { Phase } from '../../src/main/models/phase'
import { latentsInput } from '../../src/main/models/sampling'
import { drawLatents, uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-growing-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const [count, side] = [8, 8]
const random = uniformStream('growing')
const path = join(folder, 'pictures.bin')
writeFileSync(
  path,
  Uint8Array.from({ length: count * side * side }, () => Math.floor(random() * 256))
)

/** 4×4 pictures until step 5, 8×8 from then on; the larger level fades in over four steps. */
const [grows, fades] = [5, 4]
const sideAt = (stage: number): number => (stage === 0 ? 4 : 8)
const start = named('b4', chain(dense(4 * 4 * 2), reshape([4, 4, 2])))
const up = named('b8', chain(upConv(2), leakyRelu(0.2)))
const toPicture = (name: string) => named(name, conv(1, 1))
const enlarged = (x: Tensor): Tensor => tf.image.resizeNearestNeighbor(x as Tensor4D, [side, side])

const small: NetworkFunction = (net, z) => toPicture('toPicture4')(net, start(net, z))
/** Both pictures: the smaller one, which fades out, and the larger one. */
const both: NetworkFunction<readonly ReturnType<NetworkFunction>[]> = (net, z) => {
  const map = start(net, z)
  return [toPicture('toPicture4')(net, map), toPicture('toPicture8')(net, up(net, map))]
}

const growing: ModelDefinition = {
  id: 'growing',
  name: 'Growing',
  summary: '',
  purpose: 'soon',
  paper: 'arXiv:1710.10196',
  settings: [],
  image: () => [side, side, 1],
  latent: () => 3,
  latentDistribution: 'normal',
  sampleCount: () => 2,
  suits: () => ({ score: 0, reason: '', settings: {} }),
  rates: () => ({ learningRate: 0.01, beta1: 0, beta2: 0.99, epsilon: 1e-8 }),
  stages: ({ later }) => [
    { from: 0, label: '4×4', fade: 0 },
    { from: grows, label: '8×8', fade: fades, ...(typeof later === 'number' ? { batchSize: later } : {}) }
  ],
  networks: (_, stage = 1) => ({
    generator: { inputs: [[3]], build: stage === 0 ? small : both },
    discriminator: {
      inputs: [[sideAt(stage), sideAt(stage), 1]],
      build: chain(
        ...(stage === 0 ? [] : [named('b8', chain(conv(1, 3, 2), leakyRelu(0.2)))]),
        named('b4', chain(conv(2, 3), leakyRelu(0.2), flatten(), dense(1)))
      )
    }
  }),
  phases: (_, stage = 1): Phase<'generator' | 'discriminator'>[] => {
    const faded = ([smaller, larger]: Tensor[], step: Tensor): Tensor => {
      if (!smaller) throw new Error('There is no picture.')
      if (!larger) return smaller
      const share = tf.minimum(1, tf.div(tf.add(tf.sub(step, grows), 1), fades))
      return tf.add(tf.mul(enlarged(smaller), tf.sub(1, share)), tf.mul(larger, share))
    }
    return [
      {
        name: 'discriminator',
        trains: ['discriminator'],
        loss: ({ image }, n, { draw, step }) => {
          const fake = faded(n.generator.all(draw.normal('latents', [3])), step)
          return nonSaturating.discriminator(
            n.discriminator(blockMeans(image, side / sideAt(stage))),
            n.discriminator(fake),
            1
          )
        }
      },
      {
        name: 'generator',
        trains: ['generator'],
        loss: (_batch, n, { draw, step }) =>
          nonSaturating.generator(n.discriminator(faded(n.generator.all(draw.normal('latents', [3])), step)), null)
      }
    ]
  },
  sampling: {
    inputs: () => [latentsInput(3, 'normal')],
    networks: ['generator'],
    draw: ({ generator }, input) => enlarged(generator?.all(input('latents')).at(-1) ?? input('latents'))
  },
  losses: [
    { key: 'discriminator', label: 'Discriminator', short: 'D' },
    { key: 'generator', label: 'Generator', short: 'G' }
  ],
  measures: [],
  stepFlop: () => 0
}

async function run(resumeFrom: string | null = null, stopAt = Infinity, own: Settings = {}) {
  const order: TrainOrder = {
    type: 'train',
    model: 'growing',
    settings: { batchSize: 4, passes: 1, emaDecay: 0.5, ...own },
    seed: 3,
    epochs: 6,
    dataset: { path, count, shape: [side, side, 1] },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom,
    sampleInputs: { latents: drawLatents(3, 2, 3) },
    sampleCount: 2
  }
  const reports: Report[] = []
  /** Examples of a step, of one program after another. */
  const batches: number[] = []
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 },
    {
      model: growing,
      compile: definition => {
        batches.push(definition.methods.step?.inputs.indices?.shape[0] ?? 0)
        return compile(definition)
      }
    }
  )
  return {
    reports,
    batches,
    file: (step: number) => join(order.checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
  }
}
const weights = (file: string) => new Map([...readTensors(file).tensors].map(([name, { values }]) => [name, values]))

test('a stage takes over what both have and draws the rest; optimisers begin anew', async () => {
  const { reports, file } = await run()
  // What takes a moment is said before.
  expect(reports.filter(({ type }) => type === 'growing')).toEqual([{ type: 'growing', step: 5, stage: '8×8' }])
  expect(reports.filter(({ type }) => type === 'epoch')).toHaveLength(6)
  expect(reports.at(-1)).toEqual({ type: 'done', epochs: 6, step: 12 })
  const [before, after] = [weights(file(4)), weights(file(6))]
  expect([...before.keys()].filter(name => name.includes('b8') || name.includes('toPicture8'))).toEqual([])
  expect(
    after.has('generator/b8/upConv/kernel') &&
      after.has('ema/generator/toPicture8/conv/kernel') &&
      after.has('adam/first/discriminator/b8/conv/kernel')
  ).toBe(true)
  // One step of Adam at 0.01 after the change, one before it: nothing was drawn anew.
  const [old, now] = ['generator/b4/dense/kernel', 'generator/b4/dense/kernel'].map(
    (name, i) => (i === 0 ? before : after).get(name) ?? new Float32Array()
  )
  expect(Math.max(...(now ?? []).map((value, i) => Math.abs(value - (old?.[i] ?? Number.NaN))))).toBeLessThan(0.05)
  // Its first update since the change has a second moment of that update's gradient alone, whatever came before: |m| =
  // √v at β1 = 0.
  const [first, second] = [
    after.get('adam/first/discriminator/b4/dense/kernel') ?? [],
    after.get('adam/second/discriminator/b4/dense/kernel') ?? []
  ]
  Array.from(first).forEach((m, i) => {
    expect(Math.sqrt((second[i] ?? 0) / 0.01)).toBeCloseTo(Math.abs(m), 4)
  })
  const sheet = (epoch: number) =>
    reports.flatMap(report => (report.type === 'epoch' && report.epoch === epoch ? [report.samples.pixels] : []))[0] ??
    new Uint8Array()
  // 4×4 pictures are shown twice as large; later ones are not.
  const doubled = (pixels: Uint8Array): boolean => pixels.every((value, i) => value === pixels[i - (i % 2)])
  expect([doubled(sheet(1)), doubled(sheet(6))]).toEqual([true, false])
})

test.each([3, 5, 7])(
  'goes on exactly from a checkpoint after step %i, before, at and after the change of stage',
  async stopAt => {
    const whole = await run()
    const stopped = await run(null, stopAt)
    const last = stopped.reports.at(-1)
    expect(last).toMatchObject({ type: 'stopped', step: stopAt })
    const resumed = await run(stopped.file(stopAt))
    expect(weights(resumed.file(12))).toEqual(weights(whole.file(12)))
  }
)

test('a stage has batches of its own, gone on with exactly', { timeout: 400_000 }, async () => {
  const own = { later: 3 }
  const whole = await run(null, Infinity, own)
  expect(whole.batches).toEqual([4, 3])
  expect(whole.reports.at(-1)).toEqual({ type: 'done', epochs: 6, step: 12 })
  const stopped = await run(null, 7, own)
  const resumed = await run(stopped.file(7), Infinity, own)
  expect(resumed.batches).toEqual([3])
  expect(weights(resumed.file(12))).toEqual(weights(whole.file(12)))
  // Exact across the change as well.
  const before = await run((await run(null, 5, own)).file(5), Infinity, own)
  expect(weights(before.file(12))).toEqual(weights(whole.file(12)))
})

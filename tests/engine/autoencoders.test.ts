/**
 * Autoencoders in the engine: their parameters, their step compiled and op by op, exact resume, and that they learn.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'
import { openEngine } from '../../src/main/engine/engines'
import { build } from '../../src/main/engine/step/build'
import type { Network } from '../../src/main/engine/networks/network'
import type { Ops } from '../../src/main/tensors/ops'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { interpret } from '../../src/main/tensors/program'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { compile, Table, type SyncProgram } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryOf, stackRows } from '../../src/main/models/gallery'
import { evenly } from '../../src/shared/sheet-size'
import { networkIn } from './built'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-autoencoders-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const count = 32
function noise(id: string, given: Settings, batchSize: number, ops?: Ops) {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('pictures')
  const pictures = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return build({
    model,
    settings,
    seed: 7,
    batchSize,
    sampleCount: 4,
    totalSteps: 4,
    table: new Table('pictures', count, size, pictures),
    ops
  })
}

test.each<[string, Settings, number[], number[]]>([
  ['autoencoder', {}, [320, 18_496, 100_384], [103_488, 18_464, 9_248, 289]],
  ['autoencoder', { network: 'dense' }, [401_920, 131_328, 8_224], [8_448, 131_584, 402_192]],
  // 3·3·3·32 + 32, 3·3·32·64 + 64, 3·3·64·128 + 128, 8·8·128·32 + 32; and back
  [
    'autoencoder',
    { size: '64', channels: 'colour' },
    [896, 18_496, 73_856, 262_176],
    [270_336, 73_792, 18_464, 9_248, 867]
  ],
  // 784·500 + 500, 500·4 + 4; 2·500 + 500, 500·784 + 784
  ['vae', {}, [392_500, 2_004], [1_500, 392_784]],
  ['vae', { network: 'conv', latent: 8 }, [320, 18_496, 50_192], [28_224, 18_464, 9_248, 289]]
])('%s %j has so many parameters, layer by layer: encoder %j, decoder %j', (id, given, encoder, decoder) => {
  const built = noise(id, given, 4)
  const byLayer = ({ weights }: Network) =>
    [...Map.groupBy(weights, ({ name }) => name.split('/')[1]).values()].map(layer =>
      layer.reduce((sum, { variable }) => sum + variable.size, 0)
    )
  expect(byLayer(networkIn(built, 'encoder'))).toEqual(encoder)
  expect(byLayer(networkIn(built, 'decoder'))).toEqual(decoder)
  expect([...built.networks.keys()]).toEqual(['decoder', 'encoder'])
  built.dispose()
})

const largest = (a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number => {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  let worst = 0
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN)))
  return worst
}

// Plain gradient steps: Adam would turn the rounding of a gradient that is all but zero into a whole step.
const plain = { optimiser: 'sgd', beta1: 0 }
const runs: [string, Ops | undefined][] = [
  ['its own eager run', undefined],
  ["stock tfjs's eager run", plainOps]
]
describe.each<[string, Settings, number]>([
  ['autoencoder', { width: 4, ...plain, learningRate: 0.05 }, 8],
  ['autoencoder', { network: 'dense', accumulate: 3, ...plain, learningRate: 0.05 }, 8],
  ['vae', { ...plain, learningRate: 1e-4 }, 8],
  ['vae', { network: 'conv', width: 4, latent: 5, beta: 2, likelihood: 'gaussian', ...plain, learningRate: 1e-4 }, 8],
  ['vae', { clipNorm: 1, schedule: 'cosine', accumulate: 2 }, 8]
])('%s %j', (id, given, batch) => {
  test.each(runs)('the compiled step agrees with %s on losses and weights', (_, ops) => {
    const [ours, theirs] = [noise(id, given, batch), noise(id, given, batch, ops)]
    const [compiled, eager] = [compile(ours.definition), interpret(theirs.definition)]
    const started = new Map([...compiled.read()].map(([name, values]) => [name, values.slice()]))
    const losses = (program: SyncProgram, step: number) =>
      program.run('step', {
        step: Int32Array.of(step),
        indices: Int32Array.from({ length: batch }, (__, i) => (step * 17 + i * 5) % count)
      }).losses
    for (let step = 0; step < 3; step++) {
      eager.assign(compiled.read())
      const [mine, other] = [losses(compiled, step), losses(eager, step)]
      expect(mine).toHaveLength(id === 'vae' ? 2 : 1)
      expect(largest(mine, other) / Math.max(1, ...(mine ?? [])), `losses of step ${step}`).toBeLessThan(1e-5)
      const right = eager.read()
      for (const [name, values] of compiled.read()) {
        const scale = /^(adam|sgd)\//.test(name)
          ? Math.max(1, 100 * largest(values, new Float32Array(values.length)))
          : 1
        expect(largest(values, right.get(name)), `${name} after step ${step}`).toBeLessThan(1e-4 * scale)
      }
    }
    const left = compiled.read()
    for (const { name } of [...ours.networks.values()].flatMap(({ weights }) => weights))
      if (name.endsWith('kernel')) expect(left.get(name), name).not.toEqual(started.get(name))
    if (id === 'autoencoder') expect(left.get('codes/movingVariance')).not.toEqual(started.get('codes/movingVariance'))
    compiled.dispose()
    ours.dispose()
    theirs.dispose()
  })
})

test.each(['autoencoder', 'vae'])('a step of %s keeps no tensors', id => {
  const built = noise(id, { accumulate: 2 }, 8)
  const program = interpret(built.definition)
  const step = (n: number) =>
    program.run('step', { step: Int32Array.of(n), indices: Int32Array.from({ length: 8 }, (_, i) => i) })
  step(0)
  const before = tf.memory().numTensors
  for (let n = 1; n < 5; n++) step(n)
  expect(tf.memory().numTensors).toBe(before)
  built.dispose()
})

/** The bundled 1,000 pictures of clothes, 28×28. */
const clothes = await sharp(resolve(import.meta.dirname, '../../resources/samples/fashion-mini.png'))
  .toColourspace('b-w')
  .raw()
  .toBuffer({ resolveWithObject: true })
  .then(({ data, info }) => {
    const across = info.width / 28
    const pictures = new Uint8Array(1000 * 784)
    for (let i = 0; i < 1000; i++)
      for (let y = 0; y < 28; y++) {
        const from = (Math.floor(i / across) * 28 + y) * info.width + (i % across) * 28
        pictures.set(data.subarray(from, from + 28), i * 784 + y * 28)
      }
    return pictures
  })
const path = join(folder, 'clothes.u8')
writeFileSync(path, clothes)

interface Outcome {
  reports: Report[]
  losses: number[][]
  folder: string
}
async function run(
  id: string,
  given: Settings,
  { epochs, resumeFrom = null, stopAt = Infinity }: { epochs: number; resumeFrom?: string | null; stopAt?: number }
): Promise<Outcome> {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const { latents, columns, pictures } = galleryOf(model, settings, 3)
  const order: TrainOrder = {
    type: 'train',
    model: id,
    settings,
    seed: 3,
    epochs,
    dataset: { path, count: 1000, shape: [28, 28, 1] },
    checkpoints: mkdtempSync(join(folder, id)),
    resumeFrom,
    sampleInputs: { latents },
    sampleColumns: columns,
    samplePictures: pictures,
    sampleCount: model.sampleCount(settings)
  }
  const reports: Report[] = []
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 }
  )
  return {
    reports,
    folder: order.checkpoints,
    losses: reports.flatMap(report => (report.type === 'epoch' ? [report.losses] : []))
  }
}
const weights = (from: string, step: number) =>
  new Map(
    [...readTensors(join(from, `step-${String(step).padStart(8, '0')}.safetensors`)).tensors].map(
      ([name, { values }]) => [name, values]
    )
  )
const lastSheet = ({ reports }: Outcome) => reports.findLast(report => report.type === 'epoch')?.samples

test.each<[string, Settings]>([
  ['autoencoder', { width: 4, batchSize: 250 }],
  ['vae', { batchSize: 250 }],
  ['vae', { batchSize: 250, accumulate: 3 }]
])('%s %j goes on from a checkpoint in the middle of an epoch to the very same weights', async (id, given) => {
  const whole = await run(id, given, { epochs: 2 })
  const stopped = await run(id, given, { epochs: 2, stopAt: 3 })
  const resumed = await run(id, given, { epochs: 2, resumeFrom: join(stopped.folder, 'step-00000003.safetensors') })
  expect(weights(resumed.folder, 8)).toEqual(weights(whole.folder, 8))
})

/** What the best single picture would cost: each pixel its median, or its mean. */
function baseline(of: (values: number[]) => number, cost: (value: number, guess: number) => number): number {
  let sum = 0
  for (let pixel = 0; pixel < 784; pixel++) {
    const values = Array.from({ length: 1000 }, (_, i) => (clothes[i * 784 + pixel] ?? 0) / 255)
    const guess = of(values)
    for (const value of values) sum += cost(value, guess)
  }
  return sum / 1000
}
const learner = { network: 'dense', batchSize: 50 }
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length

test('an autoencoder reconstructs far better than the median picture, and shows it', async () => {
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[500] ?? 0
  const outcome = await run('autoencoder', learner, { epochs: 12 })
  const [last = NaN] = outcome.losses.at(-1) ?? []
  expect(last).toBeLessThan((0.45 * baseline(median, (value, guess) => Math.abs(value - guess))) / 784)
  const sheet = lastSheet(outcome)
  expect(sheet).toMatchObject({ count: 36, columns: 6, shape: [28, 28, 1] })
  const originals = Uint8Array.from([...evenly(18, 1000)].flatMap(i => [...clothes.subarray(i * 784, (i + 1) * 784)]))
  const rows = stackRows([originals, originals], 6, 784)
  // Every other row is the originals as they are; those below differ, but not by much.
  const error = (row: number) => {
    const part = sheet?.pixels.subarray(row * 6 * 784, (row + 1) * 6 * 784) ?? []
    return mean([...part].map((value, i) => Math.abs(value - (rows[row * 6 * 784 + i] ?? 0))))
  }
  for (const row of [0, 2, 4]) {
    expect(error(row)).toBe(0)
    expect(error(row + 1)).toBeGreaterThan(1)
    expect(error(row + 1)).toBeLessThan(40)
  }

  // Encoded and decoded again by the sampler, they are what the sheet shows.
  const settings = completeSettings(findModel('autoencoder'), learner)
  const checkpoint = join(outcome.folder, 'step-00000240.safetensors')
  const sampler = new Sampler()
  const latents = await sampler.encode({
    model: 'autoencoder',
    settings,
    checkpoint,
    pixels: originals,
    count: 18
  })
  const { pixels } = await sampler.generate({
    model: 'autoencoder',
    settings,
    shape: [28, 28, 1],
    checkpoint,
    inputs: { latents },
    count: 18
  })
  expect(largest(stackRows([originals, pixels], 6, 784), sheet?.pixels)).toBeLessThanOrEqual(1)
  // Latents are codes in standard units.
  const all = await sampler.encode({
    model: 'autoencoder',
    settings,
    checkpoint,
    pixels: clothes.slice(0, 500 * 784 * 2),
    count: 1000
  })
  expect(Math.abs(mean([...all]))).toBeLessThan(0.15)
  expect(mean([...all].map(value => value * value))).toBeGreaterThan(0.7)
  expect(mean([...all].map(value => value * value))).toBeLessThan(1.4)
}, 120_000)

test(
  'a variational autoencoder comes below the cost of the mean ' + 'picture, uses its latents, and maps them',
  async () => {
    const outcome = await run('vae', { batchSize: 50 }, { epochs: 15 })
    const [reconstruction = NaN, divergence = NaN] = outcome.losses.at(-1) ?? []
    const bounded = (p: number) => Math.min(1 - 1e-6, Math.max(1e-6, p))
    const nats = baseline(
      mean,
      (value, guess) => -(value * Math.log(bounded(guess)) + (1 - value) * Math.log(1 - bounded(guess)))
    )
    expect(reconstruction + divergence).toBeLessThan(0.8 * nats)
    // Two numbers that say which of many clothes it is: some nats, and not dozens.
    expect(divergence).toBeGreaterThan(1.5)
    expect(divergence).toBeLessThan(15)
    expect(lastSheet(outcome)).toMatchObject({ count: 81, columns: 9 })
  },
  120_000
)

test('a GAN is asked in vain for latents of pictures', async () => {
  const order = {
    model: 'mlp-simple',
    settings: completeSettings(findModel('mlp-simple'), {}),
    checkpoint: '',
    pixels: new Uint8Array(784),
    count: 1
  }
  await expect(new Sampler().encode(order)).rejects.toThrow()
})

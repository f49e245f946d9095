/** The GAN on points in the plane: every number of its recipe, and where it ends. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { drawSet, findPoints } from '../../src/main/datasets/points'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { compile, interpret } from '../../src/main/engine/tensorflow/program'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import type { Settings } from '../../src/shared/domain'
import { packPoints, planePlaces, scatterShape, squareAround } from '../../src/shared/points'
import { drawLatents } from '../../src/shared/random'
import { ganIn } from '../engine/built'

await openEngine('tensorflow')
const model = findModel('gaussian-2d')
const points = drawSet(findPoints('gaussian-2d'))
const folder = mkdtempSync(join(tmpdir(), 'atelier-gaussian-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const path = join(folder, 'points.f32')
writeFileSync(path, packPoints(points))

const truth = { mean: [1, 2], covariance: [1.01, 1.95, 4.25] }
const patience = 300_000

interface Ending {
  losses: number[]
  mean: number[]
  covariance: number[]
}

async function run(change: Partial<TrainOrder> = {}, given = {}): Promise<{ reports: Report[]; folder: string }> {
  const settings = completeSettings(model, given)
  const reports: Report[] = []
  const order: TrainOrder = {
    type: 'train',
    model: model.id,
    settings,
    seed: 0,
    epochs: Number(settings.epochs),
    dataset: { path, count: 1000, exampleKind: 'points', shape: scatterShape },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom: null,
    sampleInputs: { latents: drawLatents(3, 8, 2) },
    sampleCount: 8,
    ...change
  }
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async () => false, reportEvery: 1e9 }
  )
  return { reports, folder: order.checkpoints }
}

/** Losses as means of the last five epochs; mean and covariance of what G makes, exactly: it is z·W + b. */
async function ending(seed: number, loss: string): Promise<Ending> {
  const { reports, folder } = await run({ seed }, { loss })
  const last = reports.filter(report => report.type === 'epoch').slice(-5)
  const { tensors } = readTensors(join(folder, 'step-00002500.safetensors'))
  const [a = 0, b = 0, c = 0, d = 0] = tensors.get('generator/dense/kernel')?.values ?? []
  return {
    losses: [0, 1].map(curve => last.reduce((sum, { losses }) => sum + (losses[curve] ?? NaN) / 5, 0)),
    mean: [...(tensors.get('generator/dense/bias')?.values ?? [])],
    covariance: [a * a + c * c, a * b + c * d, b * b + d * d]
  }
}

const within = (found: readonly number[], wanted: readonly number[], tolerance: readonly number[]): boolean =>
  wanted.every((value, i) => Math.abs((found[i] ?? NaN) - value) <= (tolerance[i] ?? 0))
/** What held for each of 20 seeds (docs/decisions: the GAN on points). */
const near = ({ mean, covariance }: Ending): boolean =>
  within(mean, truth.mean, [0.3, 0.5]) && within(covariance, truth.covariance, [0.4, 0.5, 1.25])

test('G is Linear(2, 2), D is 2→5→3→1, weights from N(0, 0.02²) and biases 0', () => {
  const gan = ganIn(
    buildModel({ model, settings: completeSettings(model, {}), seed: 1, batchSize: 8, sampleCount: 8, table: null })
  )
  const sizes = (weights: typeof gan.generator.weights) => weights.map(({ variable }) => variable.size)
  expect(sizes(gan.generator.weights)).toEqual([4, 2])
  expect(sizes(gan.discriminator.weights)).toEqual([10, 5, 15, 3, 3, 1])
  expect([gan.generator.parameterCount, gan.discriminator.parameterCount]).toEqual([6, 37])
  const all = [...gan.generator.weights, ...gan.discriminator.weights]
  const values = (ending: string): number[] =>
    all.filter(({ name }) => name.endsWith(ending)).flatMap(({ variable }) => [...variable.dataSync()])
  expect(values('bias').every(value => value === 0)).toBe(true)
  const kernels = values('kernel')
  const deviation = Math.sqrt(kernels.reduce((sum, value) => sum + value * value, 0) / kernels.length)
  expect(deviation).toBeGreaterThan(0.014)
  expect(deviation).toBeLessThan(0.026)
  gan.dispose()
})

test('its recipe is the one it is known by', () => {
  const settings = completeSettings(model, {})
  expect(settings).toMatchObject({ epochs: 20, batchSize: 8, loss: 'non-saturating', emaDecay: 0, optimiser: 'adam' })
  expect(model.rates(settings)).toMatchObject({ learningRate: 0.005, beta1: 0.9 })
  expect(model.phases(settings).map(({ name, rates }) => [name, rates])).toEqual([
    ['discriminator', { learningRate: 0.05 }],
    ['generator', undefined]
  ])
  expect([model.latent(settings), model.latentDistribution]).toEqual([2, 'normal'])
  expect(model.equilibrium?.(settings)).toEqual([Math.LN2, Math.LN2])
  expect(model.equilibrium?.(completeSettings(model, { loss: 'minimax' }))).toEqual([Math.LN2, -Math.LN2])
  expect(model.equilibrium?.(completeSettings(model, { loss: 'hinge' }))).toBeNull()
})

const variants: Settings[] = [
  {},
  { loss: 'minimax' },
  { loss: 'wasserstein', gradientPenalty: 10 },
  { r1: 1 },
  { emaDecay: 0.9 }
]
describe.each(variants)('with %o', given => {
  test('compiled steps are the op-by-op ones', () => {
    const make = () =>
      buildModel({
        model,
        settings: completeSettings(model, given),
        seed: 1,
        batchSize: 8,
        sampleCount: 8,
        totalSteps: 3,
        table: null
      })
    const [a, b] = [make(), make()]
    const [compiled, eager] = [compile(a.definition), interpret(b.definition)]
    for (let step = 0; step < 3; step++) {
      const inputs = { step: Int32Array.of(step), points: points.slice(16 * step, 16 * step + 16) }
      const [fast, slow] = [compiled.run('step', inputs), eager.run('step', inputs)]
      slow.losses?.forEach((loss, i) => {
        expect(Math.abs((fast.losses?.[i] ?? NaN) - loss)).toBeLessThan(1e-5)
      })
      // D has given one half to everything so far; G's loss is already that of the D after its first update.
      if (step === 0 && Object.keys(given).length === 0)
        slow.losses?.forEach((loss, i) => {
          expect(Math.abs(loss - Math.LN2)).toBeLessThan(i === 0 ? 0.01 : 0.05)
        })
    }
    const latents = drawLatents(3, 8, 2)
    const [fast, slow] = [compiled.run('sample', { latents }), eager.run('sample', { latents })]
    expect(slow.points).toHaveLength(16)
    slow.points?.forEach((value, i) => {
      expect(Math.abs((fast.points?.[i] ?? NaN) - value)).toBeLessThan(1e-4)
    })
    compiled.dispose()
    for (const gan of [a, b]) gan.dispose()
  })
})

test(
  'non-saturating: for every seed both losses settle at ln 2 and the made points have the mean and ' +
    'covariance of the real ones',
  async () => {
    for (let seed = 0; seed < 5; seed++) {
      const found = await ending(seed, 'non-saturating')
      expect(within(found.losses, [Math.LN2, Math.LN2], [0.02, 0.02]), `seed ${seed}: ${found.losses.join()}`).toBe(
        true
      )
      expect(near(found), `seed ${seed}: ${JSON.stringify(found)}`).toBe(true)
    }
  },
  patience
)

test(
  'minimax: for every seed the losses settle at ln 2 and −ln 2; the points match but for an occasional seed',
  async () => {
    const found: Ending[] = []
    for (let seed = 0; seed < 5; seed++) found.push(await ending(seed, 'minimax'))
    for (const { losses } of found)
      expect(within(losses, [Math.LN2, -Math.LN2], [0.02, 0.02]), losses.join()).toBe(true)
    expect(found.filter(near).length, JSON.stringify(found)).toBeGreaterThanOrEqual(4)
  },
  patience
)

test('PyTorch ends where we end: the same tolerances hold of the same recipe there', () => {
  const { endings } = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/gaussian-2d.json'), 'utf8')) as {
    endings: Ending[]
  }
  expect(endings.length).toBe(20)
  for (const found of endings) expect(within(found.losses, [Math.LN2, Math.LN2], [0.02, 0.02])).toBe(true)
  expect(endings.filter(near).length).toBeGreaterThanOrEqual(18)
})

test('goes on from a checkpoint to the very same weights, and draws what training drew', async () => {
  const whole = await run({ epochs: 2 })
  const half = await run({ epochs: 1 })
  const resumed = await run({ epochs: 2, resumeFrom: join(half.folder, 'step-00000125.safetensors') })
  const file = 'step-00000250.safetensors'
  const weights = (from: string) =>
    new Map([...readTensors(join(from, file)).tensors].map(([key, { values }]) => [key, values]))
  expect(weights(resumed.folder)).toEqual(weights(whole.folder))

  const shown = whole.reports.findLast(report => report.type === 'epoch')?.samples.points
  const { points: drawn, pixels } = await new Sampler().generate({
    model: model.id,
    settings: completeSettings(model, {}),
    shape: scatterShape,
    checkpoint: join(whole.folder, file),
    inputs: { latents: drawLatents(3, 8, 2) },
    count: 8
  })
  expect(pixels).toHaveLength(0)
  expect(drawn).toHaveLength(16)
  drawn?.forEach((value, i) => {
    expect(Math.abs(value - (shown?.[i] ?? NaN))).toBeLessThan(1e-5)
  })
})

test('an epoch shows how real the plane looks, and which way each point is pulled: down G’s loss', async () => {
  const { reports, folder: kept } = await run({ epochs: 1 }, {})
  const samples = reports.findLast(report => report.type === 'epoch')?.samples
  const { real = new Float32Array(), pull = new Float32Array() } = samples?.plane ?? {}
  expect(real).toHaveLength(64 * 114)
  expect(pull).toHaveLength(16)
  const { tensors } = readTensors(join(kept, 'step-00000125.safetensors'))
  const weights = (kind: string): ArrayLike<number>[] =>
    [...tensors].flatMap(([name, { values }]) =>
      name.startsWith('discriminator/') && name.endsWith(`/${kind}`) ? [values] : []
    )
  const biases = weights('bias')
  const layers = weights('kernel').map((kernel, i): [ArrayLike<number>, number[]] => [
    kernel,
    Array.from(biases[i] ?? [])
  ])
  expect(layers.map(([kernel]) => kernel.length)).toEqual([10, 15, 3])
  /** Of D alone, by hand. */
  const logit = (x: number, y: number): number => {
    let values = [x, y]
    for (const [i, [kernel, bias]] of layers.entries()) {
      const next = bias.map((start, j) =>
        values.reduce((sum, value, row) => sum + value * Number(kernel[row * bias.length + j]), Number(start))
      )
      values = i < 2 ? next.map(Math.tanh) : next
    }
    return values[0] ?? NaN
  }
  const places = planePlaces(squareAround(points), scatterShape)
  for (const at of [0, 777, 7295]) {
    const value = logit(places[2 * at] ?? NaN, places[2 * at + 1] ?? NaN)
    expect(real[at]).toBeCloseTo(1 / (1 + Math.exp(-value)), 4)
  }
  // log(1 + exp(−logit)) is what a point costs: finite differences of it.
  const cost = (x: number, y: number): number => Math.log(1 + Math.exp(-logit(x, y)))
  const made = samples?.points ?? new Float32Array()
  for (let i = 0; i < 16; i += 2) {
    const [x = 0, y = 0, by] = [made[i], made[i + 1], 1e-3]
    expect(pull[i]).toBeCloseTo(-(cost(x + by, y) - cost(x - by, y)) / (2 * by), 3)
    expect(pull[i + 1]).toBeCloseTo(-(cost(x, y + by) - cost(x, y - by)) / (2 * by), 3)
  }
})

test('a run that begins paused trains one step when it is asked to, shows it, and is paused again', async () => {
  const waits: number[] = []
  const reports: Report[] = []
  const settings = completeSettings(model, { epochs: 1, batchSize: 250 })
  await train(
    {
      ...{ type: 'train', model: model.id, settings, seed: 0, epochs: 1, resumeFrom: null, paused: true },
      dataset: { path, count: 1000, exampleKind: 'points', shape: scatterShape },
      checkpoints: mkdtempSync(join(folder, 'steps')),
      ...{ sampleInputs: { latents: drawLatents(3, 8, 2) }, sampleCount: 8 }
    },
    report => {
      reports.push(report)
    },
    {
      shouldStop: async step => {
        waits.push(step)
        return false
      },
      single: () => true,
      reportEvery: 1e9
    }
  )
  // Before each step, and after the epoch that the last one ended.
  expect(waits).toEqual([0, 1, 2, 3, 4])
  expect(reports.flatMap(report => (report.type === 'early' ? [report.step] : []))).toEqual([1, 2, 3])
  expect(reports.flatMap(report => (report.type === 'steps' ? [report.firstStep] : []))).toEqual([1, 2, 3, 4])
  expect(reports.some(report => report.type === 'early' && report.samples.plane === undefined)).toBe(false)
})

test('for shapes that are no one cloud both networks have hidden layers, where runs from before have none', () => {
  const suited = model.suits({
    ...{ imageCount: 1000, exampleCount: 1000, grey: false, labels: [], origin: 'ring' },
    sourceSize: { width: 1, height: 1 }
  })
  const settings = completeSettings(model, suited.settings)
  const gan = ganIn(buildModel({ model, settings, seed: 1, batchSize: 8, sampleCount: 8, table: null }))
  expect([gan.generator.parameterCount, gan.discriminator.parameterCount]).toEqual([4482, 4417])
  gan.dispose()
})

test('pictures are refused in words', async () => {
  await expect(run({ dataset: { path, count: 1000, shape: scatterShape } })).rejects.toThrow(
    'learns points; the dataset holds pictures'
  )
})

/** What settings do to a step: batches in parts, clipping, schedules, the generator's average. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { interpret, Table } from '../../src/main/tensors/program'
import { compile } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const count = 16
const random = uniformStream('pictures')
const pictures = Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))

function build(given: Record<string, number | string>, id = 'mlp-simple') {
  const model = findModel(id)
  return buildModel({
    model,
    settings: completeSettings(model, id === 'dcgan-28' ? { width: 8, ...given } : given),
    seed: 5,
    batchSize: 10,
    sampleCount: 2,
    totalSteps: 4,
    table: new Table('pictures', count, 784, pictures)
  })
}

/** All variables after some steps, and the losses of each. */
function run(given: Record<string, number | string>, steps = 1, id?: string) {
  const gan = build(given, id)
  const program = compile(gan.definition)
  const losses = Array.from({ length: steps }, (_, step) => [
    ...(program.run('step', {
      step: Int32Array.of(step),
      indices: Int32Array.from({ length: 10 }, (_, i) => (step * 3 + i) % count)
    }).losses ?? [])
  ])
  const values = program.read()
  const { pixels } = program.run('sample', { latents: new Float32Array(200).fill(0.5) })
  program.dispose()
  gan.dispose()
  return { values, losses, pixels }
}

/** Largest difference, as a share of the largest number. */
function apart(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  let [worst, most] = [0, 0]
  for (let i = 0; i < a.length; i++)
    [worst, most] = [
      Math.max(worst, Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN))),
      Math.max(most, Math.abs(a[i] ?? 0))
    ]
  return worst / most
}
const length = (values: ArrayLike<number>[]) =>
  Math.sqrt(values.reduce((sum, list) => sum + Array.from(list).reduce((all, value) => all + value * value, 0), 0))
const matching = (values: ReadonlyMap<string, ArrayLike<number>>, start: string) =>
  [...values].filter(([name]) => name.startsWith(start)).map(([, value]) => value)

test.each([2, 3, 10])("a batch in %i parts has the whole batch's losses and gradients", parts => {
  // After one step from zeros SGD's momentum is the gradient, times the rate. Of D it is that of two updates.
  const [whole, cut] = [
    run({ optimiser: 'sgd', learningRate: 0.01 }),
    run({ optimiser: 'sgd', learningRate: 0.01, accumulate: parts })
  ]
  expect(apart(whole.losses[0], cut.losses[0])).toBeLessThan(1e-5)
  for (const [name, values] of whole.values)
    if (name.startsWith('sgd/')) expect(apart(values, cut.values.get(name)), name).toBeLessThan(1e-5)
})

test('more parts than pictures are as many as pictures', () => {
  expect(build({ accumulate: 64 }).parts).toBe(10)
})

test("clipping bounds the common length of a network's gradients, and keeps their direction", () => {
  const [free, clipped] = [
    run({ optimiser: 'sgd', learningRate: 0.1 }, 1, 'dcgan-28'),
    run({ optimiser: 'sgd', learningRate: 0.1, clipNorm: 0.01 }, 1, 'dcgan-28')
  ]
  const network = 'sgd/momentum/discriminator/'
  const [long, short] = [length(matching(free.values, network)), length(matching(clipped.values, network))]
  expect(long).toBeGreaterThan(0.1 * 0.01 * 2)
  expect(short).toBeCloseTo(0.1 * 0.01, 7)
  matching(clipped.values, network).forEach((values, i) => {
    expect(
      apart(
        Array.from(values, value => (value * long) / short),
        matching(free.values, network)[i]
      )
    ).toBeLessThan(1e-4)
  })
})

test.each([
  ['linear', [1, 1, 1, 0.5]],
  ['cosine', [1, 0.8535534, 0.5, 0.1464466]]
] as const)('a %s schedule scales what each step of the run moves', (schedule, factors) => {
  // Without momentum a slot holds the rate × gradient of the last update.
  const moved = (given: Record<string, number | string>, steps: number) =>
    length(
      matching(
        run({ optimiser: 'sgd', beta1: 0, learningRate: 1e-7, ...given }, steps).values,
        'sgd/momentum/generator/'
      )
    )
  factors.forEach((factor, step) => {
    expect(moved({ schedule }, step + 1) / moved({}, step + 1)).toBeCloseTo(factor, 3)
  })
})

test('the average follows the generator, starts at it, and draws the samples', () => {
  const start = compile(build({ emaDecay: 0.5 }, 'dcgan-28').definition).read()
  for (const [name, values] of start)
    if (name.startsWith('generator/')) expect(start.get(`ema/${name}`), name).toEqual(values)
  const [one, two] = [run({ emaDecay: 0.15 }, 1, 'dcgan-28').values, run({ emaDecay: 0.15 }, 2, 'dcgan-28').values]
  for (const [name, weight] of two) {
    if (!name.startsWith('generator/')) continue
    // min(0.15, (1 + t)/(10 + t)): 0.1 at the first step, 0.15 at the second. Moving statistics too.
    const [initial, first] = [start.get(name) ?? [], one.get(name) ?? []]
    const afterOne = Array.from(first, (value, i) => 0.9 * value + 0.1 * (initial[i] ?? 0))
    const afterTwo = Array.from(weight, (value, i) => 0.85 * value + 0.15 * (afterOne[i] ?? 0))
    if (length([afterTwo]) > 0) expect(apart(afterTwo, two.get(`ema/${name}`)), name).toBeLessThan(1e-4)
  }
  const [without, barely] = [run({}, 3, 'dcgan-28'), run({ emaDecay: 0.99999, learningRate: 0.05 }, 1, 'dcgan-28')]
  expect([...without.values.keys()].some(name => name.startsWith('ema/'))).toBe(false)
  expect(run({ emaDecay: 0.9 }, 3, 'dcgan-28').pixels).not.toEqual(without.pixels)
  expect(barely.pixels).not.toEqual(run({ learningRate: 0.05 }, 1, 'dcgan-28').pixels)
})

test('training itself does not see the average', () => {
  const [without, kept] = [run({}, 3, 'dcgan-28'), run({ emaDecay: 0.9 }, 3, 'dcgan-28')]
  expect(kept.losses).toEqual(without.losses)
  for (const [name, values] of without.values) expect(kept.values.get(name), name).toEqual(values)
})

test('op by op, a batch in parts leaves no tensor behind', () => {
  const program = interpret(build({ accumulate: 3, clipNorm: 1, emaDecay: 0.9 }).definition)
  const step = () =>
    program.run('step', { step: Int32Array.of(0), indices: Int32Array.from({ length: 10 }, (_, i) => i) })
  step()
  const before = tf.memory().numTensors
  step()
  expect(tf.memory().numTensors).toBe(before)
})

/** Batches worked through in two halves side by side: when, and that the numbers are those of the whole batch. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { splitsSideBySide } from '../../src/main/engine/step/side-by-side'
import { interpret, Table } from '../../src/main/tensors/program'
import { compile } from '../../src/main/engine/tensorflow/program'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const batchSize = 128
const count = 160
const random = uniformStream('pictures')
const pictures = Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))

function build(id: string, given: Record<string, number | string | boolean>, batch = batchSize) {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const table = id === 'mlp-simple' ? new Table('pictures', count, 784, pictures) : null
  return {
    model,
    settings,
    gan: buildModel({ model, settings, seed: 5, batchSize: batch, sampleCount: 1, totalSteps: 4, table })
  }
}

function run(given: Record<string, number | string | boolean>, how = compile) {
  const { gan } = build('mlp-simple', given)
  const program = how(gan.definition)
  const outputs = [0, 1].map(step =>
    program.run('step', {
      step: Int32Array.of(step),
      indices: Int32Array.from({ length: batchSize }, (_, i) => (step * 7 + i) % count)
    })
  )
  const values = program.read()
  program.dispose()
  gan.dispose()
  return { outputs, values }
}

/** Largest difference, as a share of the largest number. */
function apart(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  const difference = Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN)))
  return Math.max(...difference) / Math.max(...Array.from(a, Math.abs))
}

test.each([
  ['mlp-simple', {}, batchSize, true],
  ['mlp-simple', { r1: 1, onePass: true }, batchSize, true],
  ['mlp-simple', {}, 16, false], // too little work
  // It draws where to look, for every example: halves draw the same.
  ['mlp-simple', { gradientPenalty: 10 }, batchSize, true],
  ['mlp-simple', { augment: 'all' }, batchSize, true], // likewise how to augment
  ['mlp-classic', {}, batchSize, false], // draws dropout masks
  ['dcgan-28', { width: 8 }, batchSize, false], // convolutions share each kernel among the cores
  ['gaussian-2d', {}, batchSize, false]
] as const)('%s %j with batches of %i: %s', (id, given, batch, expected) => {
  const { model, settings, gan } = build(id, given, batch)
  expect(splitsSideBySide(model, settings, model.phases(settings), [...gan.networks.values()], batch)).toBe(expected)
  gan.dispose()
})

test.each<Record<string, number | boolean | string>>([
  {},
  { r1: 1, onePass: true },
  { loss: 'wasserstein', gradientPenalty: 10 },
  { augment: 'all' }
])('two halves move weights as the whole batch does: %j', given => {
  const settings: Record<string, number | string | boolean> = { optimiser: 'sgd', learningRate: 0.01, ...given }
  const [halves, whole] = [run(settings), run(settings, interpret)]
  halves.outputs.forEach(({ losses, realLogits, fakeLogits }, step) => {
    expect(apart(losses, whole.outputs[step]?.losses)).toBeLessThan(1e-5)
    expect(apart(realLogits, whole.outputs[step]?.realLogits)).toBeLessThan(1e-4)
    expect(apart(fakeLogits, whole.outputs[step]?.fakeLogits)).toBeLessThan(1e-4)
  })
  for (const [name, values] of whole.values)
    if (name.startsWith('sgd/')) expect(apart(values, halves.values.get(name)), name).toBeLessThan(1e-4)
})

test('side by side or one after the other, two halves give the same bits', () => {
  const [together, inTurn] = [run({}), run({ accumulate: 2 })]
  expect(together.outputs).toEqual(inTurn.outputs)
  for (const [name, values] of together.values) expect(values, name).toEqual(inTurn.values.get(name))
})

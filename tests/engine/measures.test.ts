/** What is read off a step besides its losses: what D said of the pictures it learnt from. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { interpret, Table } from '../../src/main/tensors/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const random = uniformStream('measured')
const pictures = Uint8Array.from({ length: 8 * 784 }, () => Math.floor(random() * 256))

function build(id: string, given: Record<string, number | string> = {}) {
  const model = findModel(id)
  return buildModel({
    model,
    settings: completeSettings(model, given),
    seed: 5,
    batchSize: 8,
    sampleCount: 2,
    table: new Table('pictures', 8, 784, pictures)
  })
}

test('accuracy and scores, by hand', () => {
  const gan = build('mlp-simple')
  // Real: 2 and −1; made: −3 and 1.
  const { accuracy, realScore, fakeScore } = gan.measure({
    realLogits: Float32Array.of(2, -1),
    fakeLogits: Float32Array.of(-3, 1)
  })
  expect(accuracy).toBe(0.5)
  expect(realScore).toBeCloseTo((1 / (1 + Math.exp(-2)) + 1 / (1 + Math.exp(1))) / 2, 6)
  expect(fakeScore).toBeCloseTo((1 / (1 + Math.exp(3)) + 1 / (1 + Math.exp(-1))) / 2, 6)
  gan.dispose()
})

test('least squares says 0 and 1 itself', () => {
  const gan = build('mlp-simple', { loss: 'least-squares' })
  // Real: 0.9, 1.5 and 0.2; made: 0.4, −0.3 and 0.6.
  const { accuracy, realScore, fakeScore } = gan.measure({
    realLogits: Float32Array.of(0.9, 1.5, 0.2),
    fakeLogits: Float32Array.of(0.4, -0.3, 0.6)
  })
  expect(accuracy).toBeCloseTo(4 / 6, 6)
  expect(realScore).toBeCloseTo(2.1 / 3, 6)
  expect(fakeScore).toBeCloseTo(1 / 3, 6)
  gan.dispose()
})

test.each([
  ['mlp-simple', {}],
  ['dcgan-28', { width: 4 }],
  ['dcgan-28', { width: 4, accumulate: 2 }]
])('a step of %s with %j says what D made of real pictures, then of made ones, and keeps nothing', (id, given) => {
  const gan = build(id, given)
  const program = interpret(gan.definition)
  const indices = Int32Array.from({ length: 8 }, (_, i) => i)
  program.run('step', { step: Int32Array.of(0), indices })
  const before = tf.memory().numTensors
  let last: Record<string, number> = {}
  for (let step = 1; step < 30; step++) {
    const outputs = program.run('step', { step: Int32Array.of(step), indices })
    expect([outputs.realLogits, outputs.fakeLogits].map(logits => logits?.length)).toEqual([8, 8])
    last = gan.measure(outputs)
  }
  expect(tf.memory().numTensors).toBe(before)
  // D has seen the same eight pictures thirty times: it knows them from noise.
  expect(last.realScore).toBeGreaterThan(last.fakeScore ?? 1)
  gan.dispose()
})

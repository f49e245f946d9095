/**
 * Numbers that are assigned to a program are copied. TensorFlow would share memory that happens to start on a multiple
 * of 64 bytes, and the binding would hand it back to V8 from several of TensorFlow's threads at once: mostly a crash
 * within these rounds.
 */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { Table } from '../../src/main/tensors/program'
import { compile } from '../../src/main/engine/tensorflow/program'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

await openEngine('tensorflow')

test('setting every variable and stepping, a thousand times', { timeout: 120_000 }, () => {
  const model = findModel('dcgan-28')
  const settings = completeSettings(model, { width: 8, emaDecay: 0.9 })
  const gan = buildModel({
    model,
    settings,
    seed: 1,
    batchSize: 8,
    sampleCount: 1,
    table: new Table('pictures', 8, 784, new Uint8Array(8 * 784))
  })
  const program = compile(gan.definition)
  const indices = Int32Array.from({ length: 8 }, (_, i) => i)
  let losses: ArrayLike<number> = []
  for (let round = 0; round < 1000; round++) {
    program.assign(program.read())
    losses = program.run('step', { step: Int32Array.of(round), indices }).losses ?? []
  }
  expect(Array.from(losses).every(Number.isFinite)).toBe(true)
  expect(losses).toHaveLength(2)
  program.dispose()
  gan.dispose()
})

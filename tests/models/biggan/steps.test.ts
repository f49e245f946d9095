/** BigGAN's steps: compiled and op by op alike, whatever else is switched on; and what it draws from. */
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { build as buildModel } from '../../../src/main/engine/step/build'
import { compile, interpret, Table } from '../../../src/main/engine/tensorflow/program'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { plainOps } from '../../../src/main/tensors/ops-plain'
import type { Ops } from '../../../src/main/tensors/ops'
import type { Settings } from '../../../src/shared/domain'
import { uniformStream } from '../../../src/shared/random'

await openEngine('tensorflow')
const [pictures, batch, classes] = [24, 4, 3]

// Plain gradient steps: Adam would turn the rounding of a gradient that is all but zero into a whole step.
const sgd = { optimiser: 'sgd', learningRate: 1e-3, discriminatorRate: 1e-3 }
function build(given: Settings, ops?: Ops) {
  const model = findModel('biggan')
  const settings = completeSettings(model, { width: 4, classes, perClass: 2, latent: 10, shared: 4, ...sgd, ...given })
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('classes')
  const bytes = Uint8Array.from({ length: pictures * size }, () => Math.floor(random() * 256))
  const table = new Table('pictures', pictures, size, bytes)
  return buildModel({ model, settings, seed: 9, batchSize: batch, sampleCount: 6, totalSteps: 4, ops, table })
}

const inputs = (step: number, batches: number) => ({
  step: Int32Array.of(step),
  indices: Int32Array.from({ length: batch * batches }, (_, i) => (step * 7 + i * 5) % pictures),
  labels: Int32Array.from({ length: batch * batches }, (_, i) => (step + i) % classes)
})

function furthest(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

describe.each<[Settings, number]>([
  [{ attention: '8', r1: 1, discriminatorSteps: 1 }, 1],
  [{ discriminatorSteps: 3, accumulate: 2, orthogonal: 0.01 }, 3],
  [{ shared: 0, slices: false, channels: 'grey' }, 2],
  [{ size: '64' }, 2],
  [{ emaDecay: 0.9, emaStart: 1, loss: 'wasserstein', gradientPenalty: 10, augment: 'all' }, 2]
])('%j', (given, batches) => {
  test('the compiled step agrees with stock tfjs on losses and weights', () => {
    const [ours, theirs] = [build(given), build(given, plainOps)]
    const [compiled, eager] = [compile(ours.definition), interpret(theirs.definition)]
    expect(ours.batchesPerStep).toBe(batches)
    for (let step = 0; step < 2; step++) {
      eager.assign(compiled.read())
      const [a, b] = [compiled.run('step', inputs(step, batches)), eager.run('step', inputs(step, batches))]
      for (const name of ['losses', 'realLogits', 'fakeLogits'])
        expect(furthest(a[name], b[name]), `${name} of step ${step}`).toBeLessThan(1e-4)
      const right = eager.read()
      for (const [name, values] of compiled.read()) {
        const scale = Math.max(1, furthest(values, new Float32Array(values.length)))
        expect(furthest(values, right.get(name)), `${name} after step ${step}`).toBeLessThan(1e-4 * scale)
      }
    }
    compiled.dispose()
    ours.dispose()
    theirs.dispose()
  })
})

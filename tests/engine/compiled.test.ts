import { describe, expect, test } from 'vitest'
import { buildGan } from '../../src/main/engine/gan'
import { plainOps } from '../../src/main/engine/ops-plain'
import type { Ops } from '../../src/main/engine/ops'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { compile, interpret, Table, type Program } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'

const count = 64

function build(id: string, given: Record<string, number | string>, batchSize: number, ops?: Ops) {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('pictures')
  const pictures = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return buildGan({ model, settings, seed: 7, batchSize, sampleCount: 4, table: new Table('pictures', count, size, pictures), ops })
}

test.each([
  // 100·128 + 128 + 128·784 + 784; 784·128 + 128 + 128 + 1
  ['mlp-simple', 114_064, 100_609],
  // 100·32 + 32·64 + 64·128 + 128·784 with biases; 784·128 + 128·64 + 64·32 + 32 with biases
  ['mlp-classic', 114_800, 110_849],
  ['dcgan-28', 840_705, 212_865]
])('%s has %i parameters in G and %i in D', (id, generator, discriminator) => {
  const gan = build(id, {}, 8)
  expect(gan.generator.parameterCount).toBe(generator)
  expect(gan.discriminator.parameterCount).toBe(discriminator)
  gan.dispose()
})

test('dcgan-28 has the published number of parameters, layer by layer', () => {
  const gan = build('dcgan-28', {}, 32)
  const sizes = (weights: typeof gan.generator.weights) => weights.map(weight => weight.variable.size)
  expect(gan.generator.parameterCount).toBe(840_705)
  expect(gan.discriminator.parameterCount).toBe(212_865)
  expect(sizes(gan.generator.weights)).toEqual([627_200, 6272, 128, 128, 128, 128, 204_800, 64, 64, 64, 64, 64, 1600, 1])
  expect(sizes(gan.discriminator.weights)).toEqual([1600, 64, 204_800, 128, 6272, 1])
  gan.dispose()
})

describe.each([['mlp-simple', {}, 16], ['mlp-classic', {}, 16], ['dcgan-28', {}, 16], ['dcgan-64', { width: 8 }, 8]] as const)('%s', (id, given, batch) => {
  test.each([['its own eager run', undefined], ["stock tfjs's eager run", { ...plainOps(tf), keepMask: fused.keepMask }]] as const)('the compiled step agrees with %s on losses and weights', (_, ops) => {
    const ours = build(id, given, batch)
    const theirs = build(id, given, batch, ops)
    const compiled = compile(ours.definition)
    const eager = interpret(theirs.definition)
    const started = new Map([...compiled.read()].map(([name, values]) => [name, values.slice()]))
    const losses = (program: Program, step: number) =>
      program.run('step', { step: Int32Array.of(step), indices: Int32Array.from({ length: batch }, (_, i) => (step * 17 + i * 5) % count) }).losses
    for (let step = 0; step < 3; step++) {
      // From the same weights each time: Adam's first steps follow signs, so rounding would grow from step to step.
      eager.assign(compiled.read())
      expect(largest(losses(compiled, step), losses(eager, step)), `losses of step ${step}`).toBeLessThan(1e-4)
      const right = eager.read()
      for (const [name, values] of compiled.read()) {
        // A moment can be any size: it is held to a hundredth of its own largest number (where a rectifier is near its
        // kink, rounding decides the side), a weight to 1e-4.
        const scale = name.startsWith('adam.') ? 100 * largest(values, new Float32Array(values.length)) : 1
        expect(largest(values, right.get(name)), `${name} after step ${step}`).toBeLessThan(1e-4 * scale + 1e-9)
      }
    }
    const left = compiled.read()
    // And they did move.
    for (const { name, trainable } of [...ours.generator.weights, ...ours.discriminator.weights]) if (trainable) expect(left.get(name), name).not.toEqual(started.get(name))
    compiled.dispose()
    ours.dispose()
    theirs.dispose()
  })
})

function largest(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

import { afterAll, describe, expect, test } from 'vitest'
import { uniformStream } from '../../src/shared/random'
import { buildGan } from '../../src/main/engine/gan'
import { compile, interpret, Table } from '../../src/main/engine/tensorflow/program'
import { completeSettings } from '../../src/main/models/definition'
import { findModel } from '../../src/main/models'

const random = uniformStream('pictures')
const pictures = (count: number, size: number) => Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))

const build = (id: string, given: Record<string, number | string>, batchSize: number) => {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const [height, width, channels] = model.image(settings)
  const size = height * width * channels
  return buildGan({ model, settings, seed: 7, batchSize, sampleCount: 4, table: new Table('pictures', 64, size, pictures(64, size)) })
}

describe('dcgan-28', () => {
  const gan = build('dcgan-28', {}, 32)
  afterAll(() => { gan.dispose() })

  test('has the published number of parameters, layer by layer', () => {
    const sizes = (weights: typeof gan.generator.weights) => weights.map(weight => weight.variable.size)
    expect(gan.generator.parameterCount).toBe(840_705)
    expect(gan.discriminator.parameterCount).toBe(212_865)
    expect(sizes(gan.generator.weights)).toEqual([627_200, 6272, 128, 128, 128, 128, 204_800, 64, 64, 64, 64, 64, 1600, 1])
    expect(sizes(gan.discriminator.weights)).toEqual([1600, 64, 204_800, 128, 6272, 1])
  })
})

describe.each([['dcgan-28', {}, 16], ['dcgan-64', { width: 8 }, 8]] as const)('%s', (id, given, batch) => {
  test('compiled and eager steps agree on losses and weights', () => {
    const gan = build(id, given, batch)
    const compiled = compile(gan.definition)
    const eager = interpret(gan.definition)
    const started = new Map([...compiled.read()].map(([name, values]) => [name, values.slice()]))
    const losses = (program: typeof eager, step: number) =>
      program.run('step', { step: Int32Array.of(step), indices: Int32Array.from({ length: batch }, (_, i) => (step * 17 + i * 5) % 64) }).losses
    expect(largest(losses(compiled, 0), losses(eager, 0))).toBeLessThan(1e-4)
    const [left, right] = [compiled.read(), eager.read()]
    for (const [name, values] of left) {
      // A moment can be any size: it is held to a thousandth of its own largest number, a weight to 1e-4.
      const scale = name.startsWith('adam.') ? 10 * largest(values, new Float32Array(values.length)) : 1
      expect(largest(values, right.get(name)), name).toBeLessThan(1e-4 * scale + 1e-12)
    }
    for (let step = 1; step < 4; step++) expect(largest(losses(compiled, step), losses(eager, step)), `losses of step ${step}`).toBeLessThan(1e-4)
    // And they did move.
    for (const { name, trainable } of [...gan.generator.weights, ...gan.discriminator.weights]) if (trainable) expect(left.get(name), name).not.toEqual(started.get(name))
    compiled.dispose()
    gan.dispose()
  })
})

function largest(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) throw new Error('Nothing to compare.')
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

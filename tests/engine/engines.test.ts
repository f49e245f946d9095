/** Every engine computes the same: convolutions with their gradients, and the first steps of whole GANs. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { engine } from '../../src/main/tensors/engine'
import { tf } from '../../src/main/tensors/tf'
import { build as buildModel } from '../../src/main/engine/step/build'
import { engineInfo } from '../../src/main/engine/info'
import { Table, type TypedArray } from '../../src/main/tensors/program'
import { engineNames, type EngineName } from '../../src/main/engine/protocol'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'

import { vulkan } from './vulkan'

/** WebGPU where there is a driver for it: a GPU's, or the one that Chromium brings. */
const others = engineNames.filter(name => name !== 'tensorflow' && (name !== 'webgpu' || vulkan))
const count = 32
const batch = 4
const steps = 3
/** A software driver takes a second per step and, at first, several to translate its programs. */
const patience = 300_000

/** Losses of the first steps, from the same weights each time: [discriminator, generator] in turn. */
async function losses(
  name: EngineName,
  model: string,
  settings: Record<string, number>,
  start: ReadonlyMap<string, TypedArray>[] = []
): Promise<{ losses: number[]; weights: Map<string, TypedArray>[] }> {
  await openEngine(name)
  expect(tf.getBackend()).toBe(name)
  const definition = findModel(model)
  const complete = completeSettings(definition, settings)
  const size = definition.image(complete).reduce((a, b) => a * b, 1)
  const random = uniformStream('pictures')
  const pictures = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  const gan = buildModel({
    model: definition,
    settings: complete,
    seed: 7,
    batchSize: batch,
    sampleCount: 4,
    table: new Table('pictures', count, size, pictures)
  })
  const program = await engine().compile(gan.definition)
  const found: number[] = []
  const weights: Map<string, TypedArray>[] = []
  for (let step = 0; step < steps; step++) {
    const given = start[step]
    if (given) program.assign(given)
    weights.push(new Map([...(await program.read())].map(([key, values]) => [key, values.slice()])))
    const { losses: pair } = await program.run('step', {
      step: Int32Array.of(step),
      indices: Int32Array.from({ length: batch }, (_, i) => (step * 17 + i * 5) % count)
    })
    found.push(...(pair ?? []))
  }
  program.dispose()
  gan.dispose()
  return { losses: found, weights }
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

test.each([
  ['dcgan-28', { width: 8 }],
  ['dcgan-28', { width: 4, r1: 1 }],
  ['mlp-simple', {}],
  ['mlp-classic', {}]
] as const)(
  '%s: every engine reaches the same losses from the same weights',
  async (model, settings) => {
    const native = await losses('tensorflow', model, settings)
    expect(native.losses).toHaveLength(2 * steps)
    for (const name of others) {
      const theirs = await losses(name, model, settings, native.weights)
      expect(furthest(theirs.losses, native.losses), name).toBeLessThan(1e-3)
      if (name === 'webgpu') continue
      // And the whole way by itself.
      const alone = await losses(name, model, settings)
      expect(furthest(alone.losses, native.losses), `${name} alone`).toBeLessThan(1e-2)
    }
  },
  patience
)

test.each([
  [5, 2, 8, 'same'],
  [5, 2, 7, 'same'],
  [4, 2, 8, 'same'],
  [3, 1, 6, 'same'],
  [3, 2, 8, 'valid'],
  [2, 3, 9, 'valid'],
  [1, 1, 4, 'same']
] as const)(
  "a convolution with kernel %i, stride %i on side %i, padding %s has TensorFlow's gradients on every engine",
  async (size, stride, side, pad) => {
    const all: Record<string, number[][]> = {}
    for (const name of ['tensorflow', ...others] as const) {
      await openEngine(name)
      const random = uniformStream('convolution')
      const drawn = (shape: number[]): Tensor =>
        tf.tensor(
          Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
          shape
        )
      const x = drawn([2, side, side, 3]),
        kernel = drawn([size, size, 3, 5])
      const conv = (a: Tensor, k: Tensor) => tf.conv2d(a as Tensor4D, k as Tensor4D, stride, pad)
      const y = conv(x, kernel),
        weight = drawn(y.shape)
      const gradients = tf.grads((a: Tensor, k: Tensor) => tf.sum(tf.mul(conv(a, k), weight)))([x, kernel])
      all[name] = await Promise.all([y, ...gradients].map(async tensor => [...(await tensor.data())]))
    }
    for (const name of others)
      all[name]?.forEach((values, i) => {
        expect(furthest(values, all.tensorflow?.[i] ?? []), `${name} ${['y', 'dx', 'dk'][i]}`).toBeLessThan(1e-4)
      })
  }
)

test.skipIf(!vulkan)('WebGPU is among them', () => {
  expect(others).toContain('webgpu')
})

test.each(['tensorflow', ...others] as const)('%s says what it is and passes its self-test', async name => {
  await openEngine(name)
  const info = await engineInfo()
  expect(info).toMatchObject({ engine: name, selfTest: true })
  expect(info.version).toMatch(/^\d+\.\d+/)
})

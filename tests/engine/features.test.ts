/**
 * What evaluation takes out of a discriminator: pooling against PyTorch, layers against plain tfjs written out by hand.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { afterAll, expect, test } from 'vitest'
import { tf } from '../../src/main/tensors/tf'
import { openEngine } from '../../src/main/engine/engines'
import { Features, pooled } from '../../src/main/engine/sampling/features'
import type { Report } from '../../src/main/engine/protocol'
import { Network } from '../../src/main/engine/networks/network'
import { planNetwork } from '../../src/main/layers/plan'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { drawLatents, uniformStream } from '../../src/shared/random'
import type { Settings } from '../../src/shared/domain'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-features-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test.each(
  (
    JSON.parse(readFileSync(new URL('../golden/pooling.json', import.meta.url), 'utf8')) as {
      side: number
      pooled: number[]
    }[]
  ).map(one => [one.side, one] as const)
)('%d pixels pool to a grid of 4 as in PyTorch', (side, one) => {
  const values = Float32Array.from({ length: side * side * 2 }, (_, at) => {
    const c = at % 2,
      x = (at >> 1) % side,
      y = Math.floor((at >> 1) / side)
    return (x * 37 + y * 101 + c * 53 + x * y * 29) % 97
  })
  const found = tf.tidy(() => pooled(tf.tensor(values, [1, side, side, 2])))
  expect(found.shape).toEqual([1, 32])
  expect([...found.dataSync()]).toEqual(one.pooled)
  found.dispose()
})

test('an output smaller than the grid stays as it is', () => {
  expect([...tf.tidy(() => pooled(tf.tensor([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]))).dataSync()]).toEqual([1, 2, 3, 4, 5, 6])
})

/** A checkpoint after two steps on noise, and pictures to ask it about. */
async function trained(
  model: string,
  given: Settings
): Promise<{ settings: Settings; checkpoint: string; pictures: (count: number) => Uint8Array }> {
  const definition = findModel(model)
  const settings = completeSettings(definition, { batchSize: 4, samples: 1, epochs: 1, ...given })
  const shape = definition.image(settings)
  const each = shape[0] * shape[1] * shape[2]
  const pictures = (count: number): Uint8Array => {
    const random = uniformStream('features', model)
    return Uint8Array.from({ length: count * each }, () => Math.floor(random() * 256))
  }
  const path = join(mkdtempSync(join(folder, 'data-')), 'pictures.bin')
  writeFileSync(path, pictures(8))
  const checkpoints = mkdtempSync(join(folder, 'run-'))
  const ends: Report[] = []
  await train(
    {
      type: 'train',
      model,
      settings,
      seed: 1,
      epochs: 1,
      dataset: { path, count: 8, shape },
      checkpoints,
      resumeFrom: null,
      sampleInputs: { latents: drawLatents(1, 1, definition.latent(settings)) },
      sampleCount: 1
    },
    report => {
      if (report.type === 'done') ends.push(report)
    },
    { shouldStop: async () => false, reportEvery: 1000 }
  )
  expect(ends).toHaveLength(1)
  return { settings, checkpoint: join(checkpoints, 'step-00000002.safetensors'), pictures }
}

const nth = (kind: string, number: number): string => (number === 1 ? kind : `${kind}${number}`)

/**
 * A 5×5 convolution of stride 2 by the checkpoint's numbers, with batch norm where it has one, and LeakyReLU 0.2.
 * @param at,normed number of the convolution, and of its norm
 */
function block(
  x: Tensor,
  at: number,
  normed: number | null,
  tensors: ReturnType<typeof readTensors>['tensors']
): Tensor {
  const weight = (name: string): Tensor | null => {
    const found = tensors.get(`discriminator/${name}`)
    return found ? tf.tensor(found.values, [...found.shape]) : null
  }
  const kernel = weight(`${nth('conv', at)}/kernel`)
  if (!kernel) throw new Error(`There is no convolution ${at}.`)
  const bias = weight(`${nth('conv', at)}/bias`)
  const y = tf.conv2d(x as Tensor4D, kernel as Tensor4D, 2, 'same')
  const [mean, variance, gamma, beta] = ['movingMean', 'movingVariance', 'gamma', 'beta'].map(name =>
    normed === null ? null : weight(`${nth('batchNorm', normed)}/${name}`)
  )
  const refined =
    mean && variance && gamma && beta
      ? tf.add(tf.mul(tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-3))), gamma), beta)
      : bias
        ? tf.add(y, bias)
        : y
  return tf.maximum(refined, tf.mul(refined, 0.2))
}

test.each([
  [
    'dcgan-28',
    { width: 4 },
    [
      [1, null],
      [2, null]
    ],
    16 * (4 + 8)
  ],
  [
    'dcgan-64',
    { width: 4 },
    [
      [1, null],
      [2, 1],
      [3, 2],
      [4, 3]
    ],
    16 * (4 + 8 + 16 + 32)
  ]
] as const)(
  '%s: every convolution after its norm and activation, as it is when not training',
  async (model, given, places, size) => {
    const { settings, checkpoint, pictures } = await trained(model, given)
    const count = 5
    const features = new Features()
    const found = await features.find({
      model,
      settings,
      seed: 1,
      checkpoint,
      pixels: pictures(count),
      count
    })
    expect(found.size).toBe(size)
    const { tensors } = readTensors(checkpoint)
    const wanted = tf.tidy(() => {
      let x: Tensor = tf.reshape(tf.sub(tf.div(tf.tensor(pictures(count)), 127.5), 1), [
        count,
        ...findModel(model).image(settings)
      ])
      return tf.concat(
        places.map(([at, normed]) => pooled((x = block(x, at, normed, tensors)))),
        1
      )
    })
    const values = await wanted.data()
    wanted.dispose()
    expect(found.values).toHaveLength(values.length)
    expect(Math.max(...found.values.map((value, i) => Math.abs(value - (values[i] ?? Number.NaN))))).toBeLessThan(1e-4)
    expect(Math.max(...values)).toBeGreaterThan(0.05)

    const before = tf.memory().numTensors
    // More than one call's worth gives the same numbers for the same pictures.
    const many = await features.find({
      model,
      settings,
      seed: 1,
      checkpoint,
      pixels: pictures(70),
      count: 70
    })
    expect(many.values).toHaveLength(70 * size)
    expect(Math.max(...found.values.map((value, i) => Math.abs(value - (many.values[i] ?? Number.NaN))))).toBeLessThan(
      1e-6
    )
    expect(tf.memory().numTensors).toBe(before)
  }
)

test("without a checkpoint it is the network before its first step, of the run's own seed", async () => {
  const settings = completeSettings(findModel('dcgan-28'), { width: 4 })
  const random = uniformStream('untrained')
  const pixels = Uint8Array.from({ length: 784 }, () => Math.floor(random() * 256))
  const features = new Features()
  const ask = async (seed: number): Promise<Float32Array> =>
    (
      await features.find({
        model: 'dcgan-28',
        settings,
        seed,
        checkpoint: null,
        pixels,
        count: 1
      })
    ).values
  const { discriminator } = findModel('dcgan-28').networks(settings)
  if (!discriminator) throw new Error('dcgan-28 has lost its discriminator.')
  const network = new Network(planNetwork('discriminator', discriminator), { origin: 5 })
  const tensors = new Map(
    network.weights.map(({ name, variable }) => [
      name,
      { shape: variable.shape, values: variable.dataSync() as Float32Array }
    ])
  )
  const first = tf.tidy(() =>
    pooled(block(tf.reshape(tf.sub(tf.div(tf.tensor(pixels), 127.5), 1), [1, 28, 28, 1]), 1, null, tensors)).dataSync()
  )
  const found = await ask(5)
  expect(Math.max(...first.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN))))).toBeLessThan(1e-5)
  expect(await ask(6)).not.toEqual(found)
  expect(await ask(5)).toEqual(found)
  network.dispose()
})

test('without convolutions there are no features, and another model may follow', async () => {
  const mlp = await trained('mlp-simple', {})
  const features = new Features()
  expect(
    await features.find({
      model: 'mlp-simple',
      settings: mlp.settings,
      seed: 1,
      checkpoint: mlp.checkpoint,
      pixels: mlp.pictures(2),
      count: 2
    })
  ).toEqual({ size: 0, values: new Float32Array() })
  const dcgan = await trained('dcgan-28', { width: 4 })
  expect(
    (
      await features.find({
        model: 'dcgan-28',
        settings: dcgan.settings,
        seed: 1,
        checkpoint: dcgan.checkpoint,
        pixels: dcgan.pictures(2),
        count: 2
      })
    ).size
  ).toBe(192)
  await expect(
    features.find({
      model: 'dcgan-28',
      settings: dcgan.settings,
      seed: 1,
      checkpoint: mlp.checkpoint,
      pixels: dcgan.pictures(2),
      count: 2
    })
  ).rejects.toMatchObject({ code: 'not-readable' })
})

test("three convolutions of 256, 512 and 1,024 channels make the paper's 28,672 numbers", () => {
  expect(
    tf.tidy(() =>
      [
        [16, 256],
        [8, 512],
        [4, 1024]
      ].reduce((sum, [side = 0, channels = 0]) => sum + pooled(tf.zeros([1, side, side, channels])).size, 0)
    )
  ).toBe(28_672)
})

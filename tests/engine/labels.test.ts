/**
 * Layers that are conditioned on classes against PyTorch (tests/golden/make_labels.py), and the conditional GAN made of
 * them.
 */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { labelPlane, labelVector, type Layer } from '../../src/main/layers'
import type { Ops } from '../../src/main/tensors/ops'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { compile, interpret, Table } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import type { Settings } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'
import { Alone, networkIn, passOf } from './built'
import { bothKernels } from './golden-layers'

await openEngine('tensorflow')
interface Shaped {
  shape: number[]
  values: number[]
}
interface Case {
  name: string
  x: Shaped
  labels: number[]
  embedding: Shaped
  dy: Shaped
  y: Shaped
  dx: number[]
  dEmbedding: number[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/labels.json', import.meta.url), 'utf8')) as { layers: Case[] }
const layers: Record<string, (one: Case) => Layer> = {
  labelVector: () => labelVector(4, 6),
  labelPlane: ({ x, y }) => labelPlane(4, (y.shape[3] ?? 0) - (x.shape[3] ?? 0))
}

const largest = (a: ArrayLike<number> | undefined, b: readonly number[]): number => {
  expect(a).toHaveLength(b.length)
  return b.reduce((most, value, i) => Math.max(most, Math.abs((a?.[i] ?? Number.NaN) - value)), 0)
}

describe.each(bothKernels)('with %s', (_, ops) => {
  test.each(golden.layers.map(one => [one.name, one] as const))(
    "%s gives PyTorch's output and gradients",
    (name, one) => {
      const layer = layers[name]?.(one)
      if (!layer) throw new Error(`No layer for ${name}.`)
      const alone = new Alone(layer, [one.x.shape.slice(1), []])
      const embedding = alone.variable(`${name}/embedding`)
      expect(embedding.shape).toEqual(one.embedding.shape)
      embedding.assign(tf.tensor(one.embedding.values, one.embedding.shape))
      const x = tf.variable(tf.tensor(one.x.values, one.x.shape))
      const y = (): Tensor => alone.apply([x, tf.tensor1d(one.labels, 'int32')], passOf(ops))
      expect(alone.network.plan.outputs).toEqual([one.y.shape.slice(1)])
      expect(largest(y().dataSync(), one.y.values)).toBeLessThan(1e-6)
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.mul(y(), tf.tensor(one.dy.values, one.dy.shape))).asScalar(),
        [x, embedding]
      )
      expect(largest(grads[x.name]?.dataSync(), one.dx)).toBeLessThan(1e-6)
      expect(largest(grads[embedding.name]?.dataSync(), one.dEmbedding)).toBeLessThan(1e-6)
      expect(() => alone.apply([x], passOf(ops))).toThrow('takes 2 inputs; it was given 1')
    }
  )
})

const count = 24
function build(given: Record<string, number | string>, batchSize = 8, ops?: Ops) {
  const model = findModel('cgan')
  const settings = completeSettings(model, { classes: 3, perClass: 2, ...given })
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('classes')
  return buildModel({
    model,
    settings,
    seed: 9,
    batchSize,
    sampleCount: 6,
    ops,
    table: new Table(
      'pictures',
      count,
      size,
      Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
    )
  })
}

test('has the parameters of dcgan-28 and the embeddings', () => {
  const model = findModel('cgan')
  const { classJoins: _, ...before } = completeSettings(model, {})
  const sizes = (settings: Settings, network: 'generator' | 'discriminator') => {
    const gan = buildModel({ model, settings, seed: 1, batchSize: 8, sampleCount: 80, table: null })
    const found = networkIn(gan, network).weights.map(({ variable }) => variable.size)
    gan.dispose()
    return found
  }
  // As dcgan-28, but that 10 classes × 7·7·8 join its 128 maps, and the next layer has 136 to go by.
  expect(sizes(completeSettings(model, {}), 'generator')).toEqual([
    627_200, 6272, 128, 128, 128, 128, 3920, 217_600, 64, 64, 64, 64, 64, 1600, 1
  ])
  // 10 classes × 50; (100 + 50) · 7·7·128 and its bias; then as dcgan-28.
  const early = [500, 150 * 6272, 6272, 128, 128, 128, 128, 204_800, 64, 64, 64, 64, 64, 1600, 1]
  expect(sizes(completeSettings(model, { classJoins: 'latent' }), 'generator')).toEqual(early)
  // What runs have that were saved before there was a choice.
  expect(sizes(before, 'generator')).toEqual(early)
  // 10 classes × 28·28; the first convolution sees two channels.
  expect(sizes(completeSettings(model, {}), 'discriminator')).toEqual([7840, 3200, 64, 204_800, 128, 6272, 1])
})

test.each<Record<string, number | string>>([
  { width: 4 },
  { width: 4, accumulate: 2 },
  { width: 4, size: '64' },
  { width: 4, r1: 1 },
  { width: 4, emaDecay: 0.9 },
  { width: 4, classJoins: 'latent' }
])('compiled and op by op agree with %j', given => {
  const [ours, theirs] = [build(given), build(given, 8, plainOps)]
  const [compiled, eager] = [compile(ours.definition), interpret(theirs.definition)]
  for (let step = 0; step < 2; step++) {
    eager.assign(compiled.read())
    const inputs = () => ({
      step: Int32Array.of(step),
      indices: Int32Array.from({ length: 8 }, (_, i) => (step + i * 3) % count),
      labels: Int32Array.from({ length: 8 }, (_, i) => i % 3)
    })
    const [a, b] = [compiled.run('step', inputs()), eager.run('step', inputs())]
    expect(largest(a.losses, [...(b.losses ?? [])])).toBeLessThan(1e-4)
    expect(largest(a.realLogits, [...(b.realLogits ?? [])])).toBeLessThan(1e-4)
    expect(largest(a.fakeLogits, [...(b.fakeLogits ?? [])])).toBeLessThan(1e-4)
  }
  // The very same latent, another class: another picture.
  const latents = new Float32Array(6 * 100).fill(0.3)
  const { pixels = new Int32Array() } = compiled.run('sample', { latents, class: Int32Array.of(0, 0, 1, 1, 2, 2) })
  const each = pixels.length / 6
  const picture = (i: number) => [...pixels.slice(i * each, (i + 1) * each)]
  expect(picture(1)).toEqual(picture(0))
  expect(picture(2)).not.toEqual(picture(0))
  compiled.dispose()
  ours.dispose()
  theirs.dispose()
})

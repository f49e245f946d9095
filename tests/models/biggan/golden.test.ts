/** A step of BigGAN, two updates of D and one of G, beside PyTorch (tests/golden/make_biggan.py). */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { networkCall, networksOf } from '../../../src/main/engine/networks/calls'
import type { Network } from '../../../src/main/engine/networks/network'
import { build } from '../../../src/main/engine/step/build'
import { updateOptions } from '../../../src/main/engine/step/options'
import { ParameterGroup } from '../../../src/main/engine/step/parameter-group'
import { tf } from '../../../src/main/engine/tensorflow/tf'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import type { Batch, PhaseTools } from '../../../src/main/models/phase'
import type { Settings } from '../../../src/shared/domain'
import { networkIn, passOf } from '../../engine/built'
import { furthest, pattern, setWeights } from './patterns'
import { fused } from '../../../src/main/engine/tensorflow/fused'

await openEngine('tensorflow')

interface Step {
  names: Record<'generator' | 'discriminator', string[]>
  drawn: number[]
  logits: number[]
  losses: number[]
  penalty: number
  moved: Record<string, { length: number; some: number[] }>
}
const golden = JSON.parse(readFileSync(new URL('../../golden/biggan.json', import.meta.url), 'utf8')) as {
  steps: Record<string, Step>
}

const [batch, classes] = [4, 3]
const labels = [
  [0, 1, 2, 0],
  [2, 2, 1, 0]
]
const label = (at: number): Tensor => tf.tensor1d(labels[at] ?? [], 'int32')
const pictures = (k: number): Tensor => tf.tensor(pattern(batch * 32 * 32 * 3, 50 + k), [batch, 32, 32, 3])
const latents = (k: number): Tensor => tf.mul(1.5, tf.tensor(pattern(batch * 8, 60 + k), [batch, 8]))
const model = findModel('biggan')

const kinds: Record<string, Settings> = {
  paper: { attention: '16', orthogonal: 0.01, shared: 4 },
  cifar: { attention: 'none', orthogonal: 0, shared: 0, slices: false }
}
const optimisers: Record<string, Settings> = { sgd: { optimiser: 'sgd' }, adam: {} }

function begin(kind: string, optimiser: string) {
  const settings = completeSettings(model, {
    latent: 8,
    classes,
    channels: 'colour',
    learningRate: 2e-4,
    discriminatorRate: 4e-4,
    ...kinds[kind],
    ...optimisers[optimiser]
  })
  // The least width that a person may choose is 4.
  Object.assign(settings, { width: 2 })
  const program = build({ model, settings, seed: 1, batchSize: batch, sampleCount: 4, table: null })
  const [generator, discriminator] = [networkIn(program, 'generator'), networkIn(program, 'discriminator')]
  for (const { weights } of [generator, discriminator]) setWeights(weights)
  return { settings, generator, discriminator }
}

/** What phases are given: these latents, these classes to generate, and what they report is kept. */
function toolsFor(drawn: Tensor, of: Tensor, reported: Map<string, Tensor>): PhaseTools {
  // Generated pictures of the very classes that PyTorch's are of: in the middle of each one's share.
  const share = tf.reshape(tf.div(tf.add(tf.cast(of, 'float32'), 0.5), classes), [-1, 1])
  const draw = { normal: () => drawn, uniform: (name: string) => (name === 'classes' ? share : drawn) }
  return {
    draw: { ...draw, shared: draw },
    report: curves => {
      for (const [name, value] of Object.entries(curves)) reported.set(name, tf.keep(value.clone()))
    },
    record: () => undefined,
    recorded: () => drawn,
    state: () => tf.variable(drawn),
    step: tf.scalar(0),
    progress: tf.scalar(0)
  }
}

const numbersOf = ({ weights }: Network): Map<string, Float32Array> =>
  new Map(weights.map(({ name, variable }) => [name, Float32Array.from(variable.dataSync())]))

test.each(Object.keys(golden.steps))('%s', name => {
  const [kind = '', optimiser = ''] = name.split(' ')
  const isAdam = optimiser === 'adam'
  const wanted = golden.steps[name]
  if (!wanted) throw new Error(`There is no step ${name}.`)
  const { settings, generator, discriminator } = begin(kind, optimiser)
  const named = { generator, discriminator }
  for (const [network, { weights }] of Object.entries(named))
    expect(weights.map(weight => weight.name).toSorted()).toEqual(wanted.names[network as keyof typeof named])
  const before = new Map([...numbersOf(generator), ...numbersOf(discriminator)])
  const losses: number[] = []
  const phases = model.phases(settings)
  for (const phase of phases) {
    const own = phase.trains.map(network => named[network as keyof typeof named])
    const group = new ParameterGroup(phase.name, own, [phase], {
      update: updateOptions(settings),
      rates: model.rates(settings),
      totalSteps: 1,
      float16: null,
      suffix: ''
    })
    group.begin()
    for (let at = 0; at < (phase.batches ?? 1); at++) {
      const calls = networksOf(
        Object.entries(named).map(([network, each]) => [network, networkCall(each, () => passOf(fused))])
      )
      const reported = new Map<string, Tensor>()
      const isG = phase.name === 'generator'
      const given = { image: pictures(at), label: label(at) } as unknown as Batch
      const gradients = tf.variableGrads(
        () => phase.loss(given, calls, toolsFor(latents(isG ? 2 : at), label(at), reported)).asScalar(),
        group.trainable
      )
      group.apply(gradients, tf.scalar(0), tf.scalar(0))
      losses.push((reported.get(phase.name) ?? gradients.value).dataSync()[0] ?? Number.NaN)
      if (isG) expect((gradients.value.dataSync()[0] ?? 0) - (losses.at(-1) ?? 0)).toBeCloseTo(wanted.penalty, 3)
    }
  }
  expect(furthest(losses, wanted.losses)).toBeLessThan(1e-4)

  const after = new Map([...numbersOf(generator), ...numbersOf(discriminator)])
  expect([...after.keys()].filter(weight => !weight.includes('moving')).toSorted()).toEqual(Object.keys(wanted.moved))
  for (const [weight, { length, some }] of Object.entries(wanted.moved)) {
    const start = before.get(weight) ?? new Float32Array()
    const moved = Array.from(after.get(weight) ?? [], (value, i) => value - (start[i] ?? 0))
    // Before a norm over the batch a bias has no gradient: Adam makes a whole step of what rounding leaves.
    // Where attention looks has next to none at the start.
    if (isAdam && /(b\d+\/(upConv|conv)|skip\/upConv|dense)\/bias$|attention\/(phi|theta)/.test(weight)) continue
    const far = some.filter((value, j) => Math.abs((moved[(37 * j) % moved.length] ?? Number.NaN) - value) > 2e-5)
    // So it does here and there of a kernel's gradient that is next to nothing.
    expect(far.length, weight).toBeLessThanOrEqual(isAdam ? 1 : 0)
    if (length > 1e-6) expect(Math.abs(Math.hypot(...moved) / length - 1), weight).toBeLessThan(isAdam ? 0.1 : 1e-3)
  }

  for (const { name: weight, variable } of [...generator.weights, ...discriminator.weights])
    if (weight.includes('/moving')) variable.assign(tf.tensor(before.get(weight) ?? [], variable.shape))
  const sampling = passOf(fused, { training: false })
  const oneHot = (at: number): Tensor => tf.cast(tf.oneHot(label(at), classes), 'float32')
  const mixed = tf.add(tf.mul(oneHot(0), 0.25), tf.mul(oneHot(1), 0.75))
  const [drawn] = generator.apply([latents(3), mixed], sampling)
  const [logits] = discriminator.apply([pictures(0), label(1)], sampling)
  const some = Array.from(drawn?.dataSync() ?? []).filter((_, i) => i % 97 === 0)
  expect(furthest(some, wanted.drawn)).toBeLessThan(isAdam ? 2e-3 : 1e-4)
  expect(furthest(logits?.dataSync(), wanted.logits)).toBeLessThan(isAdam ? 2e-3 : 1e-4)
})

/** StyleGAN2 told of classes, against PyTorch's numbers (tests/golden/make_stylegan.py), and by its counts. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { openEngine } from '../../../src/main/engine/engines'
import { Network } from '../../../src/main/engine/networks/network'
import { fused } from '../../../src/main/engine/tensorflow/fused'
import { planNetwork } from '../../../src/main/layers/plan'
import { completeSettings } from '../../../src/main/models/definition'
import stylegan from '../../../src/main/models/stylegan'
import withClasses from '../../../src/main/models/stylegan-classes'
import { plainOps } from '../../../src/main/tensors/ops-plain'
import { tf } from '../../../src/main/tensors/tf'
import { passOf } from '../built'

await openEngine('tensorflow')

type Numbers = 'told' | 'w' | 'logits' | 'dw' | 'dl'
const golden = JSON.parse(readFileSync(new URL('../../golden/stylegan.json', import.meta.url), 'utf8')) as {
  networks: { given: { latents: number[]; real: number[] } }
  classes: Record<Numbers, number[]> & { order: string[]; gradients: Record<string, number[]> }
}
const [latent, classes, batch, size] = [5, 3, 4, 8]
// Smaller than there is to choose.
const settings: Settings = {
  ...completeSettings(withClasses, { latent, classes }),
  ...{ size: String(size), most: 6, base: 32 }
}

/** The largest difference, as a share of the largest number. */
function furthest(actual: ArrayLike<number>, wanted: readonly number[]): number {
  if (actual.length !== wanted.length) return Number.NaN
  const scale = Math.max(1e-3, ...wanted.map(Math.abs))
  return Math.max(...wanted.map((value, i) => Math.abs((actual[i] ?? Number.NaN) - value))) / scale
}

test.each([
  ['TensorFlow kernels', fused],
  ['plain tfjs', plainOps]
])('w, logits and their gradients with %s', (_, ops) => {
  const { order, gradients, told, w, logits, dw, dl } = golden.classes
  const [mapping, discriminator] = ['mapping', 'discriminator'].map(name => {
    const definition = withClasses.networks(settings)[name]
    if (!definition) throw new Error(`There is no ${name}.`)
    return new Network(planNetwork(name, definition), { origin: 1 })
  }) as [Network, Network]
  const weights = new Map([...mapping.weights, ...discriminator.weights].map(({ name, variable }) => [name, variable]))
  expect([...weights.keys()].toSorted()).toEqual(order.toSorted())
  // The rule of the script: sin of a running number, a hundred times as large where learning is slow.
  for (const [place, name] of order.entries()) {
    const variable = weights.get(name)
    const slow = name.endsWith('kernel') && /^mapping|direction/.test(name) ? 100 : 1
    const values = Array.from({ length: variable?.size ?? 0 }, (__, i) => slow * Math.sin(1.7 * i + place))
    variable?.assign(tf.tensor(values, variable.shape))
  }
  const shares = tf.tensor(told, [batch, classes])
  const [latents, real] = [
    tf.tensor(golden.networks.given.latents, [batch, latent]),
    tf.tensor(golden.networks.given.real, [batch, size, size, 3])
  ]
  const style = () => mapping.apply([latents, shares], passOf(ops))[0] ?? shares
  const logit = () => discriminator.apply([real, shares], passOf(ops))[0] ?? shares
  expect(furthest(style().dataSync(), w)).toBeLessThan(1e-4)
  expect(furthest(logit().dataSync(), logits)).toBeLessThan(1e-4)
  const { grads } = tf.variableGrads(
    () =>
      tf.add(
        tf.sum(tf.mul(style(), tf.tensor(dw, [batch, latent]))),
        tf.sum(tf.mul(logit(), tf.tensor(dl, [batch, 1])))
      ) as ReturnType<typeof tf.scalar>,
    [...weights.values()]
  )
  for (const [name, wanted] of Object.entries(gradients))
    expect(furthest(grads[weights.get(name)?.name ?? '']?.dataSync() ?? [], wanted), name).toBeLessThan(2e-4)
})

/** Numbers in each network. */
function countsOf(model: typeof stylegan, given: Settings): Record<string, number> {
  return Object.fromEntries(
    Object.entries(model.networks(completeSettings(model, given))).map(([name, network]) => [
      name,
      planNetwork(name, network).weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
    ])
  )
}

test('what classes add at the size of the paper with ten of them, by hand', () => {
  const full = { most: 512, latent: 512, base: 16_384, size: '32' }
  const [plain, told] = [countsOf(stylegan, full), countsOf(withClasses, { ...full, classes: 10 })]
  const added = (name: string): number => (told[name] ?? 0) - (plain[name] ?? 0)
  const embedding = 10 * 512 + 512
  const layer = 512 * 512 + 512
  // The embedding, and a first layer with twice as many inputs.
  expect(added('mapping')).toBe(embedding + 512 * 512)
  expect(added('synthesis')).toBe(0)
  // The embedding, eight layers, and 512 numbers in place of one logit.
  expect(added('discriminator')).toBe(embedding + 8 * layer + layer - 513)
})

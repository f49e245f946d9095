/**
 * StyleGAN2 against PyTorch's numbers (tests/golden/make_stylegan.py): modulated convolutions, whole networks, every
 * phase's loss, gradients and first update, and the pipe of adaptive augmentation.
 */
import { readFileSync } from 'node:fs'
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { openEngine } from '../../../src/main/engine/engines'
import { networkCall, networksOf } from '../../../src/main/engine/networks/calls'
import { Network } from '../../../src/main/engine/networks/network'
import type { NetworkPass } from '../../../src/main/engine/networks/tensor-scope'
import { updateOptions } from '../../../src/main/engine/step/options'
import { ParameterGroup } from '../../../src/main/engine/step/parameter-group'
import { fused } from '../../../src/main/engine/tensorflow/fused'
import { modulatedConv, type NetworkFunction } from '../../../src/main/layers'
import { planNetwork } from '../../../src/main/layers/plan'
import { completeSettings } from '../../../src/main/models/definition'
import type { Batch, Networks, PhaseTools } from '../../../src/main/models/phase'
import type { StyleNetwork } from '../../../src/main/models/families/style/style-phases'
import stylegan from '../../../src/main/models/stylegan'
import { adaptivelyAugmented } from '../../../src/main/regularisers/adaptive/pipe'
import { plainOps, twiceDifferentiable } from '../../../src/main/tensors/ops-plain'
import type { Ops } from '../../../src/main/tensors/ops'
import { tf } from '../../../src/main/tensors/tf'
import { Alone, passOf } from '../built'

await openEngine('tensorflow')

interface Shaped {
  shape: number[]
  values: number[]
}
interface PhaseNumbers {
  loss: number
  gradients: Record<string, number[]>
  updated: Record<string, number[]>
}
const golden = JSON.parse(readFileSync(new URL('../../golden/stylegan.json', import.meta.url), 'utf8')) as {
  layers: {
    name: string
    inputs: Shaped[]
    weights: Record<string, Shaped>
    dy: number[]
    y: Shaped
    byInputs: number[][]
    gradients: Record<string, number[]>
  }[]
  networks: {
    w: number[]
    generated: number[]
    logits: number[]
    lengths: number[]
    phases: Record<'generator' | 'pathLength' | 'discriminator' | 'r1', PhaseNumbers>
    given: Record<'latents' | 'others' | 'directions' | 'real', number[]> & {
      noise: number[][]
      crossing: number[]
      pathMean: number
      gamma: number
    }
    order: string[]
    shapes: Record<string, number[]>
  }
  pipe: Record<'x' | 'uniform' | 'normal' | 'y', Shaped> & { p: number; dy: number[]; dx: number[] }
}
const tensor = ({ shape, values }: Shaped): Tensor => tf.tensor(values, shape)

/** The largest difference, as a share of the largest number. */
function near(actual: Tensor | undefined, wanted: readonly number[], what: string, share = 1e-4): void {
  const values = actual?.dataSync() ?? []
  expect(values.length, what).toBe(wanted.length)
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs((values[i] ?? Number.NaN) - value)), 0)
  expect(worst / scale, what).toBeLessThan(share)
}

const ways = [
  ['TensorFlow kernels', fused],
  ['plain tfjs', plainOps]
] as const

describe.each(ways)('with %s', (_, ops) => {
  const layers: Record<string, NetworkFunction> = {
    modulatedConv: modulatedConv(4, 3),
    'modulatedConv-up': modulatedConv(2, 3, { up: true }),
    'modulatedConv-plain': modulatedConv(3, 1, { demodulate: false })
  }
  test.each(golden.layers.map(one => [one.name, one] as const))('%s is that of PyTorch with groups', (name, one) => {
    const alone = new Alone(
      layers[name] ?? modulatedConv(1, 1),
      one.inputs.map(({ shape }) => shape.slice(1))
    )
    const weights = Object.entries(one.weights).map(([weight, values]): [string, Variable] => {
      const variable = alone.variable(`modulatedConv/${weight}`)
      variable.assign(tensor(values))
      return [weight, variable]
    })
    const inputs = one.inputs.map(input => tf.variable(tensor(input)))
    near(alone.apply(inputs, passOf(ops)), one.y.values, 'y')
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(alone.apply(inputs, passOf(ops)), tf.tensor(one.dy, one.y.shape))).asScalar(),
      [...inputs, ...weights.map(([, variable]) => variable)]
    )
    for (const [i, input] of inputs.entries()) near(grads[input.name], one.byInputs[i] ?? [], `by input ${i}`)
    for (const [weight, variable] of weights) near(grads[variable.name], one.gradients[weight] ?? [], weight)
  })

  describe('networks of 8×8 pixels', () => {
    const { given, phases, order, shapes } = golden.networks
    const settings: Settings = {
      ...completeSettings(stylegan, { most: 8, base: 64, latent: 5, gamma: given.gamma }),
      // Smaller than there is to choose.
      size: '8',
      most: 6,
      base: 32
    }
    const networks = new Map(
      Object.entries(stylegan.networks(settings)).map(([name, network]) => [
        name,
        new Network(planNetwork(name, network), { origin: 1 })
      ])
    )
    const weights = new Map(
      [...networks.values()].flatMap(network => network.weights).map(({ name, variable }) => [name, variable])
    )
    /** The rule of the script: sin of a running number. */
    const begin = (): void => {
      expect([...weights.keys()].toSorted()).toEqual(order.toSorted())
      for (const [place, name] of order.entries()) {
        const variable = weights.get(name)
        expect(variable?.shape, name).toEqual(shapes[name])
        const slow = name.startsWith('mapping/') && name.endsWith('kernel') ? 100 : 1
        variable?.assign(
          tf.tensor(
            Array.from({ length: variable.size }, (__, i) => slow * Math.sin(1.7 * i + place)),
            variable.shape
          )
        )
      }
    }
    const rows = (values: readonly number[], shape: readonly number[]): Tensor => tf.tensor([...values], [4, ...shape])
    const noise = given.noise.map((values, i) => rows(values, i === 0 ? [4, 4, 1] : [8, 8, 1]))
    const drawn = new Map([
      ['latents', rows(given.latents, [5])],
      ['otherLatents', rows(given.others, [5])],
      ['directions', rows(given.directions, [8, 8, 3])],
      // From place 1, 2, 3, or not at all.
      ['mixing', tf.tensor2d([0.1, 0, 0.5, 0, 0.9, 0, 0.5, 0.95], [4, 2])]
    ])
    const draw = (name: string): Tensor => drawn.get(name) ?? tf.scalar(Number.NaN)

    /** Noise as it was given, one map after the other. */
    function noisyPass(own: Ops): NetworkPass {
      let at = 0
      const normal = (__: string, [batch = 1]: readonly number[]): Tensor => tf.slice(noise[at++] ?? draw(''), 0, batch)
      const draws = { normal, at: () => draws }
      return { ...passOf(own), draws: draws as unknown as NetworkPass['draws'] }
    }
    const calls = (own: Ops): Networks<StyleNetwork> =>
      networksOf([...networks].map(([name, network]) => [name, networkCall(network, () => noisyPass(own))]))
    const state = new Map([['paths/movingMean', tf.variable(tf.scalar(given.pathMean), false)]])
    const recorded = new Map<string, Tensor>()
    const tools = {
      draw: { normal: draw, uniform: draw, shared: { normal: draw, uniform: draw } },
      report: () => {},
      record: (values: Readonly<Record<string, Tensor>>) => {
        for (const [name, value] of Object.entries(values)) recorded.set(name, tf.keep(tf.clone(value)))
      },
      recorded: (name: string) => recorded.get(name) ?? tf.scalar(0),
      state: (name: string) => state.get(name),
      step: tf.scalar(0),
      progress: tf.scalar(0)
    } as unknown as PhaseTools
    const real = rows(given.real, [8, 8, 3])

    test.each(['generator', 'pathLength', 'discriminator', 'r1'] as const)(
      '%s: loss, gradients and first update',
      name => {
        begin()
        const all = stylegan.phases(settings)
        const phase = all.find(one => one.name === name)
        if (!phase) throw new Error(`There is no phase ${name}.`)
        const moved = phase.trains.flatMap(network => networks.get(network) ?? [])
        const group = new ParameterGroup(
          name,
          moved,
          all.filter(({ trains }) => trains.join() === phase.trains.join()),
          {
            update: updateOptions(settings),
            rates: stylegan.rates(settings),
            totalSteps: 1,
            float16: null,
            suffix: ''
          }
        )
        const own = phase.secondOrder ? twiceDifferentiable(ops) : ops
        const { value, grads } = tf.variableGrads(
          () =>
            tf.mul(phase.loss({ image: real } as unknown as Batch, calls(own), tools), phase.interval ?? 1).asScalar(),
          group.trainable
        )
        const wanted = phases[name]
        near(value, [wanted.loss], 'loss')
        const complete = Object.fromEntries(
          group.trainable.map(variable => [variable.name, grads[variable.name] ?? tf.zerosLike(variable)])
        )
        const named = moved.flatMap(network => network.weights)
        for (const { name: weight, variable } of named)
          near(complete[variable.name], wanted.gradients[weight] ?? [], `gradient of ${weight}`)
        group.begin()
        group.apply({ value, grads: complete }, tf.scalar(0), tf.scalar(0))
        for (const { name: weight, variable } of named) {
          const [values, slopes] = [[...variable.dataSync()], wanted.gradients[weight] ?? []]
          // Where the gradient is rounding alone, Adam's first step has the sign of rounding.
          const steady = values.map((value_, i) =>
            Math.abs(slopes[i] ?? 0) > 1e-5 ? value_ : (wanted.updated[weight]?.[i] ?? 0)
          )
          near(tf.tensor1d(steady), wanted.updated[weight] ?? [], `${weight} after the update`, 1e-4)
        }
        group.dispose()
      }
    )

    test('what the networks make of it', () => {
      begin()
      const n = calls(ops)
      near(n.mapping(draw('latents')), golden.networks.w, 'w')
      near(n.discriminator(real), golden.networks.logits, 'logits')
      const pathLength = stylegan.phases(settings).find(({ name }) => name === 'pathLength')
      pathLength?.loss({} as Batch, calls(twiceDifferentiable(ops)), tools)
      near(recorded.get('lengths'), golden.networks.lengths, 'lengths')
    })
  })
})

test(
  "the pipe of adaptive augmentation and its gradient are those of PyTorch's grid_sample and colour " + 'matrices',
  () => {
    const { x, uniform, normal, p, y, dy, dx } = golden.pipe
    const run = (pictures: Tensor): Tensor =>
      adaptivelyAugmented(pictures, tf.scalar(p), tensor(uniform), tensor(normal))
    near(run(tensor(x)), y.values, 'y', 1e-4)
    near(tf.grad((at: Tensor) => tf.sum(tf.mul(run(at), tf.tensor(dy, y.shape))))(tensor(x)), dx, 'dx', 1e-4)
    const still = adaptivelyAugmented(tensor(x), tf.scalar(0), tensor(uniform), tensor(normal))
    near(still, x.values, 'with probability 0, as they are', 1e-6)
  }
)

/** Layers and blocks of BigGAN, and its regulariser, against PyTorch's numbers (tests/golden/make_biggan.py). */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { tf } from '../../src/main/engine/tensorflow/tf'
import {
  downConv,
  orthogonal as init,
  projection,
  residualDown,
  residualUp,
  selfAttention,
  slice,
  upConv,
  type NetworkFunction
} from '../../src/main/layers'
import { classBatchNorm } from '../../src/main/layers/conditioning/class-batch-norm'
import { planNetwork } from '../../src/main/layers/plan'
import { orthogonality } from '../../src/main/regularisers/orthogonal'
import { normalStream } from '../../src/shared/random'
import { Alone, passOf } from '../engine/built'
import { furthest, pattern, setWeights, sizeOf, type Shaped } from '../models/biggan/patterns'
import { bothKernels } from '../engine/golden-layers'

await openEngine('tensorflow')

interface Case {
  name: string
  training: boolean
  inputs: Shaped[]
  names: string[]
  y: Shaped
  dInputs: number[][]
  dWeights: Record<string, number[]>
}
const golden = JSON.parse(readFileSync(new URL('../golden/biggan.json', import.meta.url), 'utf8')) as {
  layers: Case[]
  orthogonality: { value: number; gradients: number[][] }
}

const spectral = true
const layers: Record<string, NetworkFunction> = {
  'upConv 3': upConv(5, { spectral }),
  'upConv 1': upConv(5, { size: 1, spectral }),
  'downConv 3': downConv(5, { spectral }),
  'downConv 1': downConv(5, { size: 1, spectral }),
  selfAttention: selfAttention(init),
  classBatchNorm: classBatchNorm({ init, spectral }),
  'classBatchNorm, plain': classBatchNorm({ init }),
  'classBatchNorm, sampling': classBatchNorm({ init, spectral }),
  projection: projection(3, init),
  residualUp: residualUp(6, { init, spectralNorms: true }),
  'residualDown, first': residualDown(6, { init, first: true, halves: true }),
  'residualDown, last': residualDown(6, { init, halves: false })
}

describe.each(bothKernels)('with %s', (_, ops) => {
  test.each(golden.layers.map(one => [one.name, one] as const))(
    "%s gives PyTorch's output and gradients",
    (name, { training, inputs, names, y, dInputs, dWeights }) => {
      const layer = layers[name]
      if (!layer) throw new Error(`No layer for ${name}.`)
      const alone = new Alone(
        layer,
        inputs.map(({ shape }) => shape.slice(1))
      )
      const { weights } = alone.network
      expect(weights.map(weight => weight.name).toSorted()).toEqual(names)
      expect(alone.network.plan.outputs).toEqual([y.shape.slice(1)])
      const [x, ...others] = inputs.map(({ shape, values }) =>
        shape.length === 1 ? tf.tensor1d(values, 'int32') : tf.variable(tf.tensor(values, shape))
      )
      if (!x) throw new Error('It has no input.')
      const apply = (): Tensor => {
        setWeights(weights)
        return alone.apply([x, ...others], passOf(ops, { training }))
      }
      // Sampling, the vectors of the power iteration are used as they are, however far from singular ones: what it is
      // divided by is next to nothing.
      expect(furthest(apply().dataSync(), y.values)).toBeLessThan(training ? 2e-5 : 1e-4)
      const upstream = tf.tensor(pattern(sizeOf(y.shape), 7), y.shape)
      const floats = [x, ...others].filter(({ dtype }) => dtype === 'float32')
      const { grads } = tf.variableGrads(() => tf.sum(tf.mul(apply(), upstream)).asScalar(), [
        ...floats,
        ...weights.filter(({ trainable }) => trainable).map(({ variable }) => variable)
      ] as Parameters<typeof tf.variableGrads>[1])
      const gradient = (of: unknown) => grads[(of as { name: string }).name]?.dataSync()
      floats.forEach((of, i) => expect(furthest(gradient(of), dInputs[i] ?? []), `input ${i}`).toBeLessThan(5e-5))
      for (const { name: weight, variable, trainable } of weights)
        if (trainable) expect(furthest(gradient(variable), dWeights[weight] ?? []), weight).toBeLessThan(1e-4)
    }
  )
})

test("orthogonal regularisation is PyTorch's, with its gradients", () => {
  const kernels = [tf.variable(tf.tensor(pattern(72, 3), [3, 3, 2, 4])), tf.variable(tf.tensor(pattern(15, 9), [5, 3]))]
  const { value, grads } = tf.variableGrads(() => orthogonality(kernels, 0.01).asScalar(), kernels)
  expect(value.dataSync()[0]).toBeCloseTo(golden.orthogonality.value, 5)
  kernels.forEach(({ name }, i) =>
    expect(furthest(grads[name]?.dataSync(), golden.orthogonality.gradients[i] ?? [])).toBeLessThan(1e-5)
  )
})

test.each([
  [3, 3, 2, 4],
  [3, 3, 4, 64],
  [5, 5]
])(
  'orthogonal weights: columns, or rows where they are fewer, at right angles and of length 1: %i, %i, %i, %i',
  (...shape) => {
    const values = init(
      shape.filter(side => side > 0),
      { in: 1, out: 1 },
      { normal: normalStream('w', 1), uniform: Math.random }
    )
    const columns = shape.filter(side => side > 0).at(-1) ?? 1
    const rows = values.length / columns
    const at = (i: number, j: number) => (rows >= columns ? values[j * columns + i] : values[i * columns + j]) ?? 0
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)]
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) {
        let product = 0
        for (let k = 0; k < length; k++) product += at(i, k) * at(j, k)
        expect(product).toBeCloseTo(i === j ? 1 : 0, 5)
      }
  }
)

test('what cannot be halved or sliced is said', () => {
  const plan = (build: NetworkFunction, shape: number[]) => () => planNetwork('n', { inputs: [shape], build })
  expect(plan(downConv(2), [5, 4, 1])).toThrow('halves even sides; it was given 5×4')
  expect(plan(slice(3, 4), [6])).toThrow('takes 4 numbers from 3 on; it was given [6]')
})

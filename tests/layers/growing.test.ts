/** Layers of progressive growing and StyleGAN2 against PyTorch's numbers (tests/golden/make_growing.py). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { fused } from '../../src/main/engine/tensorflow/fused'
import {
  chain,
  equalisedConv,
  equalisedDense,
  filteredDown,
  filteredUp,
  leakyRelu,
  minibatchDeviation,
  pixelNorm,
  type NetworkFunction
} from '../../src/main/layers'
import { planNetwork } from '../../src/main/layers/plan'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { Alone, passOf } from '../engine/built'
import { testCases, type Case } from '../engine/golden-layers'

await openEngine('tensorflow')

const golden = JSON.parse(readFileSync(new URL('../golden/growing.json', import.meta.url), 'utf8')) as {
  layers: Case[]
}

const layers: Record<string, NetworkFunction> = {
  pixelNorm: pixelNorm(),
  'pixelNorm-flat': pixelNorm(),
  equalisedDense: equalisedDense(4, { gain: Math.SQRT2 }),
  'equalisedDense-slow': chain(equalisedDense(4, { rate: 0.01, scale: Math.SQRT2 }), leakyRelu(0.2)),
  equalisedConv: equalisedConv(4, 3),
  'equalisedConv-scaled': chain(equalisedConv(2, 3, { scale: Math.SQRT2 }), leakyRelu(0.2)),
  minibatchDeviation: minibatchDeviation(),
  'minibatchDeviation-2': minibatchDeviation({ group: 3, features: 2 }),
  filteredUp: filteredUp(),
  filteredDown: filteredDown(),
  'filteredUp-long': filteredUp(),
  'filteredDown-long': filteredDown()
}

testCases(golden.layers, layers)

test('equalised weights begin at N(0, 1) over their rate, and biases where they are told', () => {
  const alone = new Alone(equalisedDense(64, { rate: 0.01, bias: 1 }), [[64]])
  const kernel = [...alone.variable('equalisedDense/kernel').dataSync()]
  const deviation = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length)
  expect(deviation).toBeGreaterThan(97)
  expect(deviation).toBeLessThan(103)
  // Used, the bias is 1, and what a normal vector becomes has a variance near 0.01².
  const y = alone.apply([tf.zeros([1, 64])], passOf(fused)).dataSync()
  for (const value of y) expect(value).toBeCloseTo(1, 5)
})

test('a group that does not divide the batch is made smaller: every picture still has a partner where one can', () => {
  const alone = new Alone(minibatchDeviation({ group: 4 }), [[1, 1, 1]])
  const maps = (values: number[]): number[] =>
    [...alone.apply([tf.tensor4d(values, [values.length, 1, 1, 1])], passOf(fused)).dataSync()].filter(
      (__, i) => i % 2 === 1
    )
  // Six pictures are two groups of three, each with one picture that differs: √(2/9) of 2.
  for (const map of maps([0, 0, 0, 2, 2, 0])) expect(map).toBeCloseTo(2 * Math.sqrt(2 / 9), 5)
  expect(maps([1])[0]).toBeCloseTo(1e-4, 6)
})

test('what cannot be filtered or shared is said', () => {
  const plan = (build: NetworkFunction, shape: number[]) => () => planNetwork('n', { inputs: [shape], build })
  expect(plan(filteredDown(), [5, 4, 1])).toThrow('even sides; it was given 5×4')
  expect(plan(minibatchDeviation({ features: 2 }), [4, 4, 3])).toThrow('3 channels among 2 maps')
})

/** Layers against golden numbers: what a case holds, and how one is checked. */
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, test } from 'vitest'
import type { NetworkFunction } from '../../src/main/layers'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { tf } from '../../src/main/engine/tensorflow/tf'
import type { Ops } from '../../src/main/tensors/ops'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { Alone, passOf } from './built'

export interface Shaped {
  shape: number[]
  values: number[]
}
export interface Case {
  name: string
  x: Shaped
  weights: Record<string, Shaped>
  training: boolean
  dy: number[]
  y: Shaped
  dx: number[]
  gradients: Record<string, number[]>
  after?: Record<string, Shaped>
}
export const tensor = ({ shape, values }: Shaped): Tensor => tf.tensor(values, shape)

/**
 * Sets a network's weights to the numbers of a case, in which each is named by its layer's place, or not at all where
 * there is one layer.
 */
export function given(alone: Alone, numbers: Record<string, Shaped>): Map<string, Variable> {
  const seen = new Map<string, string[]>()
  return new Map(
    Object.entries(numbers).map(([name, one]) => {
      const [place = '', kind = '', weight = ''] = name.replace('chain.', '').split('.')
      // 5.dense.kernel is dense/kernel; of two convolutions the later one is conv2.
      const places = seen.get(kind) ?? []
      if (!places.includes(place)) seen.set(kind, [...places, place])
      const at = (seen.get(kind)?.indexOf(place) ?? 0) + 1
      const variable = weight === '' ? only(alone, name) : alone.variable(`${kind}${at === 1 ? '' : at}/${weight}`)
      expect(variable.shape, name).toEqual(one.shape)
      variable.assign(tensor(one))
      return [name, variable]
    })
  )
}

function only(alone: Alone, weight: string): Variable {
  const found = alone.network.weights.find(({ name }) => name.endsWith(`/${weight}`))
  if (!found) throw new Error(`It has no ${weight}.`)
  return found.variable
}

export function near(actual: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(actual.length, what).toBe(wanted.length)
  const worst = wanted.reduce(
    (most, value, i) => Math.max(most, Math.abs((actual[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))),
    0
  )
  expect(worst, what).toBeLessThan(2e-5)
}

/** One forward and backward pass gives the reference's output and gradients. */
export function checkCase(one: Case, layer: NetworkFunction, ops: Ops): void {
  const alone = new Alone(layer, [one.x.shape.slice(1)])
  const weights = given(alone, one.weights)
  expect(alone.network.weights).toHaveLength(weights.size)
  expect(alone.network.plan.outputs).toEqual([one.y.shape.slice(1)])
  const x = tf.variable(tensor(one.x))
  // A late step, where the moving average has its full momentum.
  const pass = passOf(ops, { training: one.training, step: 10_000 })
  near(alone.apply([x], pass).dataSync(), one.y.values, 'y')
  for (const [weight, { values }] of Object.entries(one.after ?? {}))
    near(weights.get(weight)?.dataSync() ?? [], values, `${weight} after the pass`)
  // The pass may have moved it: the gradient is the same pass's.
  for (const weight of Object.keys(one.after ?? {})) weights.get(weight)?.assign(tensor(one.weights[weight] ?? one.x))
  const trained = [...weights].filter(([, variable]) => variable.trainable)
  const { grads } = tf.variableGrads(
    () => tf.sum(tf.mul(alone.apply([x], pass), tf.tensor(one.dy, one.y.shape))).asScalar(),
    [x, ...trained.map(([, variable]) => variable)]
  )
  near(grads[x.name]?.dataSync() ?? [], one.dx, 'dx')
  for (const [weight, variable] of trained)
    near(grads[variable.name]?.dataSync() ?? [], one.gradients[weight] ?? [], `d${weight}`)
}

/** What layers are checked with, in turn. */
export const bothKernels = [
  ['TensorFlow kernels', fused],
  ['plain tfjs', plainOps]
] as const

/** Declares a test for each case, with either kind of kernels. @param layers by the cases' names */
export function testCases(cases: readonly Case[], layers: Readonly<Record<string, NetworkFunction>>): void {
  describe.each(bothKernels)('with %s', (_, ops) => {
    test.each(cases.map(one => [one.name, one] as const))(
      "%s gives the reference's output and gradients",
      (name, one) => {
        const layer = layers[name]
        if (!layer) throw new Error(`No layer for ${name}.`)
        checkCase(one, layer, ops)
      }
    )
  })
}

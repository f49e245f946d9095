/** Optimisers, clipping and schedules against Keras's numbers (tests/golden/make_optimisers.py), compiled and not. */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { clipByGlobalNorm } from '../../src/main/engine/step/clipping'
import { optimisers, type Rule } from '../../src/main/optimisers'
import { Optimiser } from '../../src/main/optimisers/slots'
import { adam } from '../../src/main/optimisers/adam'
import { adamW } from '../../src/main/optimisers/adamw'
import { rmsprop } from '../../src/main/optimisers/rmsprop'
import { sgd } from '../../src/main/optimisers/sgd'
import { scheduledRate } from '../../src/main/schedules'
import { interpret, type Method } from '../../src/main/tensors/program'
import { compile } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { openEngine } from '../../src/main/engine/engines'

await openEngine('tensorflow')

type Values = Record<'kernel' | 'bias', number[]>
const golden = JSON.parse(readFileSync(new URL('../golden/optimisers.json', import.meta.url), 'utf8')) as {
  start: Values
  gradients: Values[]
  traces: Record<string, Values[]>
  schedules: Record<'linear' | 'cosine', number[]>
}
const shapes = { kernel: [2, 3], bias: [3] } as const
const names = ['kernel', 'bias'] as const
const numbers = { beta1: 0.5, beta2: 0.999, epsilon: 1e-7 }

const rules: [trace: string, rule: Rule, clip: number][] = [
  ['adam', adam(numbers), 0],
  ['adamw', adamW({ ...numbers, weightDecay: 0.1 }), 0],
  ['rmsprop', rmsprop({ rho: 0.9, momentum: 0, epsilon: 1e-7 }), 0],
  ['rmspropMomentum', rmsprop({ rho: 0.9, momentum: 0.8, epsilon: 1e-7 }), 0],
  ['sgd', sgd({ momentum: 0.9, nesterov: false }), 0],
  ['nesterov', sgd({ momentum: 0.9, nesterov: true }), 0],
  ['plain', sgd({ momentum: 0, nesterov: false }), 0],
  ['clipped', sgd({ momentum: 0.9, nesterov: false }), 0.5]
]

describe.each([
  ['compiled', compile],
  ['op by op', interpret]
] as const)('%s', (_, start) => {
  test.each(rules)("%s moves as Keras's does", (trace, rule, clip) => {
    const weights = names.map(name => ({
      name,
      variable: tf.variable(tf.tensor(golden.start[name], [...shapes[name]])),
      trainable: true
    }))
    const optimiser = new Optimiser(rule, weights)
    const step: Method = {
      inputs: {
        kernel: { shape: shapes.kernel, dtype: 'float32' },
        bias: { shape: shapes.bias, dtype: 'float32' },
        count: { shape: [], dtype: 'float32' }
      },
      run: inputs => {
        const input = (name: string): Tensor => inputs[name] ?? tf.scalar(Number.NaN)
        const gradients = Object.fromEntries(weights.map(({ name, variable }) => [variable.name, input(name)]))
        optimiser.apply(clipByGlobalNorm(gradients, clip), { count: input('count'), rate: tf.scalar(0.01) })
        return { done: tf.add(input('count'), 0) }
      }
    }
    const program = start({
      variables: new Map([...weights.map(({ name, variable }) => [name, variable] as const), ...optimiser.state]),
      methods: { step }
    })
    golden.gradients.forEach((gradient, i) => {
      program.run('step', {
        kernel: Float32Array.from(gradient.kernel),
        bias: Float32Array.from(gradient.bias),
        count: Float32Array.of(i + 1)
      })
      const moved = program.read()
      for (const name of names)
        near(moved.get(name) ?? [], golden.traces[trace]?.[i]?.[name] ?? [], `${name} after update ${i + 1}`)
    })
    program.dispose()
    optimiser.dispose()
  })

  test.each(['linear', 'cosine'] as const)("the %s schedule is Keras's, and stays at its end", name => {
    const program = start({
      variables: new Map(),
      methods: {
        step: {
          inputs: { done: { shape: [], dtype: 'float32' } },
          run: ({ done }) => ({ rate: scheduledRate(name, 0.1, done ?? tf.scalar(0), 20) })
        }
      }
    })
    near(
      golden.schedules[name].map(
        (_, done) => program.run('step', { done: Float32Array.of(done) }).rate?.[0] ?? Number.NaN
      ),
      golden.schedules[name],
      name
    )
    program.dispose()
  })
})

test('gradients shorter than the limit stay as they are', () => {
  const { a, b } = clipByGlobalNorm({ a: tf.tensor1d([0.3]), b: tf.tensor1d([0.4]) }, 0.51)
  expect([a?.dataSync()[0], b?.dataSync()[0]].map(value => value?.toFixed(6))).toEqual(['0.300000', '0.400000'])
})

test('slots are named for checkpoints; weights that do not train have none', () => {
  const weight = (name: string, trainable: boolean) => ({
    name,
    variable: tf.variable(tf.zeros([2]), trainable),
    trainable
  })
  const optimiser = new Optimiser(optimisers.find('rmsprop').rule({ ...numbers, weightDecay: 0 }), [
    weight('generator/dense/bias', true),
    weight('generator/batchNorm/movingMean', false)
  ])
  expect([...optimiser.state.keys()]).toEqual([
    'rmsprop/meanSquare/generator/dense/bias',
    'rmsprop/momentum/generator/dense/bias'
  ])
})

test('an unknown optimiser or schedule is named with those there are', () => {
  expect(() => optimisers.find('lion')).toThrow(
    'There is no optimiser "lion". There are: adam, adamw, nesterov, rmsprop, sgd.'
  )
  expect(() => scheduledRate('steps', 0.1, tf.scalar(0), 10)).toThrow('There are: constant, cosine, linear.')
})

function near(actual: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(actual.length, what).toBe(wanted.length)
  const worst = wanted.reduce(
    (most, value, i) => Math.max(most, Math.abs((actual[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))),
    0
  )
  expect(worst, what).toBeLessThan(2e-6)
}

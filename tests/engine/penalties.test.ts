/** Second-order gradients against PyTorch's (tests/golden/make_penalties.py), compiled and not. */
import { readFileSync } from 'node:fs'
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, test } from 'vitest'
import { compile, interpret } from '../../src/main/engine/tensorflow/program'
import { tf } from '../../src/main/engine/tensorflow/tf'
import { penalties } from '../../src/main/regularisers/penalties'
import { gradientOf } from '../../src/main/regularisers/penalties/penalty'
import { bothKernels } from './golden-layers'

interface Penalty {
  value: number
  gradients: Record<string, number[]>
}
const golden = JSON.parse(readFileSync(new URL('../golden/penalties.json', import.meta.url), 'utf8')) as {
  weights: Record<string, { shape: number[]; values: number[] }>
  real: number[]
  fake: number[]
  mix: number[]
  r1: Penalty
  r2: Penalty
  gradientPenalty: Penalty
  lecam: Record<'real' | 'fake' | 'byReal' | 'byFake', number[]> &
    Record<'averageReal' | 'averageFake' | 'value' | 'movedReal' | 'movedFake', number>
}
const ofGradients = ['r1', 'r2', 'gradientPenalty'] as const
const nothing = (): never => {
  throw new Error('It has no variables.')
}
const picture = { shape: [3, 8, 8, 2], dtype: 'float32' as const }

describe.each(bothKernels)('with %s', (_, ops) => {
  const weights = new Map(
    Object.entries(golden.weights).map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, shape))])
  )
  const weight = (name: string): Variable => {
    const found = weights.get(name)
    if (!found) throw new Error(name)
    return found
  }
  const discriminator = (x: Tensor): Tensor => {
    const down = (y: Tensor, kernel: string, bias: string) =>
      ops.leakyRelu(
        ops.biasAdd(tf.conv2d(y as Tensor4D, weight(kernel) as unknown as Tensor4D, 2, 'same'), weight(bias)),
        0.2
      )
    const features = down(down(x, 'k1', 'b1'), 'k2', 'b2')
    return ops.biasAdd(ops.matMul(tf.reshape(features, [3, 24]), weight('w')), weight('b'))
  }
  const penalised = (
    which: (typeof ofGradients)[number],
    { real = tf.scalar(0), fake = tf.scalar(0), mix = tf.scalar(0) }: Record<string, Tensor>
  ) =>
    tf.mul(
      penalties.find(which).term({
        discriminator,
        real,
        fake,
        gradientAt: side => gradientOf(discriminator, side === 'real' ? real : fake),
        logits: { real: null, fake: null },
        uniform: () => mix,
        state: nothing
      }),
      10
    )
  test.each(ofGradients)('%s and its gradient by every weight', which => {
    const definition = {
      variables: weights,
      methods: {
        step: {
          inputs: { real: picture, fake: picture, mix: { shape: [3, 1, 1, 1], dtype: 'float32' as const } },
          run: (inputs: Record<string, Tensor>) => {
            const { value, grads } = tf.variableGrads(() => penalised(which, inputs).asScalar(), [...weights.values()])
            return {
              value,
              ...Object.fromEntries(
                [...weights].map(([name, variable]) => [
                  name,
                  tf.add(grads[variable.name] ?? tf.zerosLike(variable), 0)
                ])
              )
            }
          }
        }
      }
    }
    const compiled = compile(definition)
    for (const program of [compiled, interpret(definition)]) {
      const { value, ...gradients } = program.run('step', {
        real: Float32Array.from(golden.real),
        fake: Float32Array.from(golden.fake),
        mix: Float32Array.from(golden.mix)
      })
      expect(Math.abs((value?.[0] ?? Number.NaN) / golden[which].value - 1)).toBeLessThan(1e-4)
      for (const [name, wanted] of Object.entries(golden[which].gradients)) {
        const scale = Math.max(...wanted.map(Math.abs), 1e-3)
        const worst = wanted.reduce(
          (most, number, i) => Math.max(most, Math.abs((gradients[name]?.[i] ?? Number.NaN) - number)),
          0
        )
        expect(worst / scale, name).toBeLessThan(1e-4)
      }
    }
    compiled.dispose()
  })
})

test('every penalty has golden numbers', () => {
  expect(penalties.ids.toSorted()).toEqual([...ofGradients, 'drift', 'lecam'].toSorted())
})

test("LeCam's value, its gradients and its moving averages are those of the paper's formula", () => {
  const { lecam } = golden
  const averages = new Map(
    Object.entries({ real: lecam.averageReal, fake: lecam.averageFake }).map(([name, value]) => [
      name,
      tf.variable(tf.scalar(value))
    ])
  )
  const state = (name: string): Variable => averages.get(name) ?? nothing()
  const penalty = penalties.find('lecam')
  const [real, fake] = [tf.tensor2d(lecam.real, [5, 1]), tf.tensor2d(lecam.fake, [5, 1])]
  const value = (ofReal: Tensor | null, ofFake: Tensor | null): Tensor =>
    tf.mul(
      penalty.term({
        discriminator: nothing,
        real,
        fake,
        gradientAt: nothing,
        logits: { real: ofReal, fake: ofFake },
        uniform: nothing,
        state
      }),
      0.3
    )
  const near = (found: ArrayLike<number>, wanted: readonly number[]) => {
    expect(found).toHaveLength(wanted.length)
    wanted.forEach((number, i) => {
      expect(found[i]).toBeCloseTo(number, 5)
    })
  }
  near(value(real, fake).dataSync(), [lecam.value])
  // On each side alone it is that side's part.
  near(tf.add(value(real, null), value(null, fake)).dataSync(), [lecam.value])
  const [byReal, byFake] = tf.grads(value)([real, fake])
  near(byReal?.dataSync() ?? [], lecam.byReal)
  near(byFake?.dataSync() ?? [], lecam.byFake)
  // A late step, where the averages have their full memory.
  penalty.after?.({ real, fake }, { state, step: tf.scalar(1_000_000) })
  near(state('real').dataSync(), [lecam.movedReal])
  near(state('fake').dataSync(), [lecam.movedFake])
})

test('the drift is the mean square of what the discriminator says of real examples', () => {
  const drift = (real: Tensor | null): number =>
    penalties
      .find('drift')
      .term({
        discriminator: nothing,
        real: tf.zeros([3, 1]),
        fake: tf.zeros([3, 1]),
        gradientAt: nothing,
        logits: { real, fake: null },
        uniform: nothing,
        state: nothing
      })
      .dataSync()[0] ?? Number.NaN
  expect(drift(tf.tensor2d([1, -2, 4], [3, 1]))).toBeCloseTo(7, 5)
})

test('the gradient of a filter gradient agrees with finite differences', () => {
  const x = tf.randomNormal([1, 5, 5, 1], 0, 1, 'float32', 1) as Tensor4D
  const dy = tf.randomNormal([1, 3, 3, 2], 0, 1, 'float32', 2) as Tensor4D
  // Σ (dW)² as a function of x and of dy, where W is the kernel of a strided convolution.
  const value = (a: Tensor, b: Tensor): Tensor => {
    const [, kernelGradient] = tf.grads((p: Tensor, k: Tensor) =>
      tf.sum(tf.mul(tf.conv2d(p as Tensor4D, k as Tensor4D, 2, 'same'), b))
    )([a, tf.zeros([3, 3, 1, 2])])
    return tf.sum(tf.square(kernelGradient ?? tf.scalar(0)))
  }
  const [byX, byDy] = tf.grads(value)([x, dy])
  for (const [gradient, of, at] of [
    [byX, x, 0],
    [byDy, dy, 1]
  ] as const) {
    for (const index of [0, 4, 7]) {
      const moved = (by: number) => {
        const values = of.dataSync().slice()
        values[index] = (values[index] ?? 0) + by
        const t = tf.tensor(values, of.shape)
        return value(at === 0 ? t : x, at === 1 ? t : dy).dataSync()[0] ?? 0
      }
      const slope = (moved(1e-2) - moved(-1e-2)) / 2e-2
      expect(Math.abs((gradient?.dataSync()[index] ?? Number.NaN) - slope)).toBeLessThan(
        2e-3 * Math.max(1, Math.abs(slope))
      )
    }
  }
})

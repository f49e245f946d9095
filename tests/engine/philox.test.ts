/** The streams drawn in JavaScript are those of TensorFlow's own kernels: one seed is one run, whatever the engine. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { words } from '../../src/main/tensors/random/philox'
import { Draws } from '../../src/main/tensors/random/draws'
import { hostRandom } from '../../src/main/tensors/random/host'
import type { RandomKernels } from '../../src/main/tensors/random/kernels'
import { attribute, rawOp } from '../../src/main/engine/tensorflow/binding'
import { nativeRandom } from '../../src/main/engine/tensorflow/random'
import { tf } from '../../src/main/engine/tensorflow/tf'

await openEngine('tensorflow')

const keys: [number, number][] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [-1, 7],
  [0x7fffffff, 123_456],
  [-0x80000000, -1]
]
/** Not a multiple of four, and odd. */
const shape = [3, 5, 7]
const both = (word: number, step: number, draw: (kernels: RandomKernels, word: number, step: Tensor) => Tensor) =>
  [nativeRandom, hostRandom].map(kernels => draw(kernels, word, tf.scalar(step, 'int32')).dataSync())

test.each(keys)("words, uniforms and masks of key %i, %i are TensorFlow's bit for bit", (word, step) => {
  const integers = rawOp(
    'StatelessRandomUniformFullInt',
    [attribute.type('dtype', 'int32'), attribute.type('T', 'int32'), attribute.type('Tseed', 'int32')],
    [tf.tensor1d([1001], 'int32'), tf.tensor1d([word, step], 'int32')]
  )
  expect(new Int32Array(words(1001, [word, step]))).toEqual(integers.dataSync())
  for (const draw of [
    (kernels: RandomKernels, w: number, s: Tensor) => kernels.uniform(w, s, shape),
    (kernels: RandomKernels, w: number, s: Tensor) => kernels.keepMask(w, s, shape, 0.3)
  ]) {
    const [theirs, ours] = both(word, step, draw)
    expect(ours).toEqual(theirs)
  }
})

test.each(keys)("normals of key %i, %i are TensorFlow's to the last bits", (word, step) => {
  const [theirs, ours] = both(word, step, (kernels, w, s) => kernels.normal(w, s, [1001]))
  const worst = Math.max(...(ours ?? []).map((value, i) => Math.abs(value - (theirs?.[i] ?? Number.NaN))))
  expect(worst).toBeLessThan(1e-6)
  expect(new Set(ours).size).toBeGreaterThan(990)
})

test('every name in a step has numbers of its own, the same again from the same seed and step', () => {
  const draw = (seed: number, step: number) => {
    const draws = new Draws(seed, tf.scalar(step, 'int32'), '', hostRandom)
    return [draws.uniform('a', [4]), draws.at('a').uniform('a', [4])].map(tensor => tensor.dataSync().join())
  }
  expect(draw(1, 2)).toEqual(draw(1, 2))
  expect(new Set([...draw(1, 2), ...draw(1, 3), ...draw(2, 2)]).size).toBe(6)
})

/**
 * How fast TensorFlow's own kernels run the convolutions and matrix products of a step, one kind at a time, warm and
 * alone: the limit that a step made of them can reach. The same process protocol as contender.ts; prints
 * {"rates": {name: GFLOP/s}} for every line.
 *
 *     node rates.js WORK
 */
import { createInterface } from 'node:readline'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { compile, type Method } from '../src/main/engine/tensorflow/program'
import { tf } from '../src/main/engine/tensorflow/tf'

const batch = 32
/** height, channels in, channels out of the step's heaviest 5×5 stride-2 convolution; or a dense layer's sizes. */
const shapes: Record<string, { conv?: [number, number, number]; dense?: [number, number, number] }> = {
  'dcgan-28': { conv: [14, 64, 128] },
  'dcgan-64': { conv: [16, 64, 128] },
  'mlp-simple': { dense: [128, 128, 784] },
  'mlp-classic': { dense: [64, 128, 784] }
}
const { conv, dense } = shapes[process.argv[2] ?? ''] ?? {}
const repeats = 8

/** `repeats` of one kernel in a graph, on inputs that differ so that none is shared. */
function program(inputs: Record<string, number[]>, one: (tensors: Tensor[]) => Tensor) {
  const shapesOf = Object.values(inputs)
  const method: Method = {
    inputs: { seed: { shape: [], dtype: 'float32' } },
    run: ({ seed }) => {
      const results = Array.from({ length: repeats }, (_, i) =>
        one(shapesOf.map(shape => tf.add(tf.ones(shape), tf.mul(seed ?? 0, i + 1))))
      )
      return { y: tf.addN(results.map(result => tf.reshape(result, [-1]).slice(0, 1))) }
    }
  }
  return compile({ variables: new Map(), methods: { run: method } })
}

const kernels = new Map<string, { flop: number; run: () => void }>()
const add = (
  name: string,
  flop: number,
  inputs: Record<string, number[]>,
  one: (tensors: Tensor[]) => Tensor
): void => {
  const compiled = program(inputs, one)
  kernels.set(name, {
    flop,
    run: () => {
      compiled.run('run', { seed: Float32Array.of(Math.random()) })
    }
  })
}
if (conv) {
  const [size, c, f] = conv
  const half = size / 2
  const flop = 2 * 25 * c * f * half * half * batch
  const [x, k, y]: [number[], number[], number[]] = [
    [batch, size, size, c],
    [5, 5, c, f],
    [batch, half, half, f]
  ]
  add('convolution', flop, { x, k }, ([a, b]) => tf.conv2d(a as Tensor4D, b as Tensor4D, 2, 'same'))
  add('by input', flop, { y, k }, ([a, b]) =>
    tf.conv2dTranspose(a as Tensor4D, b as Tensor4D, x as [number, number, number, number], 2, 'same')
  )
  add('by filter', flop, { x, y }, ([a, b]) =>
    tf.grad((kernel: Tensor) => tf.sum(tf.mul(tf.conv2d(a as Tensor4D, kernel as Tensor4D, 2, 'same'), b ?? 0)))(
      tf.zeros(k)
    )
  )
}
if (dense) {
  const [rows, n, m] = dense
  add('matrix product', 2 * rows * n * m, { a: [rows, n], b: [n, m] }, ([a, b]) => tf.matMul(a as Tensor, b as Tensor))
}
for (const { run } of kernels.values()) for (let i = 0; i < 3; i++) run()
console.log(JSON.stringify({ ready: 'rates' }))
for await (const line of createInterface({ input: process.stdin })) {
  const rates: Record<string, number> = {}
  for (const [name, { flop, run }] of kernels) {
    const began = performance.now()
    let calls = 0
    while (performance.now() - began < (Number(line) * 1000) / kernels.size || calls < 3) {
      run()
      calls++
    }
    rates[name] = (calls * repeats * flop) / ((performance.now() - began) * 1e6)
  }
  console.log(JSON.stringify({ rates }))
}
process.exit(0)

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
/** Of a work's heaviest layer. */
interface Heaviest {
  /** Side of the map that goes in, channels in and out, side of the kernel, stride. */
  conv?: [side: number, channels: number, filters: number, kernel: number, stride: number]
  /** Examples, numbers in and out. */
  dense?: [rows: number, n: number, m: number]
}
const heaviest: Record<string, Heaviest> = {
  'dcgan-28': { conv: [14, 64, 128, 5, 2] },
  'dcgan-64': { conv: [16, 64, 128, 5, 2] },
  'mlp-simple': { dense: [128, 128, 784] },
  'mlp-classic': { dense: [64, 128, 784] },
  biggan: { conv: [32, 32, 32, 3, 1] },
  stylegan: { conv: [32, 64, 64, 3, 1] },
  'small-data': { conv: [64, 32, 32, 3, 1] }
}
const { conv, dense } = heaviest[process.argv[2] ?? ''] ?? {}
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
  const [side, c, f, kernel, stride] = conv
  const out = side / stride
  const flop = 2 * kernel * kernel * c * f * out * out * batch
  const [x, k, y]: [number[], number[], number[]] = [
    [batch, side, side, c],
    [kernel, kernel, c, f],
    [batch, out, out, f]
  ]
  const forwards = (a?: Tensor, b?: Tensor): Tensor => tf.conv2d(a as Tensor4D, b as Tensor4D, stride, 'same')
  add('convolution', flop, { x, k }, ([a, b]) => forwards(a, b))
  add('by input', flop, { y, k }, ([a, b]) =>
    tf.conv2dTranspose(a as Tensor4D, b as Tensor4D, x as [number, number, number, number], stride, 'same')
  )
  add('by filter', flop, { x, y }, ([a, b]) =>
    tf.grad((filter: Tensor) => tf.sum(tf.mul(forwards(a, filter), b ?? 0)))(tf.zeros(k))
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

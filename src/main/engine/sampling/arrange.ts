/**
 * Pictures by how alike they are to a run's own discriminator: distances between what its convolutions find in them,
 * each number divided by its deviation over the pictures, and the two principal components as a map. Where no network
 * of the model looks at pictures, their pixels are compared.
 */
import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import { joinBytes } from '../../../shared/files/join'
import { tf } from '../../tensors/tf'
import type { CallTools } from '../calls/call'
import { leadingVectors } from '../directions/leading'
import { features } from './features'

interface ArrangeOrder {
  model: string
  settings: Settings
  checkpoint: string
  pixels: Uint8Array
  count: number
  near: Uint8Array | null
}

export interface Arranged {
  novelty: Float32Array
  nearness: Float32Array
  map: Float32Array
}

/** Others that a picture is compared with to tell how novel it is. */
const neighbours = 3

/** @throws StudioError not-readable when the checkpoint does not fit the model */
export async function arrange(
  { model, settings, checkpoint, pixels: bytes, count, near }: ArrangeOrder,
  tools: Partial<CallTools> = {}
): Promise<Arranged> {
  const all = count + (near ? 1 : 0)
  const pixels = near ? joinBytes([bytes, near]) : bytes
  const found = await features.find({ model, settings, seed: 0, checkpoint, pixels, count: all }, tools)
  const values = found.size > 0 ? found.values : Float32Array.from(pixels)
  const gram = tf.tidy(() => gramOf(tf.tensor2d(values, [all, values.length / all]), count))
  try {
    const distances = distancesIn(await gram.data<'float32'>(), all)
    const usual = usualOf(distances, all, count)
    const own = tf.tidy(() => tf.slice2d(gram, [0, 0], [count, count]))
    const { vectors } = await leadingVectors(own, 2, tools).finally(() => own.dispose())
    return {
      novelty: Float32Array.from({ length: count }, (_, i) => noveltyOf(distances, all, count, i) / usual),
      nearness: Float32Array.from({ length: near ? count : 0 }, (_, i) => (distances[i * all + count] ?? 0) / usual),
      map: mapOf(vectors, count)
    }
  } finally {
    gram.dispose()
  }
}

/** Products of rows by one another, once centred and scaled by what the first `count` of them vary. */
function gramOf(rows: Tensor2D, count: number): Tensor2D {
  const own = tf.slice2d(rows, [0, 0], [count, -1])
  const { mean, variance } = tf.moments(own, 0, true)
  // What never varies among them says nothing of another picture either.
  const varies = tf.cast(tf.greater(variance, 1e-12), 'float32')
  const scaled = tf.mul(tf.mul(tf.sub(rows, mean), tf.rsqrt(tf.add(variance, 1e-12))), varies)
  return tf.matMul<Tensor2D>(scaled, scaled, false, true)
}

function distancesIn(gram: Float32Array, all: number): Float32Array {
  const length = (i: number): number => gram[i * all + i] ?? 0
  return Float32Array.from(gram, (product, at) => {
    const [i, j] = [Math.floor(at / all), at % all]
    return Math.sqrt(Math.max(0, length(i) + length(j) - 2 * product))
  })
}

/** The mean distance of two different pictures of the wall; 1 where all are the same. */
function usualOf(distances: Float32Array, all: number, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) sum += distances[i * all + j] ?? 0
  return sum / (count * (count - 1)) || 1
}

function noveltyOf(distances: Float32Array, all: number, count: number, i: number): number {
  const others = distances
    .slice(i * all, i * all + count)
    .filter((_, j) => j !== i)
    .toSorted()
    .subarray(0, neighbours)
  return others.reduce((sum, each) => sum + each, 0) / others.length
}

/** Each axis from 0 to 1. */
function mapOf(vectors: readonly Float64Array[], count: number): Float32Array {
  const map = new Float32Array(2 * count).fill(0.5)
  vectors.slice(0, 2).forEach((vector, axis) => {
    const [least, most] = [Math.min(...vector), Math.max(...vector)]
    vector.forEach((value, i) => {
      map[2 * i + axis] = most > least ? (value - least) / (most - least) : 0.5
    })
  })
  return map
}

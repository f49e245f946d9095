/** The thread that works metrics out, so that a window never waits for them: one order at a time, answered in turn. */
import { parentPort } from 'node:worker_threads'
import type { ErrorCode } from '../../shared/ipc'
import type { ImageShape, Moments } from '../../shared/domain'
import { permutation } from '../../shared/random'
import { isUnforeseen, readable } from '../lib/failures'
import { Classification } from './classification'
import { gaussianDistance, momentsOf } from './gaussian-distance'
import { meanMsSsim } from './ms-ssim'
import { nearestPictures, type Neighbour } from './nearest'
import { readPictures, type PackedPictures } from './packed'
import { slicedWasserstein, slicedWassersteinOfPoints } from './sliced-wasserstein'

export interface Orders {
  /** First: the training pictures that samples are compared with, `count` of them in a seeded order. */
  reference: { order: { dataset: PackedPictures; count: number; seed: number }; answer: { msSsim: number | null } }
  compare: { order: { pixels: Uint8Array; seed: number }; answer: { slicedWasserstein: number; msSsim: number | null } }
  /** The pictures nearest to these, and what the nearest of training pictures are among themselves. */
  nearest: {
    order: { pixels: Uint8Array; seed: number }
    answer: { neighbours: Neighbour[]; real: Neighbour[]; pictures: Uint8Array }
  }
  /**
   * A linear machine that tells classes apart: first the classes of what it learns from, then the features of these
   * pictures …
   */
  beginClasses: { order: { labels: Int32Array; classes: number; size: number; seed: number }; answer: null }
  addFeatures: { order: { rows: Float32Array | Uint8Array }; answer: null }
  /** … then it learns, and is asked about others: how many it gets right. */
  learnClasses: { order: null; answer: { c: number } }
  askClasses: { order: { rows: Float32Array | Uint8Array; labels: Int32Array }; answer: { right: number } }
  /** Made points against all real ones, each count × 2. */
  points: {
    order: { made: Float32Array; real: Float32Array; seed: number }
    answer: { slicedWasserstein: number; gaussianDistance: number; moments: { made: Moments; real: Moments } }
  }
}
export type OrderName = keyof Orders

export type WorkerMessage =
  /** From 0 to 1. */
  | { type: 'share'; share: number }
  | { type: 'answer'; value: unknown }
  | { type: 'error'; code: ErrorCode; message: string }

/** Training pictures whose nearest others give the scale. */
const scaleCount = 128

const port = parentPort
let classification: Classification | null = null
let reference: { dataset: PackedPictures; pixels: Uint8Array; shape: ImageShape; size: number } | null = null

function known(): NonNullable<typeof reference> {
  if (!reference) throw new Error('There is nothing to compare with yet.')
  return reference
}

function begun(): Classification {
  if (!classification) throw new Error('There are no classes to tell apart yet.')
  return classification
}

const work: {
  [N in OrderName]: (order: Orders[N]['order'], share: (share: number) => void) => Promise<Orders[N]['answer']>
} = {
  async reference({ dataset, count, seed }, share) {
    const { shape } = dataset
    const pixels = await readPictures(dataset, permutation(dataset.count, 'reference', seed).subarray(0, count))
    reference = { dataset, pixels, shape, size: shape[0] * shape[1] * shape[2] }
    return { msSsim: meanMsSsim(pixels, shape, done => share(done / count)) }
  },

  async compare({ pixels, seed }, share) {
    const { pixels: real, shape, size } = known()
    const distance = slicedWasserstein(pixels, real, size, { seed })
    share(0.5)
    return {
      slicedWasserstein: distance,
      msSsim: meanMsSsim(pixels, shape, done => share(0.5 + (done * size) / pixels.length / 2))
    }
  },

  async points({ made, real, seed }, share) {
    const moments = { made: momentsOf(made), real: momentsOf(real) }
    const found = {
      slicedWasserstein: slicedWassersteinOfPoints(made, real, { seed }),
      gaussianDistance: gaussianDistance(moments.made, moments.real),
      moments
    }
    share(1)
    return found
  },

  async nearest({ pixels, seed }, share) {
    const { dataset, size } = known()
    const places = permutation(dataset.count, 'scale', seed).subarray(0, scaleCount)
    const asked = pixels.length / size
    const queries = new Uint8Array((asked + places.length) * size)
    queries.set(pixels)
    queries.set(await readPictures(dataset, places), pixels.length)
    // A sample may be any picture; a training picture is not its own neighbour.
    const apart = new Int32Array(asked + places.length).fill(-1)
    apart.set(places, asked)
    const found = await nearestPictures(dataset, queries, apart, done => share(done / dataset.count))
    const neighbours = found.slice(0, asked)
    return {
      neighbours,
      real: found.slice(asked),
      pictures: await readPictures(
        dataset,
        neighbours.map(({ picture }) => picture)
      )
    }
  },

  async beginClasses(order) {
    classification = new Classification(order)
    return null
  },

  async addFeatures({ rows }) {
    begun().add(rows)
    return null
  },

  async learnClasses(_, share) {
    return { c: begun().learn(share) }
  },

  async askClasses({ rows, labels }) {
    return { right: begun().right(rows, labels) }
  }
}

async function answer<N extends OrderName>({ name, order }: { name: N; order: Orders[N]['order'] }): Promise<void> {
  const say = (message: WorkerMessage) => port?.postMessage(message)
  try {
    say({ type: 'answer', value: await work[name](order, share => say({ type: 'share', share })) })
  } catch (error) {
    const found = readable(error)
    if (isUnforeseen(found)) console.error(error)
    say({ type: 'error', code: found.code, message: found.message })
  }
}

port?.on('message', (message: { name: OrderName; order: Orders[OrderName]['order'] }) => void answer(message))

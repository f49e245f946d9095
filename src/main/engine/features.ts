/**
 * What a checkpoint's network finds in pictures: the outputs of all its convolutions, each max-pooled to a grid of 4×4,
 * one after another (Radford, Metz and Chintala 2015, section 5.1).
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import { findModel } from '../models'
import { checkpointVersion, loadCheckpoint } from './checkpoint'
import { engine, tf } from './engine'
import { wanted } from './families/methods'
import { Network } from './network'
import { pixels, type Program, type ProgramDefinition } from './program'
import type { FeaturesOrder, FoundFeatures } from './protocol'
import { StepRandom } from './random'

/** Cells of the grid, down and across; fewer where a layer's output is smaller. */
const side = 4
/** Pictures in one call of the compiled method. */
const atOnce = 64

interface Loaded { key: string; definition: ProgramDefinition; program: Program; version: string; size: number; dispose: () => void }

export class Features {
  #loaded: Loaded | null = null
  /** One order at a time: they share the loaded program, whose weights are one checkpoint's. */
  #last: Promise<unknown> = Promise.resolve()

  /** @throws StudioError not-readable when the checkpoint does not fit the model. */
  find(order: FeaturesOrder): Promise<FoundFeatures> {
    const found = this.#last.then(() => this.#find(order))
    this.#last = found.catch(() => undefined)
    return found
  }

  async #find({ model, settings, seed, checkpoint, pixels: bytes, count }: FeaturesOrder): Promise<FoundFeatures> {
    const loaded = await this.#load(model, settings, checkpoint === null ? seed : null)
    if (!loaded) return { size: 0, values: new Float32Array() }
    const version = checkpoint === null ? '' : checkpointVersion(checkpoint)
    if (checkpoint !== null && loaded.version !== version) {
      loadCheckpoint(checkpoint, loaded.definition, loaded.program)
      loaded.version = version
    }
    const { size } = loaded
    const each = bytes.length / count
    const values = new Float32Array(count * size)
    for (let done = 0; done < count; done += atOnce) {
      const some = Math.min(atOnce, count - done)
      const batch = new Uint8Array(atOnce * each)
      batch.set(bytes.subarray(done * each, (done + some) * each))
      const { features } = await loaded.program.run('features', { pixels: batch })
      values.set(features?.subarray(0, some * size) ?? [], done * size)
    }
    return { size, values }
  }

  /** Null where no network of the model looks at pictures through convolutions. @param seed of weights that are kept; null: a checkpoint's take their place */
  async #load(id: string, settings: Settings, seed: number | null): Promise<Loaded | null> {
    const key = `${id} ${JSON.stringify(settings)} ${seed ?? 'trained'}`
    if (this.#loaded?.key === key) return this.#loaded
    this.#loaded?.dispose()
    this.#loaded = null
    const plan = findModel(id).networks(settings).find(({ looks }) => looks)
    if (!plan) return null
    const network = new Network(plan.name, plan.layers, plan.input, seed ?? 0)
    const size = tf.tidy(() => found(network, tf.zeros([1, ...plan.input])).reduce((sum, { size }) => sum + size, 0))
    if (size === 0) {
      network.dispose()
      return null
    }
    const definition = featuresProgram(network)
    const program = await engine().compile(definition)
    this.#loaded = { key, definition, program, version: '', size, dispose: () => { program.dispose(); network.dispose() } }
    return this.#loaded
  }
}

/** features {pixels: uint8 [atOnce, height·width·channels]} → features: float32 [atOnce, size]. */
function featuresProgram(network: Network): ProgramDefinition {
  const each = network.inputShape.reduce((a, b) => a * b, 1)
  return {
    variables: new Map(network.weights.map(({ name, variable }) => [name, variable])),
    methods: {
      features: {
        inputs: { pixels: { shape: [atOnce, each], dtype: 'uint8' } },
        run: inputs => {
          const pictures = tf.sub(tf.div(tf.reshape(pixels(wanted(inputs, 'pixels')), [atOnce, ...network.inputShape]), 127.5), 1)
          return { features: tf.concat(found(network, pictures), 1) }
        }
      }
    }
  }
}

/** What each convolution found in pictures in [−1, 1], pooled: [batch, 16·channels] each. */
function found(network: Network, pictures: Tensor): Tensor[] {
  const random = new StepRandom(0, tf.scalar(0, 'int32'))
  // A network that is told classes must not learn the right one from us: all are of the first.
  const labels = tf.zeros([pictures.shape[0] ?? 1], 'int32')
  return network.features(pictures, { tf, ops: engine().ops, training: false, random, step: tf.scalar(0), labels }).map(pooled)
}

/** [batch, height, width, channels] → [batch, 16·channels]: the largest number in each cell of the grid. */
export const pooled = (x: Tensor): Tensor => {
  const grid = pooledAlong(pooledAlong(x, 1), 2)
  return tf.reshape(grid, [x.shape[0] ?? 1, grid.size / (x.shape[0] ?? 1)])
}

/** Cells reach from ⌊i·n/4⌋ to ⌈(i+1)·n/4⌉, so that they cover any length evenly; where 4 divides it, they are equal. */
function pooledAlong(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis] ?? 1
  const cells = Math.min(side, length)
  return tf.concat(Array.from({ length: cells }, (_, i) => {
    const from = Math.floor((i * length) / cells), to = Math.ceil(((i + 1) * length) / cells)
    return tf.max(tf.slice(x, x.shape.map((__, a) => (a === axis ? from : 0)), x.shape.map((n, a) => (a === axis ? to - from : n))), axis, true)
  }), axis)
}

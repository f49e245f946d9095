/**
 * What a checkpoint's network finds in pictures: the outputs of all its convolutions, each max-pooled to a grid of 4×4,
 * one after another (Radford, Metz and Chintala 2015, section 5.1).
 */
import { elementCount } from '../../lib/shape'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import { findModel } from '../../models'
import { planNetwork } from '../../layers/plan'
import { checkpointStage, checkpointVersion, loadCheckpoint } from '../checkpoint'
import { engine } from '../../tensors/engine'
import { lookingInputs } from '../networks/looking'
import { Network } from '../networks/network'
import { picturesOf } from '../../tensors/pixels'
import { wanted, type Program, type ProgramDefinition } from '../../tensors/program'
import { between, type CallTools } from '../calls/call'
import type { FindFeatures, FoundFeatures } from '../protocol'
import { tf } from '../../tensors/tf'
import { samplingPass } from './methods'
import { axis as lengthOf } from '../../tensors/axis'

/** Cells of the grid, down and across; fewer where a layer's output is smaller. */
const side = 4
/** Pictures in one call of the compiled method. */
const atOnce = 64

interface Loaded {
  key: string
  definition: ProgramDefinition
  program: Program
  version: string
  size: number
  dispose: () => void
}

export class Features {
  #loaded: Loaded | null = null
  /** One order at a time: they share the loaded program, whose weights are one checkpoint's. */
  #last: Promise<unknown> = Promise.resolve()

  /** @throws StudioError not-readable when the checkpoint does not fit the model. */
  find(order: FindFeatures, tools: Partial<CallTools> = {}): Promise<FoundFeatures> {
    const found = this.#last.then(() => this.#find(order, tools))
    this.#last = found.catch(() => undefined)
    return found
  }

  async #find(
    { model, settings, seed, checkpoint, pixels: bytes, count }: FindFeatures,
    tools: Partial<CallTools>
  ): Promise<FoundFeatures> {
    const stage = checkpoint === null ? undefined : checkpointStage(findModel(model), settings, checkpoint)
    const loaded = await this.#load(model, settings, checkpoint === null ? seed : null, stage)
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
      await between(tools)
      const some = Math.min(atOnce, count - done)
      const batch = new Uint8Array(atOnce * each)
      batch.set(bytes.subarray(done * each, (done + some) * each))
      const { features } = await loaded.program.run('features', { pixels: batch })
      if (!features) throw new Error('The method of features found nothing.')
      values.set(features.subarray(0, some * size), done * size)
      tools.progress?.((done + some) / count)
    }
    return { size, values }
  }

  /**
   * Null where no network of the model looks at pictures through convolutions.
   * @param seed of weights that are kept; null: a checkpoint's take their place
   * @param stage whose network, where the model grows; its last where left out
   */
  async #load(id: string, settings: Settings, seed: number | null, stage?: number): Promise<Loaded | null> {
    const key = `${id} ${stage ?? ''} ${JSON.stringify(settings)} ${seed ?? 'trained'}`
    if (this.#loaded?.key === key) return this.#loaded
    this.#loaded?.dispose()
    this.#loaded = null
    const model = findModel(id)
    const found = Object.entries(model.networks(settings, stage)).find(([, { looksAtPictures }]) => looksAtPictures)
    if (!found) return null
    const network = new Network(planNetwork(...found), { origin: seed ?? 'zeros' })
    const shape = model.image(settings)
    const size = tf.tidy(() => featuresOf(network, tf.zeros([1, ...shape])).reduce((sum, { size }) => sum + size, 0))
    if (size === 0) {
      network.dispose()
      return null
    }
    const definition = featuresProgram(network, shape)
    const program = await engine().compile(definition)
    this.#loaded = {
      key,
      definition,
      program,
      version: '',
      size,
      dispose: () => {
        program.dispose()
        network.dispose()
      }
    }
    return this.#loaded
  }
}

/** The process's own. */
export const features = new Features()

/** features {pixels: uint8 [atOnce, height·width·channels]} → features: float32 [atOnce, size]. */
function featuresProgram(network: Network, shape: ImageShape): ProgramDefinition {
  return {
    variables: new Map(network.weights.map(({ name, variable }) => [name, variable])),
    methods: {
      features: {
        inputs: { pixels: { shape: [atOnce, elementCount(shape)], dtype: 'uint8' } },
        run: inputs => ({
          features: tf.concat(
            featuresOf(network, picturesOf(engine().graph.numbers(wanted(inputs, 'pixels')), shape)),
            1
          )
        })
      }
    }
  }
}

/** What each convolution found in pictures in [−1, 1], pooled: [batch, 16·channels] each. */
function featuresOf(network: Network, pictures: Tensor): Tensor[] {
  // A network that is conditioned on classes must not learn the right one from us: all are of the first.
  const first = () => tf.zeros([lengthOf(pictures, 0)], 'int32')
  return network.features(lookingInputs(network, pictures, first), samplingPass()).map(pooled)
}

/** [batch, height, width, channels] → [batch, 16·channels]: the largest number in each cell of the grid. */
export const pooled = (x: Tensor): Tensor => {
  const grid = pooledAlong(pooledAlong(x, 1), 2)
  return tf.reshape(grid, [lengthOf(x, 0), grid.size / lengthOf(x, 0)])
}

/**
 * Cells reach from ⌊i·n/4⌋ to ⌈(i+1)·n/4⌉, so that they cover any length evenly; where 4 divides it, they are equal.
 */
function pooledAlong(x: Tensor, axis: number): Tensor {
  const length = lengthOf(x, axis)
  const cells = Math.min(side, length)
  return tf.concat(
    Array.from({ length: cells }, (_, i) => {
      const from = Math.floor((i * length) / cells),
        to = Math.ceil(((i + 1) * length) / cells)
      return tf.max(
        tf.slice(
          x,
          x.shape.map((__, a) => (a === axis ? from : 0)),
          x.shape.map((n, a) => (a === axis ? to - from : n))
        ),
        axis,
        true
      )
    }),
    axis
  )
}

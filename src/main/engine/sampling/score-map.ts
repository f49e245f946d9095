/**
 * What a run's discriminator looks at: the gradient of its score by each pixel (Simonyan, Vedaldi and Zisserman 2014,
 * arXiv:1312.6034, section 3).
 */
import { elementCount } from '../../lib/shape'
import type { ImageShape, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { planNetwork } from '../../layers/plan'
import type { Shape } from '../../layers/scope'
import { findModel } from '../../models'
import { axis } from '../../tensors/axis'
import { engine } from '../../tensors/engine'
import { picturesOf } from '../../tensors/pixels'
import { wanted, type Method } from '../../tensors/program'
import { tf } from '../../tensors/tf'
import { between, type CallTools } from '../calls/call'
import { checkpointStage } from '../checkpoint'
import { judgesAlone, lookingInputs } from '../networks/looking'
import { Network } from '../networks/network'
import { batchOf } from './batches'
import { builtOf, KeptProgram, programKey, type Built } from './kept-program'
import { samplingPass } from './methods'

export interface ScoreOrder {
  model: string
  settings: Settings
  checkpoint: string
  shape: ImageShape
  /** Count × height × width × channels. */
  pixels: Uint8Array
  /** Class of each, where the run has classes. */
  labels: Int32Array
  count: number
}

/** Pictures in one call: one that follows the hand, or a row of a sheet. */
const sizes = [1, 16]

const kept = new KeptProgram()

/**
 * @returns `scores`: of each picture, the higher the more real it looks; `gradients`: count × height × width, by how
 *   much the score grows where a pixel grows brighter
 * @throws StudioError unsupported for a model that scores no pictures; not-readable when the checkpoint does not fit
 */
export async function scoreMaps(
  { model: id, settings, checkpoint, shape, pixels, labels, count }: ScoreOrder,
  tools: Partial<CallTools> = {}
): Promise<{ scores: Float32Array; gradients: Float32Array }> {
  const model = findModel(id)
  const stage = checkpointStage(model, settings, checkpoint)
  const found = Object.entries(model.networks(settings, stage)).find(([, { scores }]) => scores)
  if (!found)
    throw new StudioError(
      'unsupported',
      `${model.name} has no discriminator that looks at whole pictures by themselves.`
    )
  const plan = planNetwork(...found)
  const [each, plane] = [elementCount(shape), shape[0] * shape[1]]
  return kept.use(
    { key: programKey(model, stage, { settings, shape }), checkpoint },
    () => built(new Network(plan, { origin: 'zeros' }), shape),
    async program => {
      const [scores, gradients] = [new Float32Array(count), new Float32Array(count * plane)]
      const size = count === 1 || !judgesAlone(plan) ? 1 : 16
      for (let from = 0; from < count; from += size) {
        await between(tools)
        const some = Math.min(size, count - from)
        const made = await program.run(`look${size}`, {
          pixels: batchOf(pixels, each, from, some, size),
          labels: batchOf(labels, 1, from, some, size)
        })
        if (!(made.scores instanceof Float32Array) || !(made.gradients instanceof Float32Array))
          throw new Error('The method found no scores.')
        scores.set(made.scores.subarray(0, some), from)
        gradients.set(made.gradients.subarray(0, some * plane), from * plane)
        tools.progress?.((from + some) / count)
      }
      return { scores, gradients }
    }
  )
}

const built = (network: Network, shape: ImageShape): Built =>
  builtOf(
    [network],
    new Map(),
    Object.fromEntries(sizes.map(size => [`look${size}`, lookMethod(network, shape, size)]))
  )

/** look {pixels: uint8 [count, height·width·channels], labels: int32 [count]} → scores, gradients [count, …] */
function lookMethod(network: Network, shape: ImageShape, count: number): Method {
  return {
    inputs: {
      pixels: { shape: [count, elementCount(shape)], dtype: 'uint8' },
      labels: { shape: [count], dtype: 'int32' }
    },
    run: inputs => {
      const pictures = picturesOf(engine().graph.numbers(wanted(inputs, 'pixels')), shape)
      const labels = wanted(inputs, 'labels')
      // A class as its place, or as a share of each class.
      const condition = ([classes]: Shape) =>
        classes === undefined ? labels : tf.cast(tf.oneHot(labels, classes), 'float32')
      const score = (x: typeof pictures) => {
        const [logits] = network.apply(lookingInputs(network, x, condition), samplingPass())
        if (!logits) throw new Error(`The ${network.name} has no output.`)
        return tf.mean(tf.reshape(logits, [axis(x, 0), -1]), 1)
      }
      const gradient = tf.grad(x => tf.sum(score(x)))(pictures)
      return { scores: score(pictures), gradients: tf.sum(gradient, -1) }
    }
  }
}

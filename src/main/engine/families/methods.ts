/** Methods that families share: how a batch of pictures comes to a step, and how pictures are drawn. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Form, ImageShape } from '../../../shared/domain'
import { engine, tf } from '../engine'
import type { StepContext } from '../layers/layer'
import { formOf, type ModelDefinition } from '../../models/definition'
import type { Network } from '../network'
import { pixels, type Method, type Table, type TensorSpec } from '../program'
import { StepRandom } from '../random'
import type { Precision } from '../tensorflow/recorder'
import type { Built, Drawer } from './family'

type Learner = Pick<ModelDefinition, 'form' | 'conditional'>

interface PictureStep {
  model: Learner
  batchSize: number
  image: ImageShape
  table: Table | null
  precision: Precision
  /** @param real [batch, height, width, channels] in [−1, 1], or points [batch, 2] as they are. @param labels int32 [batch]; null where there are no classes. @param done steps before this one, int32 [] */
  step: (real: Tensor, labels: Tensor | null, done: Tensor) => Record<string, Tensor>
}

/** The method `step` (see Built): pictures from the table, or fed as bytes where there is none; points are always fed. */
export function pictureStep({ model, batchSize, image, table, precision, step }: PictureStep): Method {
  const size = image[0] * image[1] * image[2]
  const classes: Record<string, TensorSpec> = model.conditional ? { labels: { shape: [batchSize], dtype: 'int32' } } : {}
  const done: TensorSpec = { shape: [], dtype: 'int32' }
  if (formOf(model) === 'points') {
    const points: TensorSpec = { shape: [batchSize, 2], dtype: 'float32' }
    return { inputs: { step: done, points, ...classes }, precision, run: inputs => step(wanted(inputs, 'points'), model.conditional ? wanted(inputs, 'labels') : null, wanted(inputs, 'step')) }
  }
  const run = (bytes: (inputs: Record<string, Tensor>) => Tensor): Method['run'] => inputs => {
    return step(picturesOf(bytes(inputs), image), model.conditional ? wanted(inputs, 'labels') : null, wanted(inputs, 'step'))
  }
  return table
    ? { inputs: { step: done, indices: { shape: [batchSize], dtype: 'int32' }, ...classes }, precision, run: run(inputs => table.gather(wanted(inputs, 'indices'))) }
    : { inputs: { step: done, pixels: { shape: [batchSize, size], dtype: 'uint8' }, ...classes }, precision, run: run(inputs => pixels(wanted(inputs, 'pixels'))) }
}

/** A network as it is when sampling: no batch statistics, no dropout. */
export const restful = (): StepContext => ({ tf, ops: engine().ops, training: false, random: new StepRandom(0, tf.scalar(0, 'int32')), step: tf.scalar(0), labels: null })

/** Pictures in [−1, 1] as int32, 0 to 255. */
export const bytesOf = (images: Tensor): Tensor => tf.cast(tf.round(tf.clipByValue(tf.mul(tf.add(images, 1), 127.5), 0, 255)), 'int32')

/** Bytes as pictures in [−1, 1]: [batch, …] → [batch, height, width, channels]. */
export const picturesOf = (bytes: Tensor, image: ImageShape): Tensor => tf.sub(tf.div(tf.reshape(bytes, [bytes.shape[0] ?? 1, ...image]), 127.5), 1)

/** latents: float32 [count, latent] → pixels: int32 [count, height, width, channels], or points: float32 [count, 2]; the generator as it is when sampling. */
export function sampleMethod(generator: Pick<Network, 'apply'>, latent: number, count: number, conditional: boolean, form: Form = 'pictures'): Method {
  return {
    inputs: { latents: { shape: [count, latent], dtype: 'float32' }, ...(conditional ? { labels: { shape: [count], dtype: 'int32' as const } } : {}) },
    run: (inputs): Record<string, Tensor> => {
      const labels = conditional ? wanted(inputs, 'labels') : null
      const made = generator.apply(wanted(inputs, 'latents'), { ...restful(), labels })
      return form === 'points' ? { points: made } : { pixels: bytesOf(made) }
    }
  }
}

/** What the method `sample` makes of an epoch's latents. */
export const sampled = (shape: ImageShape): Built['gallery'] => async (program, { sampleLatents, sampleLabels, sampleColumns, sampleCount }) => {
  const { pixels, points } = await program.run('sample', { latents: sampleLatents, ...(sampleLabels ? { labels: sampleLabels } : {}) })
  if (points) return { count: sampleCount, shape, pixels: new Uint8Array(), points: Float32Array.from(points) }
  return { count: sampleCount, shape, pixels: Uint8Array.from(pixels ?? []), ...(sampleColumns === undefined ? {} : { columns: sampleColumns }) }
}

/** Draws with one network alone. */
export const drawerOver = (generator: Network, latent: number, conditional: boolean, form: Form): Drawer => ({
  variables: new Map(generator.weights.map(({ name, variable }) => [name, variable])),
  sample: count => sampleMethod(generator, latent, count, conditional, form),
  dispose: () => { generator.dispose() }
})

/** @throws Error when a method is run without what it wants: a programming mistake. */
export function wanted(inputs: Record<string, Tensor>, key: string): Tensor {
  const tensor = inputs[key]
  if (!tensor) throw new Error(`The method wants an input ${key}.`)
  return tensor
}

/** Methods that families share: how a batch of pictures comes to a step, and how pictures are drawn. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import { engine, tf } from '../engine'
import type { StepContext } from '../layers/layer'
import { exampleSize, formOf, type ModelDefinition } from '../../models/definition'
import { stackRows } from '../../models/gallery'
import { unpaired } from '../../../shared/pairs'
import type { Network } from '../network'
import { pixels, type Method, type Table, type TensorSpec } from '../program'
import { StepRandom } from '../random'
import type { Precision } from '../tensorflow/recorder'
import { bytesOf, picturesOf } from './bytes'
import type { Built, Drawer, GalleryOrder } from './family'
import { pairsOf } from './pairs'

type Learner = Pick<ModelDefinition, 'form' | 'conditional'>

interface PictureStep {
  model: Learner
  batchSize: number
  image: ImageShape
  table: Table | null
  precision: Precision
  /** @param real [batch, height, width, channels] in [−1, 1], [batch, height, width, 2·channels] of pairs, or points [batch, 2] as they are. @param labels int32 [batch]; null where there are no classes. @param done steps before this one, int32 [] */
  step: (real: Tensor, labels: Tensor | null, done: Tensor) => Record<string, Tensor>
}

/** The method `step` (see Built): pictures from the table, or fed as bytes where there is none; points are always fed. */
export function pictureStep({ model, batchSize, image, table, precision, step }: PictureStep): Method {
  const size = exampleSize(model, image)
  const classes: Record<string, TensorSpec> = model.conditional ? { labels: { shape: [batchSize], dtype: 'int32' } } : {}
  const done: TensorSpec = { shape: [], dtype: 'int32' }
  if (formOf(model) === 'points') {
    const points: TensorSpec = { shape: [batchSize, 2], dtype: 'float32' }
    return { inputs: { step: done, points, ...classes }, precision, run: inputs => step(wanted(inputs, 'points'), model.conditional ? wanted(inputs, 'labels') : null, wanted(inputs, 'step')) }
  }
  const real = formOf(model) === 'pairs' ? pairsOf : picturesOf
  const run = (bytes: (inputs: Record<string, Tensor>) => Tensor): Method['run'] => inputs => {
    return step(real(bytes(inputs), image), model.conditional ? wanted(inputs, 'labels') : null, wanted(inputs, 'step'))
  }
  return table
    ? { inputs: { step: done, indices: { shape: [batchSize], dtype: 'int32' }, ...classes }, precision, run: run(inputs => table.gather(wanted(inputs, 'indices'))) }
    : { inputs: { step: done, pixels: { shape: [batchSize, size], dtype: 'uint8' }, ...classes }, precision, run: run(inputs => pixels(wanted(inputs, 'pixels'))) }
}

/** A network as it is when sampling: no batch statistics, no dropout. */
export const restful = (): StepContext => ({ tf, ops: engine().ops, training: false, random: new StepRandom(0, tf.scalar(0, 'int32')), step: tf.scalar(0), labels: null })

/** What a model's pictures are drawn from, and their shape. */
export interface Drawing extends Learner { latent: number; image: ImageShape }
export const drawingOf = (model: ModelDefinition, settings: Settings): Drawing => ({ form: formOf(model), conditional: model.conditional === true, latent: model.latent(settings), image: model.image(settings) })

/** The method `sample` (see Built) for so many at once: the generator as it is when sampling. */
export function sampleMethod(generator: Pick<Network, 'apply'>, drawing: Drawing, count: number): Method {
  const { conditional, latent, image } = drawing
  const form = formOf(drawing)
  const size = image[0] * image[1] * image[2]
  return {
    inputs: {
      latents: { shape: [count, latent], dtype: 'float32' }, ...(conditional ? { labels: { shape: [count], dtype: 'int32' as const } } : {}),
      ...(form === 'pairs' ? { conditions: { shape: [count, size], dtype: 'uint8' as const } } : {})
    },
    run: (inputs): Record<string, Tensor> => {
      const labels = conditional ? wanted(inputs, 'labels') : null
      const condition = form === 'pairs' ? picturesOf(pixels(wanted(inputs, 'conditions')), image) : null
      const made = generator.apply(wanted(inputs, 'latents'), { ...restful(), labels, condition })
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

/** Training pairs: rows of inputs, below each row what `sample` makes of them, and below that their targets. */
export const translated = (shape: ImageShape): Built['gallery'] => async (program, { pictures, sampleLatents, sampleColumns, sampleCount }) => {
  const each = shape[0] * shape[1] * shape[2]
  const { inputs, targets } = unpaired(examplesIn(pictures), each)
  const { pixels } = await program.run('sample', { latents: sampleLatents, conditions: inputs })
  const columns = sampleColumns ?? sampleCount / 3
  return { count: sampleCount, shape, columns, pixels: stackRows([inputs, Uint8Array.from(pixels ?? []), targets], columns, each) }
}

/** @throws Error where an order brings none: a programming mistake. */
export function examplesIn(pictures: GalleryOrder['pictures']): Uint8Array {
  if (!pictures) throw new Error('There are no training pictures to show.')
  return pictures
}

/** Draws with one network alone. */
export const drawerOver = (generator: Network, drawing: Drawing): Drawer => ({
  variables: new Map(generator.weights.map(({ name, variable }) => [name, variable])),
  sample: count => sampleMethod(generator, drawing, count),
  dispose: () => { generator.dispose() }
})

/** @throws Error when a method is run without what it wants: a programming mistake. */
export function wanted(inputs: Record<string, Tensor>, key: string): Tensor {
  const tensor = inputs[key]
  if (!tensor) throw new Error(`The method wants an input ${key}.`)
  return tensor
}
